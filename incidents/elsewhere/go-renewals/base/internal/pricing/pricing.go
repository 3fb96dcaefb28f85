package pricing

// Premium returns the new yearly premium in cents.
func Premium(base, claims int64) int64 {
	if claims == 0 {
		return base * 95 / 100
	}
	return base + claims/10
}
