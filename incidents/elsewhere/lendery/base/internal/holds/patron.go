package holds

import "sync"

// account is what one patron has on hold.
type account struct {
	mu    sync.Mutex
	holds []Hold
}

func (a *account) add(h Hold) { a.holds = append(a.holds, h) }

func (a *account) move(title, from, to string) bool {
	for i := range a.holds {
		if a.holds[i].Title == title && a.holds[i].Branch == from {
			a.holds[i].Branch = to
			return true
		}
	}
	return false
}
