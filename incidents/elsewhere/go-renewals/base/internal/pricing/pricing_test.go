package pricing

import "testing"

func TestNoClaims(t *testing.T) {
	if Premium(1000, 0) != 950 {
		t.Fatal("no discount")
	}
}
