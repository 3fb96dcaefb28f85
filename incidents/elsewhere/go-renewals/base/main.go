package main

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"time"

	_ "github.com/lib/pq"

	"acme.example/renewals/internal/config"
	"acme.example/renewals/internal/store"
	"acme.example/renewals/internal/worker"
)

func main() {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stdout, nil)))
	cfg := config.Load()
	db, err := sql.Open("postgres", cfg.DatabaseURL)
	if err != nil {
		slog.Error("open database", "err", err)
		os.Exit(1)
	}
	db.SetMaxOpenConns(cfg.MaxOpenConns)
	w := worker.New(store.New(db), cfg.BatchSize)
	for range time.Tick(cfg.Interval) {
		w.RunOnce(context.Background())
	}
}
