package api

import (
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"acme.example/parcel/internal/carrier"
)

func Router(c *carrier.Client) *gin.Engine {
	r := gin.New()
	r.Use(gin.Recovery())
	r.GET("/healthz", func(g *gin.Context) { g.String(http.StatusOK, "ok") })
	r.POST("/orders/:id/label", func(g *gin.Context) {
		label, err := c.Label(g.Request.Context(), g.Param("id"))
		if err != nil {
			slog.Error("label failed", "order", g.Param("id"), "err", err)
			g.JSON(http.StatusBadGateway, gin.H{"error": "carrier unavailable"})
			return
		}
		g.JSON(http.StatusOK, label)
	})
	return r
}
