package currentia

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

type Client struct {
	base, key string
	http      *http.Client
}

func New(base, key string, timeout time.Duration) *Client {
	return &Client{base: base, key: key, http: &http.Client{Timeout: timeout}}
}

type Rates map[string]float64

// Latest returns the rates against one base currency.
func (c *Client) Latest(ctx context.Context, currency string) (Rates, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", c.base+"/latest?base="+currency, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Api-Key", c.key)
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("currentia: %s for base %s", res.Status, currency)
	}
	var out Rates
	return out, json.NewDecoder(res.Body).Decode(&out)
}
