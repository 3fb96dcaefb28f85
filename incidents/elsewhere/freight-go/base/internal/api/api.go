package api

import (
	"encoding/json"
	"net/http"
	"time"

	"go.uber.org/zap"

	"acme.example/freight-tracking/internal/store"
)

type API struct {
	store *store.Store
	log   *zap.Logger
}

func New(s *store.Store, log *zap.Logger) http.Handler {
	a := &API{store: s, log: log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/consignments/{id}", a.get)
	mux.HandleFunc("PUT /v1/consignments/{id}/eta", a.putETA)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	return mux
}

func (a *API) get(w http.ResponseWriter, r *http.Request) {
	c, err := a.store.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		a.fail(w, "get", err)
		return
	}
	json.NewEncoder(w).Encode(c)
}

func (a *API) putETA(w http.ResponseWriter, r *http.Request) {
	var body struct{ ETA time.Time }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, "bad body", http.StatusBadRequest)
		return
	}
	if err := a.store.SetETA(r.Context(), r.PathValue("id"), body.ETA); err != nil {
		a.fail(w, "put eta", err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (a *API) fail(w http.ResponseWriter, op string, err error) {
	a.log.Error("request failed", zap.String("op", op), zap.Error(err))
	http.Error(w, "internal error", http.StatusInternalServerError)
}
