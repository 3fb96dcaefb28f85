package main

import (
	"log"
	"net/http"

	"acme.example/roomrates/internal/api"
	"acme.example/roomrates/internal/rates"
)

func main() {
	svc := rates.NewService(rates.MustOpen())
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/quote", api.Quote(svc))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok")) })
	log.Println("listening on :8080")
	log.Fatal(http.ListenAndServe(":8080", mux))
}
