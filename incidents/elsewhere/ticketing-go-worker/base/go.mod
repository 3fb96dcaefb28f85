module acme.example/ticket-issuer

go 1.22

require (
	github.com/jackc/pgx/v5 v5.6.0
	github.com/nats-io/nats.go v1.36.0
	google.golang.org/grpc v1.65.0
	k8s.io/klog/v2 v2.130.1
)
