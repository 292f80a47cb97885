package reporter_test

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/reporter"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// world is a drop with one bureau.
type world struct {
	*testing.T
	drop   *testdrop.Drop
	bureau *testbureau.Bureau
	line   []byte
	socket string
	number uint64

	mu       sync.Mutex
	requests []string         // method and path of what went by
	meddle   testdrop.Meddler // or nil

	stretched map[code.Code]code.Master // doing it again is slow
}

func (w *world) master(c code.Code) code.Master {
	w.Helper()
	if m, ok := w.stretched[c]; ok {
		return m
	}
	m, err := c.Stretch()
	if err != nil {
		w.Fatal(err)
	}
	w.stretched[c] = m
	return m
}

func (w *world) keys(c code.Code) code.Keys {
	w.Helper()
	k, err := w.master(c).Keys(w.bureau.Fingerprint())
	if err != nil {
		w.Fatal(err)
	}
	return k
}

func newWorld(t *testing.T) *world {
	w := &world{T: t, drop: testdrop.Start(t), bureau: testbureau.New(), stretched: map[code.Code]code.Master{}}
	w.line, w.socket = w.drop.Add(t, w.bureau)
	return w
}

// visit reaches the drop through somebody who writes down what goes by, and may meddle.
func (w *world) visit() *reporter.Drop {
	w.Helper()
	host := testdrop.Between(w, "tcp", strings.TrimPrefix(w.drop.URL, "http://"), func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		w.mu.Lock()
		w.requests = append(w.requests, r.Method+" "+r.URL.Path)
		meddle := w.meddle
		w.mu.Unlock()
		if meddle != nil {
			meddle(rw, r, next)
			return
		}
		next.ServeHTTP(rw, r)
	})
	address, err := reporter.ParseAddress("http://" + host)
	if err != nil {
		w.Fatal(err)
	}
	d, leave, err := reporter.Reach(w.Context(), address, reporter.Tor{}, func(string) {})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(leave)
	d.Hurry()
	return d
}

func (w *world) public() *reporter.Public {
	w.Helper()
	p, err := w.visit().Public(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return p
}

// publish puts notes for a code on the bureau's next board and brings it to the drop.
func (w *world) publish(c code.Code, next day.Day, notes ...message.Note) {
	w.Helper()
	w.number++
	testdrop.Put(w, w.socket, w.bureau.DispatchWith(w.line, w.boardWith(c, next, notes), w.number))
}

func (w *world) boardWith(c code.Code, next day.Day, notes []message.Note) []byte {
	w.Helper()
	f := w.bureau.Fingerprint()
	keys := w.keys(c)
	b := board.Board{Bureau: f, Number: w.number, Made: next - 7, Next: next}
	rand.Read(b.Nonce[:])
	for _, n := range notes {
		data, err := seal.Note(keys.Recipient, keys.Slots, message.Place{Bureau: f, Nonce: b.Nonce, Slot: n.Slot}, n)
		if err != nil {
			w.Fatal(err)
		}
		b.Entries = append(b.Entries, board.Entry{Label: keys.Slots.Label(b.Nonce, n.Slot), Note: data})
	}
	for len(b.Entries) < 1<<board.MinK {
		data, err := seal.Decoy()
		if err != nil {
			w.Fatal(err)
		}
		e := board.Entry{Note: data}
		rand.Read(e.Label[:])
		b.Entries = append(b.Entries, e)
	}
	raw, err := b.Marshal(w.bureau.Key)
	if err != nil {
		w.Fatal(err)
	}
	return raw
}

// sealed returns the parcels of a letter, in order.
func sealed(l *reporter.Letter, err error) ([][]byte, error) {
	var all [][]byte
	for err == nil {
		var p []byte
		if p, err = l.Next(); p == nil {
			break
		}
		all = append(all, p)
		l.Acknowledged()
	}
	return all, err
}

// words returns the only parcel of a letter without files.
func words(l *reporter.Letter, err error) ([]byte, error) {
	all, err := sealed(l, err)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

func parcelOf(w *world, s *reporter.Sealed) []byte {
	w.Helper()
	p, err := words(s.Letter, nil)
	if err != nil {
		w.Fatal(err)
	}
	return p
}

func ignore(error, time.Duration) {}

// opened opens a parcel as the desk does.
func opened[T message.Message](w *world, sealed []byte) T {
	w.Helper()
	m, err := open.Parcel(w.bureau.Identity, sealed, w.bureau.Fingerprint(), 1)
	if err != nil {
		w.Fatal(err)
	}
	got, ok := m.(T)
	if !ok {
		w.Fatalf("it is a %T", m)
	}
	return got
}

func receipt(n uint64, missing ...string) message.Note {
	return message.Note{Kind: message.KindReceipt, Part: 1, Parts: 1, Date: day.Today(), Received: n, Missing: missing}
}

func answer(slot, part, parts int, text string) message.Note {
	return message.Note{Kind: message.KindAnswer, Slot: slot, Part: part, Parts: parts, Date: day.Today() - 1, Text: text}
}

func idOf(p []byte) parcel.ID { return parcel.IDOf(p) }

// questions are a choice, several choices, and a line that is asked after one answer only.
func questions() []charter.Question {
	texts := func(s string) charter.Texts { return charter.Texts{"en": s, "nl": s + " (nl)"} }
	options := []charter.Option{{ID: "yes", Title: texts("Yes")}, {ID: "no", Title: texts("No")}}
	return []charter.Question{
		{ID: "known", Type: charter.TypeChoice, Title: texts("Known?"), Options: options},
		{ID: "what", Type: charter.TypeChoices, Title: texts("What?"), Options: options},
		{ID: "who", Type: charter.TypeLine, Title: texts("Who?"), When: []charter.Condition{{Question: "known", Is: []string{"yes"}}}},
	}
}
