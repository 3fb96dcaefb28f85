package spool

import (
	"io"
	"os"
	"path/filepath"
)

// Spool is the scratch area for unpacked scenes.
type Spool struct {
	dir  string
	keep int
}

func New(dir string, keep int) *Spool { return &Spool{dir: dir, keep: keep} }

func (s *Spool) Unpack(scene string) (string, error) {
	dir := filepath.Join(s.dir, scene)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, nil
}

func (s *Spool) Write(dir, band string, r io.Reader) error {
	f, err := os.Create(filepath.Join(dir, band))
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(f, r)
	return err
}

func (s *Spool) Release(dir string) error { return os.RemoveAll(dir) }
