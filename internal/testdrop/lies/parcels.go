package lies

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"

	"luwte/crypto/parcel"
	"luwte/internal/testdrop"
)

// answers reads the parcel and answers; with keeping the drop has it all the same.
func answers(keeping bool, answer func(w http.ResponseWriter, id parcel.ID)) func(t *Truth) testdrop.Meddler {
	return func(*Truth) testdrop.Meddler {
		return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			body, err := io.ReadAll(io.LimitReader(r.Body, 2*parcel.Size))
			if err != nil {
				testdrop.Cut(w)
			}
			if keeping {
				r.Body = io.NopCloser(bytes.NewReader(body))
				testdrop.Recorded(next, r)
			}
			answer(w, parcel.IDOf(body))
		}
	}
}

func created(w http.ResponseWriter, said string) {
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, said)
}

func parcelLies() []Lie {
	all := []Lie{
		lie(Parcels, "acknowledged under another id", Unsure, answers(true, func(w http.ResponseWriter, _ parcel.ID) {
			created(w, `{"id":"`+strings.Repeat("0", 32)+`"}`)
		})),
		lie(Parcels, "acknowledged without an id", Unsure, answers(true, func(w http.ResponseWriter, _ parcel.ID) { created(w, "") })),
		lie(Parcels, "acknowledged by a page", Unsure, answers(false, func(w http.ResponseWriter, id parcel.ID) {
			created(w, "<html><h1>Type your code here</h1>")
		})),
		lie(Parcels, "acknowledged with more than an id", Unsure, answers(true, func(w http.ResponseWriter, id parcel.ID) {
			created(w, fmt.Sprintf(`{"id":"%v"}`, id)+strings.Repeat(" ", 8192))
		})),
		// Nobody can know: the receipt that does not come shows it.
		lie(Parcels, "acknowledged and not kept", Through, answers(false, func(w http.ResponseWriter, id parcel.ID) { created(w, fmt.Sprintf(`{"id":"%v"}`, id)) })),
		lie(Parcels, "kept and the connection cut", Unsure, answers(true, func(w http.ResponseWriter, _ parcel.ID) { testdrop.Cut(w) })),
		lie(Parcels, "cut after a few bytes", Unsure, func(*Truth) testdrop.Meddler {
			return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { testdrop.Cut(w) }
		}),
	}
	for status, fate := range map[int]string{400: Refused, 404: Refused, 413: Refused, 415: Refused, 429: Refused, 507: Refused, 200: Unsure, 202: Unsure, 409: Unsure, 502: Unsure} {
		all = append(all, lie(Parcels, fmt.Sprintf("answered with %d", status), fate, answers(fate != Refused, func(w http.ResponseWriter, id parcel.ID) {
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"id":"%v"}`, id)
		})))
	}
	return all
}
