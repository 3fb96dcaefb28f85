package store

import (
	"context"
	"fmt"
)

// ClaimTotal sums the settled claims of a policy.
func (s *Store) ClaimTotal(ctx context.Context, id int64) (int64, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT amount_cents, state FROM claims WHERE policy_id = $1 ORDER BY filed_at DESC`, id)
	if err != nil {
		return 0, fmt.Errorf("claim total: %w", err)
	}
	defer rows.Close()
	var total int64
	for rows.Next() {
		var cents int64
		var state string
		if err := rows.Scan(&cents, &state); err != nil {
			return 0, err
		}
		if state == "settled" {
			total += cents
		}
	}
	return total, rows.Err()
}
