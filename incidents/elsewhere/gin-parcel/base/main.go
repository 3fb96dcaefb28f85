package main

import (
	"log/slog"
	"os"

	"acme.example/parcel/internal/api"
	"acme.example/parcel/internal/carrier"
	"acme.example/parcel/internal/config"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	cfg := config.Load()
	client := carrier.New(cfg.CarrierURL, cfg.CarrierTimeout)
	if err := api.Router(client).Run(":8080"); err != nil {
		slog.Error("server stopped", "err", err)
		os.Exit(1)
	}
}
