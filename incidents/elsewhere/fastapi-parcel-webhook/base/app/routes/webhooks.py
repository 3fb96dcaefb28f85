import logging

from fastapi import APIRouter, Request

from app import store
from app.carriers import normalise

router = APIRouter()
log = logging.getLogger("webhooks")


@router.post("/webhooks/{carrier}", status_code=202)
async def receive(carrier: str, request: Request):
    payload = await request.json()
    event = normalise(carrier, payload)
    doc = store.load(event["parcel_id"]) or {"events": []}
    doc["events"].append(event)
    doc["status"] = event["status"]
    store.save(event["parcel_id"], doc)
    return {"accepted": True}
