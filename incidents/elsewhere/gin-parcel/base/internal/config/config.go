package config

import (
	"os"
	"time"
)

type Config struct {
	CarrierURL     string
	CarrierTimeout time.Duration
}

func Load() Config {
	return Config{
		CarrierURL:     os.Getenv("CARRIER_URL"),
		CarrierTimeout: 5 * time.Second,
	}
}
