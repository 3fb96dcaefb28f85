package rpc

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"k8s.io/klog/v2"

	"acme.example/ticket-issuer/internal/issue"
	pb "acme.example/ticket-issuer/internal/pb"
)

type server struct {
	pb.UnimplementedTicketsServer
	issuer *issue.Issuer
}

func Register(s *grpc.Server, i *issue.Issuer) { pb.RegisterTicketsServer(s, &server{issuer: i}) }

func (s *server) Lookup(ctx context.Context, req *pb.LookupRequest) (*pb.LookupReply, error) {
	seat, err := s.issuer.Lookup(ctx, req.Code)
	if err != nil {
		klog.Errorf("lookup: %v", err)
		return nil, status.Error(codes.Internal, "lookup failed")
	}
	return &pb.LookupReply{Seat: seat}, nil
}
