package sync

import (
	"context"
	"log/slog"

	"acme.example/fx-sync/internal/currentia"
)

type Job struct {
	client     *currentia.Client
	currencies []string
}

func New(client *currentia.Client, currencies []string) *Job {
	return &Job{client: client, currencies: currencies}
}

func (j *Job) Run(ctx context.Context) error {
	for _, c := range j.currencies {
		rates, err := j.client.Latest(ctx, c)
		if err != nil {
			return err
		}
		slog.Info("rates stored", "base", c, "pairs", len(rates))
	}
	return nil
}
