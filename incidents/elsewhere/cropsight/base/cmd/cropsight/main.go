package main

import (
	"log/slog"
	"os"

	"acme.example/cropsight/internal/config"
	"acme.example/cropsight/internal/worker"
)

func main() {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	cfg, err := config.Load("/etc/cropsight/config.yaml")
	if err != nil {
		log.Error("config", "err", err)
		os.Exit(2)
	}
	worker.New(log, cfg).Run()
}
