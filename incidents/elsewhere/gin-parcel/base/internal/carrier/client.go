package carrier

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

type Label struct {
	Tracking string `json:"tracking"`
	PDF      string `json:"pdf_url"`
}

type Client struct {
	base string
	http *http.Client
}

func New(base string, timeout time.Duration) *Client {
	return &Client{base: base, http: &http.Client{Timeout: timeout}}
}

func (c *Client) Label(ctx context.Context, orderID string) (*Label, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/v3/labels?ref="+orderID, nil)
	if err != nil {
		return nil, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("carrier: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("carrier: unexpected status %d", res.StatusCode)
	}
	var l Label
	return &l, json.NewDecoder(res.Body).Decode(&l)
}
