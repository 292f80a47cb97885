package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"luwte/internal/testdrop"
)

// slowly returns a door that takes its time over each parcel, and a channel that fills with those asked for.
func slowly(t *testing.T, socket string) (asked chan string, slow string) {
	asked = make(chan string, 1000)
	return asked, testdrop.Between(t, "unix", socket, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasPrefix(r.URL.Path, "/v1/parcels/") {
			time.Sleep(20 * time.Millisecond)
			asked <- r.URL.Path
		}
		next.ServeHTTP(w, r)
	})
}
