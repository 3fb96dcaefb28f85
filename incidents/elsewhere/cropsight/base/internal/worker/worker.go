package worker

import (
	"fmt"
	"log/slog"
	"time"

	"acme.example/cropsight/internal/config"
	"acme.example/cropsight/internal/spool"
	"acme.example/cropsight/internal/tiles"
)

type Worker struct {
	log *slog.Logger
	cfg *config.Config
	sp  *spool.Spool
}

func New(log *slog.Logger, cfg *config.Config) *Worker {
	return &Worker{log: log, cfg: cfg, sp: spool.New(cfg.SpoolDir, cfg.KeepScenes)}
}

func (w *Worker) process(scene string) error {
	start := time.Now()
	dir, err := w.sp.Unpack(scene)
	if err != nil {
		return fmt.Errorf("unpack %s: %w", scene, err)
	}
	defer w.sp.Release(dir)
	n, err := tiles.Cut(dir, w.cfg.TilePx)
	if err != nil {
		return fmt.Errorf("cut %s: %w", scene, err)
	}
	w.log.Info("scene done", "scene", scene, "tiles", n, "took", time.Since(start))
	return nil
}
