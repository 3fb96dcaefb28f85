package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

type Consignment struct {
	ID        string     `json:"id"`
	Customer  string     `json:"customer"`
	Status    string     `json:"status"`
	ETA       *time.Time `json:"eta"`
	Delivered *time.Time `json:"delivered_at"`
}

type Store struct{ pool *pgxpool.Pool }

func New(pool *pgxpool.Pool) *Store { return &Store{pool: pool} }

func (s *Store) Get(ctx context.Context, id string) (*Consignment, error) {
	var c Consignment
	err := s.pool.QueryRow(ctx,
		`select id, customer, status, eta, delivered_at from consignments where id = $1`, id).
		Scan(&c.ID, &c.Customer, &c.Status, &c.ETA, &c.Delivered)
	if err != nil {
		return nil, fmt.Errorf("get consignment: %w", err)
	}
	return &c, nil
}

func (s *Store) SetETA(ctx context.Context, id string, eta time.Time) error {
	_, err := s.pool.Exec(ctx, `update consignments set eta = $2 where id = $1`, id, eta)
	if err != nil {
		return fmt.Errorf("set eta: %w", err)
	}
	return nil
}
