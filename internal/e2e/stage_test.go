package e2e

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/internal/desk/form"
	"luwte/internal/onionaddr"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// place is a drop as a browser finds it: what web/test/walk.mjs reads of it.
type place struct {
	URL     string            `json:"url"`
	Bureaus []placeBureau     `json:"bureaus"`
	Codes   map[string]string `json:"codes"` // by what a look with them shows
}

type placeBureau struct {
	Bureau charter.Fingerprint `json:"bureau"`
	Card   []string            `json:"card"`  // the words on it
	Older  []string            `json:"older"` // those on cards from before the root key was replaced, or the same
}

// stage has every state in which the page can find a drop, by name. All of them are real drops with real charters and boards; where one
// fails, somebody stands in between. The browsers take their addresses for onion ones and come without Tor.
func stage(t *testing.T) map[string]place {
	t.Helper()
	several := severalBureaus(t)
	places := map[string]place{
		"several":  several,
		"single":   singleBureau(t),
		"closed":   closedBureaus(t),
		"poisoned": poisonedBureau(t),
		"none":     at(t, testdrop.Start(t), newOnion(t)),
	}
	for name, meddle := range meddlers() {
		through := several
		through.URL = between(t, several.URL, meddle)
		places[name] = through
	}
	host, port, err := net.SplitHostPort(strings.Trim(strings.TrimPrefix(several.URL, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]string{"trial": "127.0.0.1", "elsewhere": newOnion(t)} {
		there := several
		there.URL = strings.Replace(there.URL, net.JoinHostPort(host, port), net.JoinHostPort(other, port), 1)
		places[name] = there
	}
	return places
}

// meddlers are the ways in which a drop or the way to it can fail a reporter.
func meddlers() map[string]testdrop.Meddler {
	posts := func(r *http.Request) bool { return r.Method == http.MethodPost }
	boards := func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/board") }
	charters := func(r *http.Request) bool { return r.URL.Path == "/v1/charters" }
	when := func(is func(*http.Request) bool, do func(http.ResponseWriter, *http.Request, http.Handler)) testdrop.Meddler {
		return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if is(r) {
				do(w, r, next)
				return
			}
			next.ServeHTTP(w, r)
		}
	}
	cut := func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { testdrop.Cut(w) }
	wait := func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		<-r.Context().Done()
		testdrop.Cut(w)
	}
	return map[string]testdrop.Meddler{
		"full": when(posts, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			http.Error(w, "no room", http.StatusInsufficientStorage)
		}),
		"cut":     when(posts, cut),
		"lost":    when(boards, cut),
		"away":    when(charters, cut),
		"silent":  when(func(r *http.Request) bool { return posts(r) || boards(r) }, wait),
		"waiting": when(charters, wait),
		"strange": when(posts, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(http.StatusCreated) }),
		"flood":   when(charters, flood),
		"spoiled": when(charters, spoil),
		"torn":    when(boards, spoil),
	}
}

// spoil turns over a bit of the first charter, or of a board: its signature holds no more.
func spoil(w http.ResponseWriter, r *http.Request, next http.Handler) {
	status, body := testdrop.Recorded(next, r)
	if len(body) > 1000 {
		body[1000] ^= 1
	}
	w.WriteHeader(status)
	w.Write(body)
}

// flood puts a line behind the charters that leaves less than a board of the 8 MiB that the page takes of a drop in all.
func flood(w http.ResponseWriter, r *http.Request, next http.Handler) {
	status, body := testdrop.Recorded(next, r)
	w.WriteHeader(status)
	w.Write(body)
	w.Write(bytes.Repeat([]byte("x"), 8<<20-1000-len(body)))
}

// between is the address of what a browser sees through a meddler.
func between(t *testing.T, url string, meddle testdrop.Meddler) string {
	t.Helper()
	host, port, err := net.SplitHostPort(strings.Trim(strings.TrimPrefix(url, "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	_, own, err := net.SplitHostPort(testdrop.Between(t, "tcp", net.JoinHostPort("127.0.0.1", port), meddle))
	if err != nil {
		t.Fatal(err)
	}
	return "http://" + net.JoinHostPort(host, own) + "/"
}

func newOnion(t *testing.T) string {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return onionaddr.Of(public)
}

// at is the drop as it is found under an onion address.
func at(t *testing.T, d *testdrop.Drop, onion string, bureaus ...*testbureau.Bureau) place {
	t.Helper()
	p := place{URL: strings.Replace(d.URL, "127.0.0.1", onion, 1) + "/", Bureaus: []placeBureau{}}
	for _, b := range bureaus {
		f := b.Fingerprint()
		p.Bureaus = append(p.Bureaus, placeBureau{f, charter.FingerprintOf(b.Root.Public()).Words("nl"), f.Words("nl")})
	}
	return p
}

var (
	nameOne = charter.Texts{"en": "Integrity Office Waterrijk", "nl": "Bureau Integriteit Waterrijk", "pap": "Ofisina di Integridat Waterrijk"}
	nameTwo = charter.Texts{"en": "National Office for Official Misconduct", "nl": "Rijksbureau Ambtsdelicten"}
)

func bureauNamed(t *testing.T, name charter.Texts, colour, onion string) *testbureau.Bureau {
	t.Helper()
	b := testbureau.New()
	f, err := form.Default()
	if err != nil {
		t.Fatal(err)
	}
	b.Charter.Name, b.Charter.Colour, b.Charter.Onion, b.Charter.Form = name, colour, onion, f
	b.Charter.About = charter.Texts{
		"en":  "For officials of the municipality of Waterrijk. Handles approaches, leaks and other breaches.",
		"nl":  "Voor ambtenaren van de gemeente Waterrijk. Behandelt benaderingen, lekken en andere schendingen.",
		"pap": "Pa empleadonan di munisipio Waterrijk. Ta trata aserkamentu, lèk i otro violashon.",
	}
	if name["en"] == nameTwo["en"] {
		return b.Succeed()
	}
	return b
}

var receipt = message.Note{Kind: message.KindReceipt, Received: 1, Missing: []string{}}

// outcomes are codes for all that a look can show, and what stands on a board for them.
func outcomes() (codes map[string]string, letters []testbureau.Letter) {
	made := map[string]code.Code{}
	codes = map[string]string{}
	for _, name := range []string{"receipt", "answers", "alarm", "damaged", "incomplete", "nothing", "other"} {
		made[name] = code.New()
		codes[name] = strings.Join(made[name].Words("nl"), " ")
	}
	more := message.Note{Kind: message.KindReceipt, Received: 2, Missing: []string{"schermafdruk 1.png"}}
	answer := func(slot, part, parts int, text string) message.Note {
		return message.Note{Kind: message.KindAnswer, Slot: slot, Part: part, Parts: parts, Missing: []string{}, Text: text}
	}
	return codes, []testbureau.Letter{
		{To: made["receipt"], Note: more},
		{To: made["answers"], Note: receipt},
		{To: made["answers"], Note: answer(1, 1, 1, "Dank u. Wij hebben uw melding gelezen.\n\nWelk systeem was het? U hoeft geen namen te noemen.")},
		{To: made["answers"], Note: answer(2, 1, 2, "Nog iets: ")},
		{To: made["answers"], Note: answer(3, 2, 2, "bent u veilig?")},
		{To: made["alarm"], Note: message.Note{Kind: message.KindAlarm, Missing: []string{}}},
		{To: made["damaged"], Note: receipt, Unopening: true},
		{To: made["incomplete"], Note: answer(1, 1, 2, "half")},
	}
}

// severalBureaus: two, of which the second has no board yet.
func severalBureaus(t *testing.T) place {
	t.Helper()
	d, onion := testdrop.Start(t), newOnion(t)
	one, two := bureauNamed(t, nameOne, "#154273", onion), bureauNamed(t, nameTwo, "#8a1c50", onion)
	codes, letters := outcomes()
	today := day.Today()
	publish(t, d, one, one.BoardFor(1, today-1, today+6, letters...))
	d.Add(t, two)
	p := at(t, d, onion, one, two)
	p.Codes = codes
	return p
}

// singleBureau: one that gives no address, with an old board.
func singleBureau(t *testing.T) place {
	t.Helper()
	d := testdrop.Start(t)
	b := bureauNamed(t, nameOne, "", "")
	codes, letters := outcomes()
	publish(t, d, b, b.BoardFor(1, day.Today()-20, day.Today()-13, letters...))
	p := at(t, d, newOnion(t), b)
	p.Codes = codes
	return p
}

// closedBureaus: the key of one has run out; that of the other, and its charter, are of days to come: this machine's clock must be wrong.
func closedBureaus(t *testing.T) place {
	t.Helper()
	d, onion := testdrop.Start(t), newOnion(t)
	past, future := bureauNamed(t, nameOne, "", onion), bureauNamed(t, nameTwo, "", onion)
	past.Charter.Epochs[0].Until = day.Today()
	future.Charter.Made, future.Charter.Epochs[0].From = day.Today()+5, day.Today()+5
	codes, letters := outcomes()
	publish(t, d, past, past.BoardFor(1, day.Today()-1, day.Today()+6, letters...))
	publish(t, d, future, future.BoardFor(1, day.Today()+5, day.Today()+12))
	p := at(t, d, onion, past, future)
	p.Codes = codes
	return p
}

// poisonedBureau: one to whose key nothing can be sealed.
func poisonedBureau(t *testing.T) place {
	t.Helper()
	d, onion := testdrop.Start(t), newOnion(t)
	b := bureauNamed(t, nameOne, "", onion)
	b.Charter.Epochs[0].Recipient = testbureau.Poisoned()
	publish(t, d, b, b.Board(1, 4))
	return at(t, d, onion, b)
}

func publish(t *testing.T, d *testdrop.Drop, b *testbureau.Bureau, board []byte) {
	t.Helper()
	line, socket := d.Add(t, b)
	testdrop.Put(t, socket, b.DispatchWith(line, board, 1))
}

// writeStage makes the stage and returns the file that describes it to the scripts in web/test.
func writeStage(t *testing.T) string {
	t.Helper()
	data, err := json.Marshal(stage(t))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "stage.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
