package main

import (
	"context"
	"net"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"k8s.io/klog/v2"

	"acme.example/ticket-issuer/internal/issue"
	"acme.example/ticket-issuer/internal/queue"
	"acme.example/ticket-issuer/internal/rpc"
)

func main() {
	pool, err := pgxpool.New(context.Background(), os.Getenv("DATABASE_URL"))
	if err != nil {
		klog.Fatalf("pool: %v", err)
	}
	issuer := issue.New(pool)
	go queue.Consume(context.Background(), os.Getenv("NATS_URL"), issuer)
	lis, err := net.Listen("tcp", ":9090")
	if err != nil {
		klog.Fatalf("listen: %v", err)
	}
	srv := grpc.NewServer()
	rpc.Register(srv, issuer)
	klog.Fatal(srv.Serve(lis))
}
