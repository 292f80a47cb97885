package e2e

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/parcel"
	"luwte/web"
)

// TestSafest_SavedPageOffline_ConversationComesThrough is the conversation of somebody whose Tor Browser has no scripts: page, charters and board are saved by
// links, another browser without a connection seals the report and the follow-up to files and opens the answer, and the plain form sends them.
func TestSafest_SavedPageOffline_ConversationComesThrough(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	w := newWorld(t, true)
	w.publish()
	online := w.openSafest()
	page, bureaus := online.save("page.html"), online.save("bureaus.dat")
	mustEqual(t, "the page", read(t, page), web.Page())
	mustEqual(t, "charters and boards", read(t, bureaus), append(w.fetch("/v1/charters"), w.fetch("/v1/inboxes/"+online.inbox+"/board")...))

	offline := []*offlineBrowser{
		w.openOffline("chromium", page, "--language", "en", "--size", "360x740"),
		w.openOffline("firefox", page, "--language", "nl"),
	}
	small, large := offline[0], offline[1]
	small.file, large.file = w.randomFile("small.bin", 5000), w.randomFile("large.bin", 17<<20) // the latter fills more than one saved file
	for _, b := range offline {
		w.step("a report with a file is sealed in " + b.kind)
		got := b.do(step{Do: "report", Text: "Sealed in " + b.kind, Topic: "approached", From: []string{bureaus, page}, Shots: "report",
			Files: []attachment{{Path: b.file, Original: "only"}}})
		b.code, b.saved = got.Code, got.Saved
	}
	if len(small.saved) != 1 || len(read(t, small.saved[0])) != 2*parcel.Size || len(large.saved) != 2 {
		t.Fatalf("they saved %v and %v", small.saved, large.saved)
	}
	w.step("both are sent by one form, with a file that is none; one of them again")
	other := w.path("holiday.jpg")
	w.write("holiday.jpg", strings.Repeat("no parcel ", 1000))
	online.upload(http.StatusUnsupportedMediaType, []string{small.saved[0], other, large.saved[1], large.saved[0]},
		"Niet alles is aangekomen", "Bestand 1: aangekomen.", "File 2: This is not a sealed report", "File 3: arrived.", "Fayl 4: a yega.")
	online.upload(http.StatusCreated, small.saved, "Ontvangen", "Received", "Risibí", "File 1: arrived.", "Keep your code")
	w.collect()
	for _, id := range w.cases() {
		for _, b := range offline {
			if strings.Contains(w.show(id), "Sealed in "+b.kind) {
				b.id = id
				w.reply(id, "An answer for "+b.kind)
				for _, got := range w.files(id) {
					b.isWhole = hashOf(t, got) == hashOf(t, b.file)
				}
				if !b.isWhole {
					t.Errorf("the file of %s did not come whole", b.kind)
				}
			}
		}
	}
	if small.id == "" || large.id == "" || len(w.cases()) != 2 {
		t.Fatalf("the desk has the cases %v", w.cases())
	}
	w.publish()

	bureaus = online.save("bureaus.dat")
	for _, b := range offline {
		w.step("the answer is opened and replied to in " + b.kind)
		got := b.do(step{Do: "look", Code: b.code, From: []string{bureaus}, Shots: "answer"})
		if got.Outcome != "answers" || len(got.Answers) != 1 || strings.TrimSpace(got.Answers[0]) != "An answer for "+b.kind {
			t.Fatalf("the page says %+v", got)
		}
		got = b.do(step{Do: "turn", Text: "Replied in " + b.kind, Shots: "turn"})
		b.code, b.saved = got.Code, got.Saved
	}
	online.upload(http.StatusCreated, append(small.saved, large.saved...), "File 1: arrived.", "File 2: arrived.")
	w.collect()
	for _, b := range offline {
		w.mustContain("the case", w.show(b.id), "Replied in "+b.kind)
	}
	w.publish()

	bureaus = online.save("bureaus.dat")
	for _, b := range offline {
		if got := b.do(step{Do: "look", Code: b.code, From: []string{bureaus}, Shots: "receipt"}); got.Outcome != "receipt" {
			t.Fatalf("the new code finds %+v in %s", got, b.kind)
		}
		b.checkNothingLeft()
		b.quit()
	}
	online.quit()
}

// safestBrowser is Firefox at Tor Browser's level Safest, on the plain page of a drop.
type safestBrowser struct {
	*browser
	inbox string
}

func (w *world) openSafest() safestBrowser {
	w.t.Helper()
	all, err := charter.ParseAll([]byte(read(w.t, w.path("charter.json"))))
	if err != nil {
		w.t.Fatal(err)
	}
	b := safestBrowser{openBrowser(w.t, w, "safest", "--level", "safest", "--socks", w.socks[1], "--downloads", w.newDir("downloads-online")), all[0].Bureau.Inbox().String()}
	said := b.do(step{Do: "noscript"}).Text
	w.mustContain("the page without scripts", said, "112", "Scripts staan uit", "Veiliger", "Scripts are off", "Safer", "Scripts ta pagá", "luwte-report")
	b.do(step{Do: "screenshot", Name: "noscript"})
	said = b.do(step{Do: "plain", Language: "nl"}).Text
	w.mustContain("the plain page", said, "112", "Bureau Integriteit", "Integrity Bureau", "bureaus.dat", "Op een telefoon kan alleen dit", "On a phone this is the only way")
	b.do(step{Do: "screenshot", Name: "plain"})
	return b
}

// save follows a link of the plain page, which it loads anew, and returns the path of what was saved.
func (b safestBrowser) save(name string) string {
	b.t.Helper()
	b.do(step{Do: "noscript"})
	b.do(step{Do: "plain", Language: "nl"})
	return b.do(step{Do: "download", Name: name}).Saved[0]
}

// upload sends files by the form and checks what the drop answers.
func (b safestBrowser) upload(status int, files []string, parts ...string) {
	b.t.Helper()
	b.do(step{Do: "noscript"})
	b.do(step{Do: "plain", Language: "nl"})
	got := b.do(step{Do: "upload", Inbox: b.inbox, Paths: files})
	if got.Status != status {
		b.t.Errorf("the form was answered with %d, not %d: %s", got.Status, status, got.Text)
	}
	b.w.mustContain("the answer to the form", got.Text, parts...)
	b.do(step{Do: "screenshot", Name: "answer-" + http.StatusText(status)})
}

// offlineBrowser has a saved page open and reaches nothing but a proxy that takes nobody further.
type offlineBrowser struct {
	*browser
	kind, page string
	file, code string   // that is attached; the last one
	saved      []string // by the last step
	id         string   // of the case
	isWhole    bool     // what the desk wrote of the file is the file

	mu     sync.Mutex
	wanted []string // where connections were to go
}

func (w *world) openOffline(kind, page string, args ...string) *offlineBrowser {
	w.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	b := &offlineBrowser{kind: kind, page: page}
	w.t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go b.refuse(conn)
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	file := url.URL{Scheme: "file", Path: page}
	name := "offline-" + kind
	b.browser = openBrowser(w.t, w, name, append(args, "--browser", kind, "--url", file.String(), "--proxy", port, "--downloads", w.newDir(name))...)
	if got := b.do(step{Do: "open"}); len(got.Notices) > 0 {
		w.t.Errorf("before files are chosen it says %v", got.Notices)
	}
	b.do(step{Do: "screenshot", Name: "files"})
	return b
}

// refuse reads where a connection is to go, as SOCKS5 says it, and closes it.
func (b *offlineBrowser) refuse(conn net.Conn) {
	defer conn.Close()
	greeting, request, host := make([]byte, 3), make([]byte, 5), []byte("?")
	if _, err := io.ReadFull(conn, greeting); err == nil {
		conn.Write([]byte{5, 0})
		if _, err := io.ReadFull(conn, request); err == nil && request[3] == 3 {
			host = make([]byte, request[4])
			io.ReadFull(conn, host)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wanted = append(b.wanted, string(host))
}

// maker is to whom a browser speaks by itself, whatever page it shows: the reason why the page says that the cable must go first.
var maker = regexp.MustCompile(`\.(mozilla\.(com|org|net)|google(apis)?\.com|gvt1\.com)$`)

// checkNothingLeft: the page asked for nothing but its own file, and the browser reached out to nobody but its maker.
func (b *offlineBrowser) checkNothingLeft() {
	b.t.Helper()
	b.log()
	log := b.whole
	for what, list := range map[string][]string{"console": log.Console, "errors": log.Errors, "policy violations": log.Violations} {
		if len(list) > 0 {
			b.t.Errorf("%s: %q", what, list)
		}
	}
	for _, r := range log.Requests {
		if u, err := url.Parse(r.URL); err != nil || r.Method != "GET" || u.Scheme != "file" || u.Path != b.page {
			b.t.Errorf("the saved page asked for %s %s", r.Method, r.URL)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, host := range b.wanted {
		if !maker.MatchString(host) {
			b.t.Errorf("a connection was to go to %q", host)
		}
	}
}

// fetch gets a path of the front door over Tor.
func (w *world) fetch(path string) []byte {
	w.t.Helper()
	transport := http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "socks5h", Host: w.socks[1]})}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: &transport}).Get(w.url + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(res.Body); err != nil || res.StatusCode != http.StatusOK {
		w.t.Fatalf("GET %s: %s, %v", path, res.Status, err)
	}
	return body.Bytes()
}

func (w *world) newDir(name string) string {
	w.t.Helper()
	dir, err := filepath.Abs(w.path(name))
	if err == nil {
		err = os.Mkdir(dir, 0o700)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return dir
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustEqual(t *testing.T, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Fatalf("%s was not saved as it is served: %d bytes, not %d", what, len(got), len(want))
	}
}
