package main

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"acme.example/freight-tracking/internal/api"
	"acme.example/freight-tracking/internal/billing"
	"acme.example/freight-tracking/internal/store"
)

func main() {
	log, _ := zap.NewProduction()
	pool, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal("pool", zap.Error(err))
	}
	s := store.New(pool)
	go billing.New(pool, log).Run(context.Background(), time.Minute)
	srv := &http.Server{Addr: ":8080", Handler: api.New(s, log), ReadTimeout: 5 * time.Second}
	log.Fatal("serve", zap.Error(srv.ListenAndServe()))
}
