package worker

import "time"

// Run polls for scenes until the process is stopped.
func (w *Worker) Run() {
	for {
		scene, ok := w.next()
		if !ok {
			time.Sleep(5 * time.Second)
			continue
		}
		if err := w.process(scene); err != nil {
			w.log.Error("scene failed", "scene", scene, "err", err)
		}
	}
}

func (w *Worker) next() (string, bool) { return "", false }
