package api

import (
	"encoding/json"
	"log"
	"net/http"
	"strconv"

	"acme.example/roomrates/internal/rates"
)

// Quote answers ?hotel=&nights=&member=
func Quote(svc *rates.Service) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		nights, err := strconv.Atoi(q.Get("nights"))
		if err != nil || nights < 1 {
			http.Error(w, "nights", http.StatusBadRequest)
			return
		}
		quote, err := svc.Quote(r.Context(), q.Get("hotel"), nights, q.Get("member"))
		if err != nil {
			log.Printf("quote hotel=%s err=%v", q.Get("hotel"), err)
			http.Error(w, "unavailable", http.StatusServiceUnavailable)
			return
		}
		json.NewEncoder(w).Encode(quote)
	}
}
