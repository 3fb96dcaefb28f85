package holds

import "sync"

// Shelf is the hold shelf of one branch.
type Shelf struct {
	mu    sync.Mutex
	queue map[string][]string // title -> patrons, first come first served
}

func newShelf() *Shelf { return &Shelf{queue: map[string][]string{}} }

func (s *Shelf) push(title, patron string) { s.queue[title] = append(s.queue[title], patron) }

func (s *Shelf) drop(title, patron string) bool {
	for i, p := range s.queue[title] {
		if p == patron {
			s.queue[title] = append(s.queue[title][:i], s.queue[title][i+1:]...)
			return true
		}
	}
	return false
}
