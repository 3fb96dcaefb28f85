package store

import "testing"

func TestNew(t *testing.T) {
	if New(nil) == nil {
		t.Fatal("no store")
	}
}
