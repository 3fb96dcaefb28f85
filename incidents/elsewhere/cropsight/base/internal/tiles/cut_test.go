package tiles

import "testing"

func TestCutEmpty(t *testing.T) {
	if n, err := Cut(t.TempDir(), 512); n != 0 || err != nil {
		t.Fatal(n, err)
	}
}
