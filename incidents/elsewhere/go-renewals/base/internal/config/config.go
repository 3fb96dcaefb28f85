package config

import (
	"os"
	"time"
)

type Config struct {
	DatabaseURL  string
	MaxOpenConns int
	BatchSize    int
	Interval     time.Duration
}

func Load() Config {
	return Config{
		DatabaseURL:  os.Getenv("DATABASE_URL"),
		MaxOpenConns: 20,
		BatchSize:    50,
		Interval:     10 * time.Second,
	}
}
