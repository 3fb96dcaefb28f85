from fastapi import APIRouter, HTTPException

from app import store

router = APIRouter()


@router.get("/parcels/{parcel_id}")
def get_parcel(parcel_id: str):
    doc = store.load(parcel_id)
    if doc is None:
        raise HTTPException(status_code=404, detail="unknown parcel")
    return doc
