package journal

import (
	"time"

	"go.uber.org/zap"
)

type Entry struct{ Kind, Patron, Title string }

type Journal struct {
	log *zap.Logger
	in  chan Entry
}

func New(log *zap.Logger) *Journal { return &Journal{log: log, in: make(chan Entry, 4096)} }

func (j *Journal) Run(flush func([]Entry) error, every time.Duration) {
	var buf []Entry
	for range time.Tick(every) {
		for len(j.in) > 0 {
			buf = append(buf, <-j.in)
		}
		if err := flush(buf); err != nil {
			j.log.Warn("journal flush failed", zap.Int("pending", len(buf)), zap.Error(err))
			continue
		}
		buf = buf[:0]
	}
}
