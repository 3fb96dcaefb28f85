package holds

import "errors"

var (
	ErrTooMany  = errors.New("too many holds")
	ErrNotFound = errors.New("no such hold")
)

type Hold struct {
	Patron, Title, Branch string
}
