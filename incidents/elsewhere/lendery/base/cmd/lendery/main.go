package main

import (
	"net"

	"acme.example/lendery/internal/holds"
	"acme.example/lendery/internal/server"
	"go.uber.org/zap"
)

func main() {
	log, _ := zap.NewProduction()
	lis, err := net.Listen("tcp", ":9090")
	if err != nil {
		log.Fatal("listen", zap.Error(err))
	}
	store := holds.NewStore(12)
	log.Info("listening", zap.String("addr", lis.Addr().String()))
	if err := server.New(log, store).Serve(lis); err != nil {
		log.Fatal("serve", zap.Error(err))
	}
}
