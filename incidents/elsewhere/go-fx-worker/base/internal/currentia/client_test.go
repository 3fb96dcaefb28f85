package currentia

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestLatestStatus(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }))
	defer srv.Close()
	if _, err := New(srv.URL, "k", time.Second).Latest(context.Background(), "EUR"); err == nil {
		t.Fatal("want an error")
	}
}
