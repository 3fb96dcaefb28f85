mod meter;
mod routes;
mod store;
mod tariff;

#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().init();
    let app = routes::router(store::Store::default());
    let listener = tokio::net::TcpListener::bind("0.0.0.0:8080").await.unwrap();
    tracing::info!("listening on 8080");
    axum::serve(listener, app).await.unwrap();
}
