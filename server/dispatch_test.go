package server_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/dispatch"
	"luwte/crypto/parcel"
	"luwte/crypto/sign"
	"luwte/internal/testbureau"
	"luwte/server"
)

// state is what GET /v1/state must say.
func (d *drop) state(serial, number uint64, ids ...parcel.ID) string {
	slices.SortFunc(ids, parcel.ID.Compare)
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = fmt.Sprintf("%q", id)
	}
	roots := []string{fmt.Sprintf("%q", d.bureau.Fingerprint())}
	for _, p := range d.bureau.Charter.Predecessors[min(1, len(d.bureau.Charter.Predecessors)):] {
		roots = append(roots, fmt.Sprintf("%q", charter.FingerprintOf(p.Root)))
	}
	if len(d.bureau.Charter.Predecessors) > 0 {
		roots = append(roots, fmt.Sprintf("%q", charter.FingerprintOf(d.bureau.Root.Public())))
	}
	return fmt.Sprintf(`{"bureau":%q,"roots":[%s],"serial":%d,"number":%d,"parcels":[%s]}`, d.bureau.Fingerprint(), strings.Join(roots, ","), serial, number, strings.Join(list, ","))
}

func (d *drop) wantState(serial, number uint64, ids ...parcel.ID) {
	d.t.Helper()
	d.atDoor("GET", "/v1/state", nil).want(d.t, http.StatusOK, d.state(serial, number, ids...))
}

func (d *drop) put(data []byte) reply {
	d.t.Helper()
	return d.atDoor("PUT", "/v1/dispatch", data)
}

func TestPutDispatch_ReleasingOne_KeepsTheOtherParcel(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	one, two := testbureau.Rubbish(1), testbureau.Rubbish(2)
	d.post(one).want(t, http.StatusCreated, "")
	d.post(two).want(t, http.StatusCreated, "")
	d.wantState(1, 0, parcel.IDOf(one), parcel.IDOf(two))
	d.atDoor("GET", "/v1/dispatch", nil).want(t, http.StatusNotFound, "There is no dispatch yet")

	first := d.bureau.Dispatch(d.line, 1, parcel.IDOf(one), parcel.IDOf(testbureau.Rubbish(9)))
	d.put(first).want(t, http.StatusNoContent, "")
	d.wantState(1, 1, parcel.IDOf(two))
	d.atDoor("GET", "/v1/parcels/"+parcel.IDOf(two).String(), nil).want(t, http.StatusOK, string(two))
	d.atDoor("GET", "/v1/parcels/"+parcel.IDOf(one).String(), nil).want(t, http.StatusNotFound, "There is no such parcel")
	d.atDoor("GET", "/v1/dispatch", nil).want(t, http.StatusOK, string(first))
}

func TestPutDispatch_Again_IsAcknowledgedAndChangesNothing(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	one := testbureau.Rubbish(1)
	first := d.bureau.Dispatch(d.line, 1, parcel.IDOf(one))
	d.put(first).want(t, http.StatusNoContent, "")
	d.post(one).want(t, http.StatusCreated, "") // after it was released: a repeat of the reporter's
	d.put(first).want(t, http.StatusNoContent, "")
	d.wantState(1, 1, parcel.IDOf(one))
}

func TestPutDispatch_OlderOrOfTheSameNumber_IsRefusedWithWhatIsHeld(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	older, same := d.bureau.Dispatch(d.line, 4), d.bureau.Dispatch(d.line, 5)
	d.put(d.bureau.Dispatch(d.line, 5)).want(t, http.StatusNoContent, "") // 1 to 4 were skipped
	for _, data := range [][]byte{older, same} {
		d.put(data).want(t, http.StatusConflict, "The drop holds dispatch 5 under charter serial 1, and this one is not newer.")
	}
	d.wantState(1, 5)
}

func TestPutDispatch_OtherCharterOfTheSameSerial_IsRefused(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	d.put(d.bureau.Dispatch(d.bureau.CharterLine(), 1)).want(t, http.StatusConflict, "another charter of the same serial")
	d.wantState(1, 0)
}

// TestPutDispatch_AnyBitFlipped_IsRefused flips one in every part of a dispatch.
func TestPutDispatch_AnyBitFlipped_IsRefused(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	data := d.bureau.Dispatch(d.line, 1, parcel.IDOf(testbureau.Rubbish(1)))
	for at := 0; at < len(data); at += 1 + len(data)/97 {
		flipped := slices.Clone(data)
		flipped[at] ^= 1 << (at % 8)
		if got := d.put(flipped); got.status != http.StatusBadRequest && got.status != http.StatusForbidden {
			t.Errorf("a bit at byte %d: status %d", at, got.status)
		}
	}
	d.wantState(1, 0)
	d.put(data).want(t, http.StatusNoContent, "")
}

func TestPutDispatch_CutOrTooLong_IsRefused(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	data := d.bureau.Dispatch(d.line, 1)
	for _, wrong := range [][]byte{nil, data[:1], data[:len(data)/2], data[:len(data)-1], append(slices.Clone(data), 0), make([]byte, dispatch.MaxSize+1)} {
		if got := d.put(wrong); got.status != http.StatusBadRequest {
			t.Errorf("%d bytes: status %d", len(wrong), got.status)
		}
	}
	d.wantState(1, 0)
}

func TestPutDispatch_OfAnotherBureau_IsForbidden(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	other := testbureau.New()
	line := other.CharterLine()
	d.add(line)
	d.put(other.Dispatch(line, 1)).want(t, http.StatusForbidden, "another bureau's")
	d.wantState(1, 0)
}

// TestPutDispatch_StolenKey: a thief of the dispatch key uses up the highest number; the bureau answers with a charter of a higher serial.
func TestPutDispatch_StolenKey_EndsWithTheNextCharter(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	const highest = 1<<53 - 1
	thief := *d.bureau
	d.put(thief.Dispatch(d.line, highest-1)).want(t, http.StatusNoContent, "")
	oldLine := d.line

	d.bureau.Key = must1(sign.GenerateKey())
	d.bureau.Charter.Serial = 2
	d.line = d.bureau.CharterLine()
	d.put(thief.Dispatch(d.line, 1)).want(t, http.StatusForbidden, "does not verify") // the old key under the new charter
	d.put(d.bureau.Dispatch(d.line, 1)).want(t, http.StatusNoContent, "")
	d.put(thief.Dispatch(oldLine, highest)).want(t, http.StatusConflict, "The drop holds dispatch 1 under charter serial 2")
	d.wantState(2, 1)
}

// TestPutDispatch_StolenRoot_EndsWithTheSuccession: the thief of the root uses up the highest serial; the bureau answers with another root. From then on the drop takes nothing
// that the thief signs, by courier or by hand, be it with a succession of his own.
func TestPutDispatch_StolenRoot_EndsWithTheSuccession(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	const highest = 1<<53 - 1
	thief, next := *d.bureau, d.bureau.Succeed()
	thief.Charter.Serial = highest - 1
	first := thief.CharterLine()
	d.put(thief.Dispatch(first, highest)).want(t, http.StatusNoContent, "")

	d.bureau, d.line = next, next.CharterLine()
	held := next.Dispatch(d.line, 1)
	d.put(held).want(t, http.StatusNoContent, "")
	thief.Charter.Serial = highest
	rival := thief.Succeed()
	for want, b := range map[string]*testbureau.Bureau{"of a root key that was replaced": &thief, "of another root key: what came first stays": rival} {
		line := b.CharterLine()
		d.put(b.Dispatch(line, highest)).want(t, http.StatusConflict, want)
		if _, err := d.AddInbox(t.Context(), line, ""); !errors.Is(err, server.ErrSucceededRoot) && !errors.Is(err, server.ErrOtherRoot) {
			t.Errorf("by hand: %v", err)
		}
	}
	d.wantState(2, 1)
	d.do("GET", "/v1/charters", nil).want(t, http.StatusOK, string(d.line))
	d.put(held).want(t, http.StatusNoContent, "")
	d.put(next.Dispatch(d.line, 2)).want(t, http.StatusNoContent, "")
	third := next.Succeed()
	d.bureau, d.line = third, third.CharterLine()
	if added := d.add(d.line); added.Change != "renewed" || !slices.Equal(added.Words, charter.FingerprintOf(third.Root.Public()).Words("en")) {
		t.Errorf("by hand: %+v", added)
	}
	d.wantState(3, 0)
}

// TestAddInbox_NextCharterByHand: the same answer brought by the operator, before the desk's dispatch.
func TestAddInbox_NextCharterByHand_LetsTheNextDispatchIn(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	thief := *d.bureau
	oldLine := d.line
	d.put(thief.Dispatch(oldLine, 1000)).want(t, http.StatusNoContent, "")
	d.bureau.Key = must1(sign.GenerateKey())
	d.bureau.Charter.Serial = 2
	d.line = d.bureau.CharterLine()
	if added := d.add(d.line); added.Change != "renewed" || added.LeftOut != "" {
		t.Errorf("added %+v", added)
	}
	d.do("GET", "/v1/charters", nil).want(t, http.StatusOK, string(d.line))
	// A board under a key that the charter no longer names would make the whole drop malformed for its visitors.
	d.do("GET", d.inboxPath("/board"), nil).want(t, http.StatusNotFound, "There is no board yet")
	d.put(thief.Dispatch(oldLine, 2000)).want(t, http.StatusConflict, "The drop holds dispatch 0 under charter serial 2")
	d.put(d.bureau.Dispatch(d.line, 3)).want(t, http.StatusNoContent, "")
	d.do("GET", d.inboxPath("/board"), nil).want(t, http.StatusOK, "luwte/1 board\n")
}

func TestAddInbox_NextCharterSameKey_KeepsTheBoard(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	held := d.bureau.Dispatch(d.line, 3)
	d.put(held).want(t, http.StatusNoContent, "")
	board := d.do("GET", d.inboxPath("/board"), nil)
	d.bureau.Charter.Serial = 2
	d.line = d.bureau.CharterLine()
	d.add(d.line)
	d.do("GET", d.inboxPath("/board"), nil).want(t, http.StatusOK, string(board.body))
	d.atDoor("GET", "/v1/dispatch", nil).want(t, http.StatusOK, string(held)) // by which a restored desk finds its number
	d.wantState(2, 0)
}

// TestPutDispatch_DropRestored: an older copy of the directory is right again after the next dispatch.
func TestPutDispatch_DropRestoredFromOlderCopy_IsRightAgain(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	one, two := testbureau.Rubbish(1), testbureau.Rubbish(2)
	d.post(one).want(t, http.StatusCreated, "")
	d.put(d.bureau.Dispatch(d.line, 1)).want(t, http.StatusNoContent, "")
	d.stop()
	storeDir, copied := filepath.Join(d.dir, "store"), filepath.Join(d.dir, "copy")
	must(t, os.CopyFS(copied, os.DirFS(storeDir)))

	d.start(server.DefaultLimits)
	d.put(d.bureau.Dispatch(d.line, 2, parcel.IDOf(one))).want(t, http.StatusNoContent, "")
	d.post(two).want(t, http.StatusCreated, "")
	d.wantState(1, 2, parcel.IDOf(two))
	d.stop()
	must(t, os.RemoveAll(storeDir))
	must(t, os.Rename(copied, storeDir))

	d.start(server.DefaultLimits)
	d.wantState(1, 1, parcel.IDOf(one))
	// The desk's last pouch, from before, still showed one; it lists again what the drop shows.
	last := d.bureau.Dispatch(d.line, 3, parcel.IDOf(one))
	d.put(last).want(t, http.StatusNoContent, "")
	d.wantState(1, 3)
	d.atDoor("GET", "/v1/dispatch", nil).want(t, http.StatusOK, string(last))
}

func TestBureauDoor_FrontPaths_AreNotThere(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	for _, path := range []string{"/", "/v1/charters", d.inboxPath("/board"), "/v1/parcels/abc"} {
		d.atDoor("GET", path, nil).want(t, http.StatusNotFound, "There is nothing here")
	}
	got := d.atDoor("POST", "/v1/dispatch", nil)
	got.want(t, http.StatusMethodNotAllowed, "This cannot be done here")
	if allow := got.header.Get("Allow"); allow != "GET, HEAD, PUT" || got.header.Get("Date") != "" {
		t.Errorf("headers %v", got.header)
	}
}

func TestAddInbox_WrongCharters_AreRefused(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	expired := testbureau.New()
	expired.Charter.Expires = day.Today() - 2
	d.bureau.Charter.Serial = 3
	third := d.bureau.CharterLine()
	d.add(third)
	another := d.bureau.CharterLine()
	for _, c := range []struct {
		line []byte
		want string
	}{
		{nil, "malformed charter: length"},
		{d.line, "holds a newer charter of this bureau: serial 3, and this one has 1"},
		{another, "another charter of the same serial, 3"},
		{expired.CharterLine(), "expired on "},
		{slices.Concat(third[:200], []byte{third[200] ^ 1}, third[201:]), "charter"},
	} {
		if _, err := d.AddInbox(t.Context(), c.line, ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
	if again := d.add(third); again.Change != "none" {
		t.Errorf("the same charter: %+v", again)
	}
	d.do("GET", "/v1/charters", nil).want(t, http.StatusOK, string(third))
}

func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
