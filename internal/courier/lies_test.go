package courier_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httputil"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/courier"
	"luwte/internal/pouch"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
	"luwte/internal/testdrop/lies"
)

// carrier is a courier at a door that lies until it is honest.
type carrier struct {
	*testing.T
	lie      lies.Lie
	truth    *lies.Truth
	dispatch []byte // in its pouch; the drop holds it already unless the lie is about sending it
	ids      []parcel.ID
	dir      string
	pouch    string

	honest atomic.Bool
	told   atomic.Int32
	mu     sync.Mutex
	asked  map[string]bool // requests as they came
}

func newCarrier(t *testing.T, truth *lies.Truth, l lies.Lie, dispatch []byte, ids []parcel.ID) *carrier {
	t.Helper()
	dir := t.TempDir()
	c := &carrier{T: t, lie: l, truth: truth, dispatch: dispatch, ids: ids, dir: filepath.Join(dir, "courier"), pouch: filepath.Join(dir, "pouch"), asked: map[string]bool{}}
	if err := pouch.Write(c.pouch, truth.Bureau.Fingerprint(), dispatch, nil, nil); err != nil {
		t.Error(err)
	}
	return c
}

// about says whether the lie alters the answer to a request; of parcels, to the first.
func (c *carrier) about(r *http.Request) bool {
	switch c.lie.To {
	case lies.State:
		return r.URL.Path == "/v1/state"
	case lies.Dispatch:
		return r.URL.Path == "/v1/dispatch" && r.Method == http.MethodGet
	case lies.Parcel:
		return r.URL.Path == "/v1/parcels/"+c.ids[0].String()
	}
	return r.Method == http.MethodPut
}

var anyID = regexp.MustCompile(`/v1/parcels/[0-9a-f]{32}`)

// atDrop are requests at the drop itself: a bureau's door takes no more at once, and these couriers come all together.
var atDrop = make(chan struct{}, 6)

// door stands between the courier and the drop, tells the lie, and writes down all requests.
func (c *carrier) door() (socket string) {
	var tell testdrop.Meddler
	if c.lie.Tell != nil {
		tell = c.lie.Tell(c.truth)
	}
	return testdrop.Between(c, "unix", c.truth.Socket, func(w http.ResponseWriter, r *http.Request, drop http.Handler) {
		next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			atDrop <- struct{}{}
			defer func() { <-atDrop }()
			drop.ServeHTTP(w, r)
		})
		dump, err := httputil.DumpRequest(r, false)
		if err != nil {
			c.Error(err)
		}
		c.mu.Lock()
		c.asked[anyID.ReplaceAllString(string(dump), "/v1/parcels/…")] = true
		c.mu.Unlock()
		if tell == nil || c.honest.Load() || !c.about(r) {
			next.ServeHTTP(w, r)
			return
		}
		c.told.Add(1)
		tell(w, r, next)
	})
}

func (c *carrier) sync(socket string) (*courier.Result, error) {
	door := courier.UnixDoor(socket).Patience(time.Minute)
	if c.lie.Slow && !c.honest.Load() {
		door.Patience(2 * time.Second)
	}
	defer door.Close()
	return courier.Sync(c.Context(), courier.Options{Dir: c.dir, Pouch: c.pouch, Door: door})
}

// whole says whether the pouch has all parcels and the dispatch.
func (c *carrier) whole() {
	c.Helper()
	p, err := pouch.Open(c.pouch)
	if err != nil {
		c.Errorf("%s: %v", c.lie.Name, err)
		return
	}
	defer p.Close()
	if !slices.Equal(p.IDs(), c.ids) || !bytes.Equal(p.Dispatch, c.dispatch) {
		c.Errorf("%s: in the end the pouch has %d parcels and a dispatch of %d bytes", c.lie.Name, p.Count(), len(p.Dispatch))
	}
}

// TestSync_EveryLie_IsRefusedOrSaidAndTheNextSyncIsWhole tells a courier every lie that a bureau door can tell, with LUWTE_SOAK each to all four of its requests. It says what it could not have, loses nothing, asks for
// nothing that it would not ask of an honest drop, and once the drop is honest everything comes through.
func TestSync_EveryLie_IsRefusedOrSaidAndTheNextSyncIsWhole(t *testing.T) {
	truth := lies.Tell(t)
	ids := truth.Post(t, truth.Bureau.Fingerprint().Inbox(), testbureau.Rubbish(1), testbureau.Rubbish(2))
	slices.SortFunc(ids, parcel.ID.Compare)
	number := uint64(4)
	next := func() []byte {
		number++
		return truth.Bureau.Dispatch(truth.Line, number)
	}
	model := newCarrier(t, truth, lies.Lie{Name: "an honest drop"}, next(), ids)
	if r, err := model.sync(model.door()); err != nil || r.Dispatch != courier.DispatchSent {
		t.Fatalf("%v: %+v", err, r)
	}
	model.whole()

	table := lies.DoorTable(os.Getenv("LUWTE_SOAK") != "")
	var all sync.WaitGroup
	atOnce := make(chan struct{}, 16) // they mostly wait
	for _, l := range table {
		if l.To == lies.Put {
			continue
		}
		all.Go(func() {
			atOnce <- struct{}{}
			defer func() { <-atOnce }()
			newCarrier(t, truth, l, model.dispatch, ids).hears(model.asked)
		})
	}
	all.Wait()
	for _, l := range table { // one after the other: each brings a newer dispatch
		if l.To == lies.Put {
			newCarrier(t, truth, l, next(), ids).hears(model.asked)
		}
	}
	if n := truth.Visited.Load(); n > 0 {
		t.Errorf("%d requests went to where a lie led", n)
	}
}

// hears is told a lie, and then the truth.
func (c *carrier) hears(honest map[string]bool) {
	before, _ := os.ReadFile(c.pouch)
	socket := c.door()
	r, err := c.sync(socket)
	after, _ := os.ReadFile(c.pouch)
	if got, want := c.fate(r, err), c.wanted(); !slices.Contains(want, got) || c.told.Load() == 0 {
		c.Errorf("%s, told %d times, is %s, not %s: %v: %+v", c.lie.Name, c.told.Load(), got, want, err, r)
	}
	if err != nil && !errors.Is(err, courier.ErrIncomplete) && !bytes.Equal(before, after) {
		c.Errorf("%s: the pouch was touched: %v", c.lie.Name, err)
	}
	for _, says := range append(slices.Clone(r.Problems), fmt.Sprint(err)) {
		if strings.Contains(says, "Type your code") || strings.ContainsAny(says, "\n\r\x1b") || len(says) > 350 {
			c.Errorf("%s says %q", c.lie.Name, says)
		}
	}
	c.honest.Store(true)
	if r, err := c.sync(socket); err != nil {
		c.Errorf("%s, and at an honest drop then: %v: %+v", c.lie.Name, err, r)
	}
	c.whole()
	for asked := range c.asked {
		if !honest[asked] {
			c.Errorf("%s: the courier asks\n%q\nand of an honest drop it does not", c.lie.Name, asked)
		}
	}
}

// What becomes of a sync that does not go through.
const (
	ended    = "ended"    // the pouch is as it was
	reported = "reported" // it went on, and says what is missing
)

// fate says what a sync made of a lie.
func (c *carrier) fate(r *courier.Result, err error) string {
	switch missing := len(r.Problems) + len(r.LeftOut); {
	case err == nil && missing == 0:
		return lies.Through
	case err == nil || errors.Is(err, courier.ErrIncomplete) != (missing == 1):
		return fmt.Sprintf("%v with %d problems", err, missing)
	case missing == 1:
		return reported
	}
	return ended
}

// wanted is what may become of the sync: without a state it cannot go on, and a dispatch of which it is not known whether it arrived ends it.
func (c *carrier) wanted() []string {
	switch {
	case c.lie.Look == lies.Through:
		return []string{lies.Through}
	case c.lie.To == lies.State:
		return []string{ended}
	case c.lie.To == lies.Put:
		return []string{ended, reported}
	}
	return []string{reported}
}
