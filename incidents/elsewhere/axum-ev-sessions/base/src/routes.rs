use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{json, Value};

use crate::meter::{self, Reading};
use crate::store::Store;
use crate::tariff;

pub fn router(store: Store) -> Router {
    Router::new()
        .route("/sessions/:id", get(show))
        .route("/sessions/:id/readings", post(report))
        .with_state(store)
}

async fn show(State(store): State<Store>, Path(id): Path<String>) -> Json<Value> {
    let readings = store.readings(&id);
    let wh = meter::energy_wh(&readings);
    Json(json!({ "session": id, "wh": wh, "cents": tariff::price_cents(wh) }))
}

async fn report(State(store): State<Store>, Path(id): Path<String>, Json(reading): Json<Reading>) -> StatusCode {
    store.push(&id, reading);
    StatusCode::ACCEPTED
}
