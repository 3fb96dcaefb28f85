from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from . import settings

engine = create_engine(settings.DATABASE_URL, pool_size=8, max_overflow=4, pool_pre_ping=True)
Session = sessionmaker(bind=engine, expire_on_commit=False)
