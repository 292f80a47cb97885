package server_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
	"luwte/server/store"
)

func readerOf(data []byte) *bytes.Reader { return bytes.NewReader(data) }

// TestFrontDoor_BoardsTooLargeTogether: of three inboxes the one with the largest board goes, for everyone; it comes back when it is smaller.
func TestFrontDoor_BoardsTooLargeTogether_LargestIsLeftOut(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	d.put(d.bureau.Dispatch(d.line, 1)).want(t, http.StatusNoContent, "")
	middle, large := d.of(testbureau.New()), d.of(testbureau.New())
	for k, other := range map[int]*drop{board.MaxK - 1: middle, board.MaxK: large} {
		d.add(other.line)
		other.put(other.bureau.DispatchWith(other.line, other.bureau.Board(1, k), 1)).want(t, http.StatusNoContent, "")
	}
	if total := board.Size(board.MinK) + board.Size(board.MaxK-1) + board.Size(board.MaxK); total > 4<<20 {
		t.Fatalf("three boards of %d bytes do not show what is meant", total)
	}
	for _, each := range []*drop{d, middle, large} {
		each.do("GET", each.inboxPath("/board"), nil).want(t, http.StatusOK, "luwte/1 board\n")
	}

	// A second large one: the two of them do not fit.
	second := d.of(testbureau.New())
	d.add(second.line)
	second.put(second.bureau.DispatchWith(second.line, second.bureau.Board(1, board.MaxK), 1)).want(t, http.StatusNoContent, "")
	out := d.leftOut()
	if len(out) != 1 || out[0] != second.bureau.Inbox() && out[0] != large.bureau.Inbox() {
		t.Fatalf("left out are %v", out)
	}
	if out[0] == large.bureau.Inbox() {
		second, large = large, second
	}
	second.do("GET", second.inboxPath("/board"), nil).want(t, http.StatusNotFound, "There is no such inbox")
	if all := d.do("GET", "/v1/charters", nil).body; bytes.Contains(all, second.line) || !bytes.Contains(all, large.line) || !bytes.Contains(all, d.line) {
		t.Error("the charters are not those of the inboxes that are shown")
	}
	second.post(testbureau.Rubbish(1)).want(t, http.StatusCreated, "") // sealed before: nothing is lost
	second.put(second.bureau.Dispatch(second.line, 2)).want(t, http.StatusNoContent, "")
	second.do("GET", second.inboxPath("/board"), nil).want(t, http.StatusOK, "luwte/1 board\n")
	if out := d.leftOut(); len(out) != 0 {
		t.Errorf("left out are %v", out)
	}
}

func (d *drop) leftOut() (ids []string) {
	d.t.Helper()
	all, err := d.Inboxes(d.t.Context())
	must(d.t, err)
	for _, in := range all {
		if in.LeftOut != "" {
			ids = append(ids, in.ID)
		}
	}
	return ids
}

// TestFrontDoor_MalformedStates: what an earlier version or a hand has put into the store is left out and stops nothing.
func TestFrontDoor_MalformedStates_AreLeftOutUntilMended(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	d.stop()
	bad, badBoard, other := testbureau.New(), testbureau.New(), testbureau.New()
	s, err := store.Open(filepath.Join(d.dir, "store"))
	must(t, err)
	put := func(b *testbureau.Bureau, state store.State) {
		state.Fingerprint, state.Serial, state.Number = b.Fingerprint(), 1, 1
		must(t, s.AddInbox(t.Context(), store.Inbox(b.Fingerprint().Inbox()), state))
	}
	put(bad, store.State{Charter: []byte("{}\n")})
	put(badBoard, store.State{Charter: badBoard.CharterLine(), Board: other.Board(1, 4)})
	must(t, s.Close())

	d.start(server.DefaultLimits)
	d.do("GET", "/v1/charters", nil).want(t, http.StatusOK, string(d.line))
	if out := d.leftOut(); len(out) != 2 {
		t.Errorf("left out are %v", out)
	}
	for _, b := range []*testbureau.Bureau{bad, badBoard} {
		b.Charter.Serial = 2
		one := d.of(b)
		one.do("GET", one.inboxPath("/board"), nil).want(t, http.StatusNotFound, "There is no such inbox")
		if !strings.Contains(d.out.String(), "visitors do not see inbox "+b.Inbox()) {
			t.Errorf("the operator was not told of %s", b.Inbox())
		}
		one.put(b.Dispatch(one.line, 1)).want(t, http.StatusNoContent, "")
		one.do("GET", one.inboxPath("/board"), nil).want(t, http.StatusOK, "luwte/1 board\n")
	}
}

// TestAddInbox_StateDamaged: the remedy that the operator is told of.
func TestAddInbox_StateDamagedOnDisk_IsMended(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	d.put(d.bureau.Dispatch(d.line, 1)).want(t, http.StatusNoContent, "")
	d.stop()
	files, err := filepath.Glob(filepath.Join(d.dir, "store", "*", "store.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("databases: %v, %v", files, err)
	}
	db, err := bbolt.Open(files[0], 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bbolt.Tx) error { // there is nothing but the state
		values := tx.Bucket([]byte("values"))
		name, _ := values.Cursor().First()
		own := values.Bucket(name)
		key, value := own.Cursor().First()
		value = bytes.Clone(value)
		value[len(value)/2] ^= 1
		return own.Put(key, value)
	}))
	must(t, db.Close())

	d.start(server.DefaultLimits)
	if !strings.Contains(d.out.String(), "its state cannot be read from the disk; add its charter again") {
		t.Errorf("the operator was not told: %s", d.out.String())
	}
	d.do("GET", "/v1/charters", nil).want(t, http.StatusOK, "")
	d.atDoor("GET", "/v1/state", nil).want(t, http.StatusInternalServerError, "cannot read this from its disk")
	d.put(d.bureau.Dispatch(d.line, 2)).want(t, http.StatusInternalServerError, "cannot read this from its disk")
	if added := d.add(d.line); added.Change != "renewed" || added.LeftOut != "" {
		t.Errorf("added %+v", added)
	}
	d.put(d.bureau.Dispatch(d.line, 2)).want(t, http.StatusNoContent, "")
	d.do("GET", d.inboxPath("/board"), nil).want(t, http.StatusOK, "luwte/1 board\n")
}

func TestAddInbox_TwoBureaus_ServesBothByInbox(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	two := testbureau.New()
	line := two.CharterLine()
	if added := d.add(line); added.Change != "added" || added.ID != two.Inbox() || added.Expires != two.Charter.Expires {
		t.Errorf("added %+v", added)
	}
	want := string(d.line) + string(line)
	if two.Inbox() < d.bureau.Inbox() {
		want = string(line) + string(d.line)
	}
	got := d.do("GET", "/v1/charters", nil)
	got.want(t, http.StatusOK, want)
	if all, err := charter.ParseAll(got.body); err != nil || len(all) != 2 {
		t.Errorf("%d charters, %v", len(all), err)
	}
}

func TestAddInbox_CharterOfAnotherAddress_Warns(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	stats, err := d.Stats(t.Context())
	must(t, err)
	for address, want := range map[string]int{strings.Repeat("a", 55) + "d.onion": 1, stats.Front.Onion: 0} {
		b := testbureau.New()
		b.Charter.Onion = address
		if added := d.add(b.CharterLine()); len(added.Warnings) != want {
			t.Errorf("a charter of %s: warnings %q", address, added.Warnings)
		}
	}
}

// TestServe_ParcelPastItsWeek: a parcel goes with its week, when the drop starts.
func TestServe_ParcelPastItsWeek_IsRemoved(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	fresh := testbureau.Rubbish(1)
	d.post(fresh).want(t, http.StatusCreated, "")
	d.stop()
	s, err := store.Open(filepath.Join(d.dir, "store"))
	must(t, err)
	thisWeek := uint32(day.Today()) / 7
	for n, week := range []uint32{thisWeek - 1, thisWeek} {
		_, _, err := s.Put(t.Context(), store.Inbox(d.bureau.Fingerprint().Inbox()), testbureau.Rubbish(uint64(10+n)), week)
		must(t, err)
	}
	must(t, s.Close())
	d.start(server.DefaultLimits)
	d.wantState(1, 0, parcel.IDOf(fresh), parcel.IDOf(testbureau.Rubbish(10)), parcel.IDOf(testbureau.Rubbish(11))) // not at the start: the clock may be wrong
	d.stop()
	t.Cleanup(server.SweepEvery(50 * time.Millisecond))
	d.start(server.DefaultLimits)
	eventually(t, func() bool {
		stats, err := d.Stats(t.Context())
		must(t, err)
		return stats.Inboxes[0].Parcels == 2
	})
	d.wantState(1, 0, parcel.IDOf(fresh), parcel.IDOf(testbureau.Rubbish(11)))
	stats, err := d.Stats(t.Context())
	must(t, err)
	// Four weeks of the charter: to the end of the week in which they are over.
	want := []server.Week{{Until: day.Day(thisWeek*7 + 6), Parcels: 1}, {Until: day.Day((thisWeek+4)*7 + 6), Parcels: 1}}
	if got := stats.Inboxes[0].Weeks; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("weeks %v, want %v", got, want)
	}
}

func TestServe_WrongPlaces_AreRefused(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	d.stop()
	opened, err := server.Open(t.Context(), d.dir, server.DefaultLimits)
	must(t, err)
	defer opened.Close()
	for listen, want := range map[string]error{
		"": server.ErrNowhere, "0.0.0.0:0": server.ErrNotLoopback, ":0": server.ErrNotLoopback, "localhost:0": server.ErrNotLoopback,
		"192.0.2.1:80": server.ErrNotLoopback, "[::]:0": server.ErrNotLoopback,
	} {
		err := opened.Serve(t.Context(), server.ServeConfig{Listen: listen, Out: d.out, Err: d.out})
		if err == nil || !strings.Contains(err.Error(), want.Error()) {
			t.Errorf("listen on %q: %v", listen, err)
		}
	}
}

// TestResource_Panics: the connection ends, and nothing is told of it but a count.
func TestResource_Panics_IsCountedAndNotTold(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	var log output
	s := httptest.NewUnstartedServer(server.PanickingDoor(d.Drop))
	s.Config.ErrorLog = newLogger(&log)
	s.Start()
	defer s.Close()
	if resp, err := http.Post(s.URL, "text/plain", nil); err == nil { // a GET would be sent twice
		resp.Body.Close()
		t.Errorf("a panic was answered with status %d", resp.StatusCode)
	}
	stats, err := d.Stats(context.Background())
	must(t, err)
	if stats.Panics != 1 || log.String() != "" {
		t.Errorf("%d panics counted; logged %q", stats.Panics, log.String())
	}
}
