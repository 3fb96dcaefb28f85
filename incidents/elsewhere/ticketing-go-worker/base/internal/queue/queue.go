package queue

import (
	"context"
	"encoding/json"
	"time"

	"github.com/nats-io/nats.go"
	"k8s.io/klog/v2"

	"acme.example/ticket-issuer/internal/issue"
)

const maxAttempts = 5

func Consume(ctx context.Context, url string, issuer *issue.Issuer) {
	nc, err := nats.Connect(url)
	if err != nil {
		klog.Fatalf("nats: %v", err)
	}
	nc.QueueSubscribe("orders.paid", "issuer", func(m *nats.Msg) {
		var o issue.Order
		if err := json.Unmarshal(m.Data, &o); err != nil {
			klog.Errorf("bad order: %v", err)
			return
		}
		for attempt := 1; attempt <= maxAttempts; attempt++ {
			err := issuer.Issue(ctx, o)
			if err == nil {
				klog.Infof("issued order=%s seats=%d", o.ID, len(o.Seats))
				return
			}
			klog.Errorf("issue order=%s attempt=%d: %v", o.ID, attempt, err)
			time.Sleep(time.Duration(attempt) * time.Second)
		}
		klog.Errorf("giving up order=%s", o.ID)
	})
}
