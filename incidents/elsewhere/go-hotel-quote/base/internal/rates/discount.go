package rates

func discount(cents int64, percent int64) int64 {
	return cents - cents*percent/100
}
