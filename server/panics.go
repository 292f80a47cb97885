package server

import (
	"net/http"
	"time"
)

// survived counts a panic, of which nothing is told: its words may have something of a request in them. It takes what recover returned.
func (d *Drop) survived(panicked any) bool {
	if panicked == nil {
		return false
	}
	d.panics.Add(1)
	return true
}

// background runs f, which runs until ctx ends, beside the doors; after a panic it runs it again.
func (s *serving) background(f func()) {
	s.running.Go(func() {
		for s.panicked(f) {
			select {
			case <-s.ctx.Done():
				return
			case <-time.After(againAfter):
			}
		}
	})
}

const againAfter = time.Minute

func (s *serving) panicked(f func()) (yes bool) {
	defer func() { yes = s.survived(recover()) }()
	f()
	return false
}

// counted is a handler of which a panic is counted, as those of resources are.
func (d *Drop) counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if d.survived(recover()) {
				panic(http.ErrAbortHandler)
			}
		}()
		h.ServeHTTP(w, r)
	})
}
