from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel

from ..db import get_session
from ..models import Appointment, Slot
from ..reminders import schedule_reminder

router = APIRouter(prefix="/appointments")


class Booking(BaseModel):
    slot_id: int
    patient_ref: str
    note: str | None = None


@router.post("", status_code=201)
async def book(body: Booking, session=Depends(get_session)):
    slot = await session.get(Slot, body.slot_id, with_for_update=True)
    if slot is None or slot.taken:
        raise HTTPException(409, "slot is gone")
    slot.taken = True
    appointment = Appointment(slot_id=slot.id, patient_ref=body.patient_ref, note=body.note)
    session.add(appointment)
    await session.commit()
    await schedule_reminder(appointment.id, slot.starts_at)
    return {"id": appointment.id}
