import logging

from fastapi import FastAPI

from .routers import appointments, slots

logging.basicConfig(level=logging.INFO)
app = FastAPI(title="clinic-booking")
app.include_router(slots.router)
app.include_router(appointments.router)


@app.get("/healthz")
async def healthz():
    return {"ok": True}
