package worker

import (
	"context"
	"log/slog"
	"time"

	"acme.example/renewals/internal/pricing"
	"acme.example/renewals/internal/store"
)

const basePremium = 42000

type Worker struct {
	store *store.Store
	batch int
}

func New(s *store.Store, batch int) *Worker { return &Worker{store: s, batch: batch} }

func (w *Worker) RunOnce(parent context.Context) {
	ctx, cancel := context.WithTimeout(parent, 30*time.Second)
	defer cancel()
	due, err := w.store.Due(ctx, w.batch)
	if err != nil {
		slog.Error("run failed", "err", err)
		return
	}
	for _, p := range due {
		if err := w.renew(parent, p); err != nil {
			slog.Error("renewal failed", "policy", p.ID, "err", err)
		}
	}
	slog.Info("run done", "policies", len(due))
}

func (w *Worker) renew(parent context.Context, p store.Policy) error {
	claims, err := w.store.ClaimTotal(parent, p.ID)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(parent, 5*time.Second)
	defer cancel()
	return w.store.MarkRenewed(ctx, p.ID, pricing.Premium(basePremium, claims))
}
