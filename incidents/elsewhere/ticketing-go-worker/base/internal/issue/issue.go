package issue

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

type Order struct {
	ID    string
	Event string
	Seats []string
}

type Issuer struct{ pool *pgxpool.Pool }

func New(pool *pgxpool.Pool) *Issuer { return &Issuer{pool: pool} }

func (i *Issuer) Issue(ctx context.Context, o Order) error {
	return pgx.BeginFunc(ctx, i.pool, func(tx pgx.Tx) error {
		for _, seat := range o.Seats {
			_, err := tx.Exec(ctx, `insert into tickets (order_id, event_id, seat, code) values ($1, $2, $3, $4)`,
				o.ID, o.Event, seat, NewCode())
			if err != nil {
				return fmt.Errorf("insert ticket %s/%s: %w", o.ID, seat, err)
			}
		}
		return nil
	})
}

func (i *Issuer) Lookup(ctx context.Context, code string) (string, error) {
	var seat string
	err := i.pool.QueryRow(ctx, `select seat from tickets where code = $1`, code).Scan(&seat)
	if err != nil {
		return "", fmt.Errorf("lookup: %w", err)
	}
	return seat, nil
}
