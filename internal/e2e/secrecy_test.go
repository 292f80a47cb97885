package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
	"luwte/internal/pouch"
)

// TestDrop_AfterARoundTrip_HoldsNothingOfIt looks through everything that the drop wrote, files and output, for what must not be there.
func TestDrop_AfterARoundTrip_HoldsNothingOfIt(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	w := newWorld(t, false)
	w.publish()
	const words, answer, more = "kentekenregister Zuiderzeekade", "welnutreestraat", "bromfietsenstalling"
	// A first conversation brings out every kind of file and line, so that words of codes that stand there anyway are known.
	w.converse(words, answer, more)
	before := strings.ToLower(string(w.everythingAtTheDrop()))

	first, second, seen := w.converse(words, answer, more)
	all := w.everythingAtTheDrop()
	lower := bytes.ToLower(all)

	for _, text := range []string{words, "kentekenregister", "Zuiderzeekade", answer, more} {
		if bytes.Contains(lower, []byte(strings.ToLower(text))) {
			t.Errorf("the drop holds %q", text)
		}
	}
	told := 0
	for _, c := range []string{first, second} {
		for _, word := range strings.Fields(c) {
			if len(word) < 5 || strings.Contains(before, word) {
				continue // chance, or a word of the drop's own sentences
			}
			told++
			if bytes.Contains(lower, []byte(word)) {
				t.Errorf("the drop holds the code word %q", word)
			}
		}
	}
	if told < 4 {
		t.Fatalf("only %d of 16 code words could be looked for", told)
	}
	for name, secret := range seen {
		for _, form := range [][]byte{secret, []byte(hex.EncodeToString(secret)), []byte(base64.StdEncoding.EncodeToString(secret))} {
			if bytes.Contains(all, form) {
				t.Errorf("the drop holds %s", name)
			}
		}
	}
	for _, trace := range []string{clientAddress, "Go-http-client", "User-Agent"} {
		if bytes.Contains(all, []byte(trace)) {
			t.Errorf("the drop holds %q of its visitors", trace)
		}
	}
}

// clientAddress is no address that the drop itself listens on.
const clientAddress = "127.0.0.77"

// converse goes through report, answer, turn and receipt, and returns both codes and every secret that the drop must not hold.
func (w *world) converse(words, answer, more string) (first, second string, secrets map[string][]byte) {
	w.t.Helper()
	secrets = map[string][]byte{}
	before := w.cases()
	first = w.send(words)
	visitFrom(w.t, clientAddress, w.url)
	w.sync()
	w.parcelIDs(secrets)
	w.importPouch()
	id := newIn(w.t, before, w.cases())
	w.reply(id, answer)
	w.publish()
	w.linksOf(first, "first", secrets)
	second = w.add(first, more)
	w.collect()
	w.parcelIDs(secrets)
	w.publish()
	w.linksOf(second, "second", secrets)
	if got := w.look(second); got.Outcome != "receipt" {
		w.t.Fatalf("the conversation ends with %+v", got)
	}
	return first, second, secrets
}

func newIn(t testing.TB, before, after []string) string {
	t.Helper()
	for _, id := range after {
		if !strings.Contains(strings.Join(before, " "), id) {
			return id
		}
	}
	t.Fatal("no new case")
	return ""
}

// parcelIDs adds the ids of the parcels that the pouch brought.
func (w *world) parcelIDs(secrets map[string][]byte) {
	w.t.Helper()
	p, err := pouch.Open(w.path("pouch"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer p.Close()
	for _, id := range p.IDs() {
		secrets["a parcel id"+id.String()] = id[:]
	}
}

// linksOf adds what links a code's conversation: handle, S, and all labels on the board that is now public.
func (w *world) linksOf(words, name string, secrets map[string][]byte) {
	w.t.Helper()
	b, f := w.board()
	c, err := code.Parse(words)
	if err != nil {
		w.t.Fatal(err)
	}
	keys, err := c.Derive(f)
	if err != nil {
		w.t.Fatal(err)
	}
	found := 0
	handle := keys.Slots.Handle()
	secrets[name+" code's handle"], secrets[name+" code's S"] = handle[:], keys.Slots[:]
	for i := range slots.Count {
		l := keys.Slots.Label(b.Nonce, i)
		secrets[name+" code's label "+hex.EncodeToString(l[:])] = l[:]
		if _, ok := b.Find(l); ok {
			found++
		}
	}
	if found == 0 {
		w.t.Fatalf("nothing stands on the board for the %s code: the labels looked for would be the wrong ones", name)
	}
}

// board gets the board as any visitor does.
func (w *world) board() (*board.Board, charter.Fingerprint) {
	w.t.Helper()
	all, err := charter.ParseAll(get(w.t, w.url+"/v1/charters"))
	if err != nil || len(all) != 1 {
		w.t.Fatalf("%d charters, %v", len(all), err)
	}
	b, err := board.Parse(get(w.t, w.url+"/v1/inboxes/"+all[0].Bureau.Inbox().String()+"/board"), all[0].Bureau, all[0].Dispatch)
	if err != nil {
		w.t.Fatal(err)
	}
	return b, all[0].Bureau
}

// everythingAtTheDrop is all files under the drop's directory with their names, and all that the drop printed.
func (w *world) everythingAtTheDrop() []byte {
	w.t.Helper()
	var all bytes.Buffer
	files := 0
	err := filepath.WalkDir(w.path("drop"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		all.WriteString(path + "\n")
		if !d.Type().IsRegular() {
			return nil
		}
		files++
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if files < 3 || all.Len() < parcel.Size {
		w.t.Fatalf("only %d files and %d bytes: not where the drop keeps things", files, all.Len())
	}
	all.WriteString(w.output.String())
	return all.Bytes()
}
