package server

import "google.golang.org/grpc"

// register binds the generated service descriptor.
func register(g *grpc.Server, s *Server) {
	g.RegisterService(&holdsServiceDesc, s)
}

var holdsServiceDesc = grpc.ServiceDesc{ServiceName: "lendery.v1.Holds"}
