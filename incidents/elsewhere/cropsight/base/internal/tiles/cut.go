package tiles

import (
	"fmt"
	"os"
	"path/filepath"
)

// Cut writes the tiles of all bands next to the scene.
func Cut(dir string, px int) (int, error) {
	bands, err := filepath.Glob(filepath.Join(dir, "B*.tif"))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, b := range bands {
		out := filepath.Join(dir, fmt.Sprintf("%s-%d.tile", filepath.Base(b), px))
		if err := os.WriteFile(out, nil, 0o644); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
