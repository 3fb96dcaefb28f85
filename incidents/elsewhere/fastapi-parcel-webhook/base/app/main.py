import logging

from fastapi import FastAPI

from app.routes import parcels, webhooks

logging.basicConfig(level=logging.INFO)

app = FastAPI(title="parcel-tracking")
app.include_router(parcels.router)
app.include_router(webhooks.router)


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
