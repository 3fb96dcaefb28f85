package holds

import "sync"

type Store struct {
	mu       sync.RWMutex
	shelves  map[string]*Shelf
	accounts map[string]*account
	max      int
}

func NewStore(max int) *Store {
	return &Store{shelves: map[string]*Shelf{}, accounts: map[string]*account{}, max: max}
}

func (s *Store) shelf(branch string) *Shelf {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shelves[branch] == nil {
		s.shelves[branch] = newShelf()
	}
	return s.shelves[branch]
}

func (s *Store) account(patron string) *account {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.accounts[patron] == nil {
		s.accounts[patron] = &account{}
	}
	return s.accounts[patron]
}

// Place puts the patron at the end of the queue of the branch.
func (s *Store) Place(patron, title, branch string) error {
	sh, acc := s.shelf(branch), s.account(patron)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	acc.mu.Lock()
	defer acc.mu.Unlock()
	if len(acc.holds) >= s.max {
		return ErrTooMany
	}
	sh.push(title, patron)
	acc.add(Hold{patron, title, branch})
	return nil
}

// Transfer moves a hold to another branch.
func (s *Store) Transfer(patron, title, from, to string) error {
	src := s.shelf(from)
	src.mu.Lock()
	ok := src.drop(title, patron)
	src.mu.Unlock()
	if !ok {
		return ErrNotFound
	}
	dst := s.shelf(to)
	dst.mu.Lock()
	dst.push(title, patron)
	dst.mu.Unlock()
	acc := s.account(patron)
	acc.mu.Lock()
	defer acc.mu.Unlock()
	acc.move(title, from, to)
	return nil
}

// List copies the holds of the patron.
func (s *Store) List(patron string) []Hold {
	acc := s.account(patron)
	acc.mu.Lock()
	defer acc.mu.Unlock()
	return append([]Hold(nil), acc.holds...)
}
