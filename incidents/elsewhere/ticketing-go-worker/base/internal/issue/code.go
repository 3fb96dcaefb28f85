package issue

import (
	"crypto/rand"
	"encoding/base32"
)

// NewCode returns an unguessable ticket code.
func NewCode() string {
	b := make([]byte, 10)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	return base32.StdEncoding.EncodeToString(b)
}
