package config

import (
	"os"
	"strings"
	"time"
)

type Config struct {
	BaseURL    string
	APIKey     string
	Timeout    time.Duration
	Interval   time.Duration
	Currencies []string
}

func Load() Config {
	return Config{
		BaseURL:    env("CURRENTIA_URL", "https://api.currentia.example/v2"),
		APIKey:     os.Getenv("CURRENTIA_KEY"),
		Timeout:    5 * time.Second,
		Interval:   time.Minute,
		Currencies: strings.Split(env("CURRENCIES", "EUR,USD,GBP"), ","),
	}
}

func env(k, d string) string {
	if v := os.Getenv(k); v != "" {
		return v
	}
	return d
}
