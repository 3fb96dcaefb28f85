package rates

import (
	"context"
	"database/sql"
	"os"

	_ "github.com/lib/pq"
)

type Rate struct {
	Cents    int64
	Currency string
}

type Store interface {
	Rate(ctx context.Context, hotel string) (Rate, error)
}

type pgStore struct{ db *sql.DB }

func MustOpen() Store {
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		panic(err)
	}
	return &pgStore{db: db}
}

func (p *pgStore) Rate(ctx context.Context, hotel string) (Rate, error) {
	var r Rate
	err := p.db.QueryRowContext(ctx, "SELECT cents, currency FROM rates WHERE hotel = $1", hotel).Scan(&r.Cents, &r.Currency)
	return r, err
}
