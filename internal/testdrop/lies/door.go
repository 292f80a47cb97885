package lies

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"luwte/internal/testdrop"
)

// telling are those of Answers by which requests may differ: of the rest one request of a client tells as much as four.
var telling = []string{" without end", " without a byte", " with status 500", " sent away", " sent on whole to the clear net"}

// DoorTable returns lies that a bureau door can tell a courier: all, or those that make a difference. Look says whether the sync goes through all the same, or Refused.
func DoorTable(whole bool) (all []Lie) {
	for _, to := range []string{State, Dispatch, Parcel, Put} {
		all = append(all, slices.DeleteFunc(Answers(to), func(l Lie) bool {
			return !whole && to != State && !slices.Contains(telling, strings.TrimPrefix(l.Name, to))
		})...)
	}
	for i := range all {
		if all[i].Name == Put+" packed" { // it is kept all the same
			all[i].Look = Through
		}
		if all[i].Look != Through {
			all[i].Look = Refused
		}
	}
	state := func(name, fate string, change func(t *Truth, said string) string) Lie {
		return lie(State, name, fate, altered(func(t *Truth, body []byte) []byte { return []byte(change(t, string(body))) }))
	}
	foreign := strings.Repeat("ab", 32)
	return append(all,
		state("of another bureau", Refused, func(t *Truth, said string) string {
			return strings.ReplaceAll(said, t.Bureau.Fingerprint().String(), foreign)
		}),
		state("of roots that are not the bureau's", Refused, func(t *Truth, said string) string {
			return strings.Replace(said, `"roots":["`, `"roots":["`+foreign+`","`, 1)
		}),
		state("that lists a parcel twice", Refused, func(_ *Truth, said string) string {
			at := strings.Index(said, `"parcels":[`) + len(`"parcels":[`)
			return said[:at] + said[at:at+35] + said[at:]
		}),
		// What it hides comes with the next sync, what there is not is not there.
		state("that hides the parcels", Through, func(_ *Truth, said string) string { return said[:strings.Index(said, `"parcels":[`)] + `"parcels":[]}` }),
		state("that lists one that there is not", Through, func(_ *Truth, said string) string {
			return strings.Replace(said, `"parcels":[`, `"parcels":["`+strings.Repeat("0", 32)+`",`, 1)
		}),
		lie(Dispatch, "of the root key that was replaced", Refused, says(func(t *Truth) []byte { return t.stolen })),
		lie(Dispatch, "with a bit turned over", Refused, altered(func(_ *Truth, body []byte) []byte { return flipped(body) })),
		lie(Dispatch, "cut short", Refused, altered(func(_ *Truth, body []byte) []byte { return body[:len(body)-1] })),
		lie(Dispatch, "doubled", Refused, altered(func(_ *Truth, body []byte) []byte { return append(body, body...) })),
		lie(Dispatch, "that is not there", Refused, status(http.StatusNotFound)),
		lie(Parcel, "with a bit turned over", Refused, altered(func(_ *Truth, body []byte) []byte { return flipped(body) })),
		lie(Parcel, "that is only its beginning", Refused, altered(func(_ *Truth, body []byte) []byte { return body[:1627] })),
		lie(Parcel, "with a byte more", Refused, altered(func(_ *Truth, body []byte) []byte { return append(body, 0) })),
		lie(Put, "acknowledged and not kept", Refused, status(http.StatusNoContent)),
		lie(Put, "kept and the connection cut", Refused, func(*Truth) testdrop.Meddler {
			return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				testdrop.Recorded(next, r)
				testdrop.Cut(w)
			}
		}),
		lie(Put, "refused as malformed", Refused, status(http.StatusBadRequest)),
		lie(Put, "refused as another bureau's", Refused, status(http.StatusForbidden)),
		lie(Put, "refused as older", Refused, status(http.StatusConflict)),
	)
}

// altered answers as the drop does, with other bytes.
func altered(change func(t *Truth, body []byte) []byte) func(t *Truth) testdrop.Meddler {
	return func(t *Truth) testdrop.Meddler {
		return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			_, body := testdrop.Recorded(next, r)
			said := change(t, bytes.Clone(body))
			w.Header().Set("Content-Length", fmt.Sprint(len(said)))
			_, _ = w.Write(said)
		}
	}
}

// status answers with a status and nothing else.
func status(code int) func(t *Truth) testdrop.Meddler {
	return func(*Truth) testdrop.Meddler {
		return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(code) }
	}
}
