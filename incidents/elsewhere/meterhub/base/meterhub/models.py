from sqlalchemy import Column, DateTime, Float, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Meter(Base):
    __tablename__ = "meter"
    id = Column(Integer, primary_key=True)
    serial = Column(String(32), unique=True)
    tariff = Column(String(16))


class Reading(Base):
    __tablename__ = "reading"
    id = Column(Integer, primary_key=True)
    meter_id = Column(ForeignKey("meter.id"), index=True)
    slot = Column(DateTime, index=True)
    kwh = Column(Float)
