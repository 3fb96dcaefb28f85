package issue

import "testing"

func TestNewCode(t *testing.T) {
	if a, b := NewCode(), NewCode(); a == b || len(a) != 16 {
		t.Fatalf("%q %q", a, b)
	}
}
