package ui

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/crypto/slots"
	"luwte/internal/desk"
	"luwte/internal/pouch"
)

const passphrase = "correct horse battery staple lamp tide"

// made is a desk's directory that each test copies. Its keyring is sealed anew with less work: opening it would take a second.
var made = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "luwte-ui-")
	if err != nil {
		return "", err
	}
	s, err := desk.NewSettings(charter.Texts{"nl": "Bureau Integriteit"})
	if err != nil {
		return "", err
	}
	if _, err := desk.Init(dir, passphrase, "alice", s); err != nil {
		return "", err
	}
	return dir, quicken(filepath.Join(dir, "keyring.age"))
})

func quicken(path string) error {
	sealed, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return err
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	recipient.SetWorkFactor(8)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, recipient)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, r); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

func TestMain(m *testing.M) {
	status := m.Run()
	if dir, err := made(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(status)
}

// world is a real desk, its screens, and a browser's side of them.
type world struct {
	t       testing.TB
	dir     string
	desk    *desk.Desk
	ui      *UI
	server  *httptest.Server
	client  *http.Client
	touched []time.Duration
	locked  int
}

// newWorld opens the screens of a new desk on a real listener.
func newWorld(t testing.TB) *world {
	t.Helper()
	from, err := made()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, dir: t.TempDir(), client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	w.must(os.CopyFS(w.dir, os.DirFS(from)))
	if w.desk, err = desk.Open(w.dir, passphrase, "alice"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.desk.Close() })
	w.serve()
	return w
}

// serve begins the screens of the desk.
func (w *world) serve() {
	w.t.Helper()
	var err error
	w.server = httptest.NewUnstartedServer(nil)
	w.ui, err = New(w.desk, Options{
		Language: "nl", Host: w.server.Listener.Addr().String(), Idle: 10 * time.Minute,
		Touch: func(d time.Duration) { w.touched = append(w.touched, d) }, Lock: func() { w.locked++ }, Fault: func(stack []byte) { w.t.Errorf("a fault:\n%s", stack) },
	})
	w.must(err)
	w.server.Config.Handler = w.ui
	w.server.Start()
	w.t.Cleanup(w.server.Close)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// answer is what the screens sent.
type answer struct {
	*http.Response
	body string
}

// send sends a request as a browser does from one of the pages.
func (w *world) send(method, path string, form url.Values, change ...func(*http.Request)) answer {
	w.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, w.server.URL+path, body)
	w.must(err)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", w.server.URL)
	}
	for _, fn := range change {
		fn(r)
	}
	resp, err := w.client.Do(r)
	w.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	w.must(err)
	return answer{resp, string(text)}
}

// get asks for a screen, and fails if it is not there.
func (w *world) get(path string) answer {
	w.t.Helper()
	a := w.send(http.MethodGet, w.ui.path(path), nil)
	if a.StatusCode != http.StatusOK {
		w.t.Fatalf("GET %s: %s\n%s", path, a.Status, a.body)
	}
	return a
}

// post sends a form, and follows where it leads. It fails if the form was not taken.
func (w *world) post(path string, fields ...string) answer {
	w.t.Helper()
	a := w.try(path, fields...)
	if a.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("POST %s: %s\n%s", path, a.Status, a.body)
	}
	return w.get(strings.TrimPrefix(a.Header.Get("Location"), "/"+w.ui.token))
}

// try sends a form: names and values.
func (w *world) try(path string, fields ...string) answer {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return w.send(http.MethodPost, w.ui.path(path), form)
}

// says fails unless a page has all these words.
func (a answer) says(t testing.TB, words ...string) answer {
	t.Helper()
	for _, s := range words {
		if !strings.Contains(a.body, s) {
			t.Errorf("%s does not say %q:\n%s", a.Request.URL.Path, s, mainOf(a.body))
		}
	}
	return a
}

// lacks fails if a page has one of these words.
func (a answer) lacks(t testing.TB, words ...string) {
	t.Helper()
	for _, s := range words {
		if strings.Contains(a.body, s) {
			t.Errorf("%s says %q:\n%s", a.Request.URL.Path, s, mainOf(a.body))
		}
	}
}

var mainPart = regexp.MustCompile(`(?s)<main.*</main>`)

func mainOf(body string) string { return mainPart.FindString(body) }

// reporter has keys as of a code.
type reporter struct {
	recipient string
	slots     slots.Secret
}

func newReporter() *reporter {
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		panic(err)
	}
	p := &reporter{recipient: identity.Recipient().String()}
	rand.Read(p.slots[:])
	return p
}

func (w *world) head() message.Head {
	return message.Head{Bureau: w.desk.Bureau(), Epoch: w.epoch().Epoch}
}

func (w *world) epoch() charter.Epoch {
	c, err := w.desk.Charter(desk.Change{})
	w.must(err)
	return c.Epochs[0]
}

func (w *world) seal(m message.Message) []byte {
	p, err := seal.Parcel(w.epoch().Recipient, m)
	w.must(err)
	return p
}

// report is a parcel with a report in Dutch.
func (w *world) report(p *reporter, text string, change ...func(*message.Report)) []byte {
	m := &message.Report{
		Head: w.head(), Recipient: p.recipient, Slots: p.slots, Language: "nl", Form: 1, Topic: "approached",
		Answers: []message.Answer{{ID: "danger", Question: "Bent u nu in gevaar?", Values: []string{"no"}, Answer: "Nee"}}, Text: text, Files: []message.FileRef{},
	}
	for _, fn := range change {
		fn(m)
	}
	return w.seal(m)
}

// followup is a parcel that moves a reporter from one code to the next.
func (w *world) followup(from, to *reporter, text string, read ...int) []byte {
	return w.seal(&message.Followup{
		Head: w.head(), Handle: from.slots.Handle(), Recipient: to.recipient, Slots: to.slots, Siblings: []slots.Handle{}, Read: append([]int{}, read...),
		Language: "nl", Text: text, Files: []message.FileRef{},
	})
}

// pouch writes a pouch as a courier does; bring imports it, and returns the ids of the cases.
func (w *world) pouch(parcels ...[]byte) string {
	path := filepath.Join(w.t.TempDir(), "pouch")
	byID := map[parcel.ID][]byte{}
	var ids []parcel.ID
	for _, p := range parcels {
		ids = append(ids, parcel.IDOf(p))
		byID[parcel.IDOf(p)] = p
	}
	w.must(pouch.Write(path, w.desk.Bureau(), nil, ids, func(id parcel.ID) ([]byte, error) { return byID[id], nil }))
	return path
}

func (w *world) bring(parcels ...[]byte) (ids []string) {
	w.t.Helper()
	result, err := w.desk.Import(context.Background(), w.pouch(parcels...), func(int, int) {})
	w.must(err)
	for _, o := range result.Outcomes {
		ids = append(ids, o.Case)
	}
	return ids
}
