package holds

import "testing"

func TestTransfer(t *testing.T) {
	s := NewStore(3)
	if err := s.Place("p1", "dune", "north"); err != nil {
		t.Fatal(err)
	}
	if err := s.Transfer("p1", "dune", "north", "south"); err != nil {
		t.Fatal(err)
	}
	if got := s.List("p1")[0].Branch; got != "south" {
		t.Fatalf("branch %s", got)
	}
}
