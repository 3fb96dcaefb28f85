package server

import (
	"context"

	"acme.example/lendery/internal/holds"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type Server struct {
	log   *zap.Logger
	store *holds.Store
}

func New(log *zap.Logger, store *holds.Store) *grpc.Server {
	g := grpc.NewServer(grpc.UnaryInterceptor(logging(log)))
	register(g, &Server{log: log, store: store})
	return g
}

func (s *Server) Place(ctx context.Context, patron, title, branch string) error {
	if err := s.store.Place(patron, title, branch); err != nil {
		return status.Error(codes.FailedPrecondition, err.Error())
	}
	return nil
}

func (s *Server) Transfer(ctx context.Context, patron, title, from, to string) error {
	if err := s.store.Transfer(patron, title, from, to); err != nil {
		return status.Error(codes.FailedPrecondition, err.Error())
	}
	return nil
}

func (s *Server) List(ctx context.Context, patron string) []holds.Hold {
	return s.store.List(patron)
}
