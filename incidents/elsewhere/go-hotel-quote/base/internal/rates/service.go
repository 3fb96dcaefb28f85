package rates

import "context"

type Quote struct {
	Hotel    string `json:"hotel"`
	Nights   int    `json:"nights"`
	Cents    int64  `json:"cents"`
	Currency string `json:"currency"`
}

type Service struct {
	store Store
}

func NewService(store Store) *Service { return &Service{store: store} }

func (s *Service) Quote(ctx context.Context, hotel string, nights int, member string) (*Quote, error) {
	rate, err := s.store.Rate(ctx, hotel)
	if err != nil {
		return nil, err
	}
	cents := rate.Cents * int64(nights)
	if member != "" {
		cents = discount(cents, 5)
	}
	return &Quote{Hotel: hotel, Nights: nights, Cents: cents, Currency: rate.Currency}, nil
}
