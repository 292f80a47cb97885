package lies

import (
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"luwte/internal/testdrop"
)

// Liar is a drop as visitors find it, who tells a lie until Honest is called, and writes down what they send.
type Liar struct {
	URL  string
	told atomic.Int32 // how often the lie was told

	lie      Lie
	host     string // what stands in requests
	honest   atomic.Bool
	recorder *testdrop.Recorder
}

// Lie lets somebody stand between visitors and the drop. Without a name of a lie's it is an honest drop.
func (t *Truth) Lie(tb testing.TB, l Lie) *Liar {
	tb.Helper()
	liar := &Liar{lie: l}
	var tell testdrop.Meddler
	if l.Tell != nil {
		tell = l.Tell(t)
	}
	address := testdrop.Between(tb, "tcp", strings.TrimPrefix(t.URL, "http://"), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if tell == nil || liar.honest.Load() || !l.about(r) {
			next.ServeHTTP(w, r)
			return
		}
		liar.told.Add(1)
		tell(w, r, next)
	})
	liar.recorder = testdrop.Record(tb, address)
	liar.host = liar.recorder.Address
	liar.URL = "http://" + liar.host
	return liar
}

// At makes the liar's address one under a name, as browsers find it.
func (l *Liar) At(tb testing.TB, name string) {
	tb.Helper()
	_, port, err := net.SplitHostPort(l.recorder.Address)
	if err != nil {
		tb.Fatal(err)
	}
	l.host = net.JoinHostPort(name, port)
	l.URL = "http://" + l.host
}

// Honest ends the lie.
func (l *Liar) Honest() { l.honest.Store(true) }

// Told says whether the lie was told at all.
func (l *Liar) Told() bool { return l.told.Load() > 0 }

// Requests returns what visitors sent since it was last taken: whole requests with their bodies, in the order in which they began, as they came but for the
// address, and the inbox in the path of a board, which the drop chooses. Of a parcel's body there is its length only.
func (l *Liar) Requests(tb testing.TB) (all []string) {
	tb.Helper()
	for _, r := range testdrop.Requests(tb, l.recorder.Take()) {
		all = append(all, r.Plain(l.host))
	}
	return all
}

// Parcels returns the bodies of the posts since requests were last taken; it does not take them.
func (l *Liar) Parcels(tb testing.TB) (all [][]byte) {
	tb.Helper()
	for _, r := range testdrop.Requests(tb, l.recorder.Seen()) {
		if len(r.Body) > 0 {
			all = append(all, r.Body)
		}
	}
	return all
}

// Name is the lie's.
func (l *Liar) Name() string { return l.lie.Name }
