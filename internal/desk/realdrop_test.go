//go:build !windows

package desk

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/dispatch"
	"luwte/crypto/sign"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// dropped is a bureau whose case was answered, today, and a real drop that holds its board.
func dropped(t *testing.T) (w *dealtWorld, one *coder, drop *testdrop.Drop, socket string) {
	t.Helper()
	w = foundWorld(t, day.Today(), "")
	w.session(1, 2)
	w.export()
	w.visit(w.today)
	drop = testdrop.Start(t)
	socket = drop.AddLine(t, charterLine(t, w.held))
	testdrop.Put(t, socket, w.held)
	one = w.coder()
	id := w.sole(w.bring(one.report("Er lekt iets."))).Case
	if _, err := w.desk.Reply(id, "Sinds wanneer?"); err != nil {
		t.Fatal(err)
	}
	one.says(w.export(), "receipt", "answer Sinds wanneer?")
	testdrop.Put(t, socket, w.held)
	return w, one, drop, socket
}

func charterLine(t *testing.T, held []byte) []byte {
	t.Helper()
	d, err := dispatch.Parse(held)
	if err != nil {
		t.Fatal(err)
	}
	return d.CharterRaw
}

// shownBoard returns the board that a drop shows to everybody.
func shownBoard(t *testing.T, drop *testdrop.Drop, in charter.Inbox) []byte {
	t.Helper()
	response, err := http.Get(drop.URL + "/v1/inboxes/" + in.String() + "/board")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatal(response.Status, err)
	}
	return data
}

// TestBadDay_DispatchKeyStolen_RealDropRefusesTheThief has the thief of the dispatch key make dispatches of his own: until the charter that the root signed is at the
// drop, it takes them; from then on none, under whatever charter and number.
func TestBadDay_DispatchKeyStolen_RealDropRefusesTheThief(t *testing.T) {
	w, one, drop, socket := dropped(t)
	root, err := w.desk.root()
	w.must(err)
	stolen := &testbureau.Bureau{Root: root, Key: w.desk.keys.Dispatch()} // of the root he has the public half, which gives the fingerprint
	first := charterLine(t, w.held)
	const highest = 1<<53 - 1
	testdrop.Put(t, socket, stolen.Dispatch(first, 1000))

	_, err = w.desk.ReplaceDispatch()
	w.must(err)
	w.held = nil
	answer := w.export()
	second := charterLine(t, w.held)
	testdrop.Put(t, socket, w.held)
	shown := shownBoard(t, drop, w.desk.Bureau().Inbox())
	own := must1(sign.GenerateKey())
	forged := *answer.Charter // his own charter 3, which he cannot sign with the root key
	forged.Serial, forged.Dispatch = 3, stolen.Key.Public()
	for what, d := range map[string]struct {
		dispatch []byte
		status   int
		says     string
	}{
		"the old charter, the highest number": {stolen.Dispatch(first, highest), http.StatusConflict, "under charter serial 2"},
		"the old charter, the next number":    {stolen.Dispatch(first, answer.Number+1), http.StatusConflict, "under charter serial 2"},
		"the new charter":                     {stolen.Dispatch(second, answer.Number+1), http.StatusForbidden, "does not verify"},
		"the new charter, the highest number": {stolen.Dispatch(second, highest), http.StatusForbidden, "does not verify"},
		"a charter that he signed":            {stolen.Dispatch(must1(forged.Sign(own)), highest), http.StatusBadRequest, "not a whole dispatch"},
	} {
		if status, says := testdrop.TryPut(t, socket, d.dispatch); status != d.status || !strings.Contains(says, d.says) {
			t.Errorf("%s: %d, %s", what, status, says)
		}
	}
	if now := shownBoard(t, drop, w.desk.Bureau().Inbox()); !bytes.Equal(now, shown) {
		t.Error("the thief put up another board")
	}
	one.says(answer, "receipt", "answer Sinds wanneer?")
}

// TestBadDay_DropTakenOver_AnotherGoesOnWithEveryCase has an attacker keep the old drop, and with it the onion key. The bureau goes on at another.
func TestBadDay_DropTakenOver_AnotherGoesOnWithEveryCase(t *testing.T) {
	w, one, lost, _ := dropped(t)
	onion := "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
	c, err := w.desk.Charter(Change{Onion: &onion})
	w.must(err)
	if c.Serial != 2 {
		t.Errorf("charter %d", c.Serial)
	}
	before := shownBoard(t, lost, w.desk.Bureau().Inbox())
	out := w.export()
	drop := testdrop.Start(t)
	socket := drop.AddLine(t, charterLine(t, w.held))
	testdrop.Put(t, socket, w.held)
	if string(out.CharterRaw) != string(charterLine(t, w.held)) || out.Charter.Serial != 2 {
		t.Errorf("the new drop has charter %d", out.Charter.Serial)
	}
	one.says(out, "receipt", "answer Sinds wanneer?")
	// The old drop still has the old board and can make no other: nothing that it holds is signed under the new charter.
	if now := shownBoard(t, lost, w.desk.Bureau().Inbox()); !bytes.Equal(now, before) || bytes.Equal(now, shownBoard(t, drop, w.desk.Bureau().Inbox())) {
		t.Error("the boards of both drops")
	}
	if got := w.bring(w.coder().report("Bij de nieuwe.")); len(got.Warnings) != 0 {
		t.Errorf("%+v", got)
	}
	if w.desk.Bureau() != out.Bureau {
		t.Error("another fingerprint")
	}
}

func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
