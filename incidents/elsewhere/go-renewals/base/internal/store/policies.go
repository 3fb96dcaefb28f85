package store

import (
	"context"
	"database/sql"
	"fmt"
)

type Policy struct {
	ID     int64
	Holder string
}

type Store struct{ db *sql.DB }

func New(db *sql.DB) *Store { return &Store{db: db} }

func (s *Store) Due(ctx context.Context, limit int) ([]Policy, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, holder FROM policies WHERE renews_on <= now() AND state = 'active' LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("due policies: %w", err)
	}
	defer rows.Close()
	var out []Policy
	for rows.Next() {
		var p Policy
		if err := rows.Scan(&p.ID, &p.Holder); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

func (s *Store) MarkRenewed(ctx context.Context, id int64, cents int64) error {
	_, err := s.db.ExecContext(ctx, `UPDATE policies SET state = 'renewed', premium_cents = $2 WHERE id = $1`, id, cents)
	if err != nil {
		return fmt.Errorf("mark renewed: %w", err)
	}
	return nil
}
