package config

import (
	"os"

	"gopkg.in/yaml.v3"
)

type Config struct {
	Queue      string `yaml:"queue"`
	Bucket     string `yaml:"bucket"`
	SpoolDir   string `yaml:"spool_dir"`
	Workers    int    `yaml:"workers"`
	TilePx     int    `yaml:"tile_px"`
	KeepScenes int    `yaml:"keep_scenes"`
}

func Load(path string) (*Config, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &Config{Workers: 2, TilePx: 256, KeepScenes: 1}
	return c, yaml.Unmarshal(raw, c)
}
