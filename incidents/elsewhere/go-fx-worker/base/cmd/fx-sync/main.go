package main

import (
	"context"
	"log/slog"
	"time"

	"acme.example/fx-sync/internal/config"
	"acme.example/fx-sync/internal/currentia"
	"acme.example/fx-sync/internal/sync"
)

func main() {
	cfg := config.Load()
	client := currentia.New(cfg.BaseURL, cfg.APIKey, cfg.Timeout)
	job := sync.New(client, cfg.Currencies)
	for range time.Tick(cfg.Interval) {
		if err := job.Run(context.Background()); err != nil {
			slog.Error("sync failed", "err", err)
		}
	}
}
