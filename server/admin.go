package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"syscall"

	"luwte/crypto/charter"
	"luwte/server/onion"
	"luwte/server/store"
)

// maxAdmin bounds what a command sends: a charter in base64, and a key.
const maxAdmin = 2 * charter.MaxSize

// adminAdd is the body of POST /inboxes.
type adminAdd struct {
	Charter []byte `json:"charter"`
	Courier string `json:"courier"`
}

// adminError carries an error to the command: its text, and by index in adminErrors which of those with a remedy it is.
type adminError struct {
	Text string `json:"error"`
	Kind int    `json:"kind"` // -1: none of them
}

// adminErrors are the errors for which commands know a remedy. Both ends are of one build, so an index will do.
var adminErrors = []error{
	ErrExpired, ErrOlderCharter, ErrOtherCharter, charter.ErrMalformed, charter.ErrBureau, onion.ErrClientKey, onion.ErrSocketPath,
	ErrDoorTaken, ErrSucceededRoot, ErrOtherRoot, charter.ErrRoots, charter.ErrSuccession, onion.ErrAddress,
	store.ErrNoRoom, store.ErrUnsettled, syscall.ENOSPC, syscall.EROFS,
}

// adminRoutes serves the operator's commands; the socket's mode says who is one. It answers in words of its own, not by the rules of the
// doors: nobody else hears them.
func (s *serving) adminRoutes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("POST /inboxes", func(w http.ResponseWriter, r *http.Request) {
		var add adminAdd
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAdmin)).Decode(&add); err != nil {
			adminReply(w, nil, err)
			return
		}
		added, err := s.AddInbox(r.Context(), add.Charter, add.Courier)
		adminReply(w, added, err)
	})
	m.HandleFunc("GET /inboxes", func(w http.ResponseWriter, r *http.Request) {
		all, err := s.Inboxes(r.Context())
		adminReply(w, all, err)
	})
	m.HandleFunc("GET /stats", func(w http.ResponseWriter, r *http.Request) {
		all, err := s.Stats(r.Context())
		adminReply(w, all, err)
	})
	m.HandleFunc("POST /tide", func(w http.ResponseWriter, r *http.Request) {
		done, err := s.Tide(r.Context())
		adminReply(w, done, err)
	})
	m.HandleFunc("POST /journal", func(w http.ResponseWriter, r *http.Request) {
		adminReply(w, struct{}{}, s.WashJournal(r.Context()))
	})
	m.HandleFunc("GET /condition", func(w http.ResponseWriter, r *http.Request) {
		now, err := s.Condition(r.Context())
		adminReply(w, now, err)
	})
	m.HandleFunc("GET /configuration", func(w http.ResponseWriter, r *http.Request) {
		all, err := s.Configuration(r.Context())
		adminReply(w, all, err)
	})
	return s.counted(m)
}

func adminReply(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Content-Type", typeJSON)
	if err != nil {
		w.WriteHeader(http.StatusUnprocessableEntity)
		v = adminError{err.Error(), kindOf(err)}
	}
	_ = json.NewEncoder(w).Encode(v) // fails when the command has gone
}

func kindOf(err error) int {
	for i, known := range adminErrors {
		if errors.Is(err, known) {
			return i
		}
	}
	return -1
}
