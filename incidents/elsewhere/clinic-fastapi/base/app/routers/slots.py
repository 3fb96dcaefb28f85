from datetime import datetime, timedelta

from fastapi import APIRouter, Depends
from sqlalchemy import select

from ..db import get_session
from ..models import Slot
from ..settings import settings

router = APIRouter(prefix="/slots")


@router.get("")
async def free_slots(clinic_id: int, session=Depends(get_session)):
    until = datetime.utcnow() + timedelta(days=settings.slot_horizon_days)
    rows = await session.scalars(
        select(Slot).where(Slot.clinic_id == clinic_id, Slot.taken.is_(False), Slot.starts_at < until)
    )
    return [{"id": s.id, "starts_at": s.starts_at} for s in rows]
