package rates

import "testing"

func TestDiscount(t *testing.T) {
	if got := discount(10000, 5); got != 9500 {
		t.Fatalf("got %d", got)
	}
}
