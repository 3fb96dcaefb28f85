module acme.example/parcel

go 1.22

require (
	github.com/gin-gonic/gin v1.9.1
	github.com/sony/gobreaker v0.5.0
)
