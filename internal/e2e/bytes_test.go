package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// TestPage_BeforeTheSendButton_OnlyItsOwnGETsLeave records every byte that a browser sends. Until the parcel leaves there is nothing but GETs of what
// everybody gets, without a cookie or anything else of the visitor's own; and who comes to report has sent the same bytes as who only looks.
func TestPage_BeforeTheSendButton_OnlyItsOwnGETsLeave(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	d := testdrop.Start(t)
	one, two := bureauNamed(t, nameOne, "", ""), bureauNamed(t, nameTwo, "", "")
	found := code.New()
	publish(t, d, one, one.Board(1, 4))
	publish(t, d, two, two.BoardFor(1, day.Today()-1, day.Today()+6, testbureau.Letter{To: found, Note: receipt}))
	for name, args := range map[string][]string{
		"firefox-standard": {"--browser", "firefox", "--level", "standard"},
		"chromium":         {"--browser", "chromium"},
	} {
		t.Run(name, func(t *testing.T) {
			recorder := testdrop.Record(t, strings.TrimPrefix(d.URL, "http://"))
			w := &world{t: t, url: "http://" + recorder.Address}
			visit := func(s step) []string {
				b := openBrowser(t, w, "bytes-"+name, append(args, "--language", "nl")...)
				b.do(s)
				b.quit()
				return gets(t, recorder.Take())
			}
			report := visit(step{Do: "report", Text: "Een zin.", Topic: "leak", Bureau: one.Fingerprint().String()})
			look := visit(step{Do: "look", Code: strings.Join(found.Words("nl"), " ")})
			nothing := visit(step{Do: "look", Code: strings.Join(code.New().Words("nl"), " ")})
			if !slices.Equal(report, look) || !slices.Equal(look, nothing) {
				t.Errorf("a report begins with\n%q\na look that finds something is\n%q\nand one that finds nothing\n%q", report, look, nothing)
			}
			// Opening the page gives the page twice: drive.mjs opens it at its start, and again for the step.
			want := []string{"/", "/v1/charters"}
			for _, b := range []*testbureau.Bureau{one, two} {
				want = append(want, "/v1/inboxes/"+b.Inbox()+"/board")
			}
			var paths []string
			for _, request := range report {
				paths = append(paths, strings.Fields(request)[1])
			}
			slices.Sort(paths)
			slices.Sort(want)
			if !slices.Equal(slices.Compact(paths), want) {
				t.Errorf("the page asked for %q, not for %q", paths, want)
			}
		})
	}
}

// gets reads all that was sent before the first POST, as requests. Each must be a GET without a body or a header that could tell visitors apart. They
// come back sorted: over several connections their order is the browser's affair.
func gets(t *testing.T, pieces []testdrop.Piece) []string {
	t.Helper()
	if i := slices.IndexFunc(pieces, func(p testdrop.Piece) bool { return bytes.HasPrefix(p.Data, []byte("POST ")) }); i >= 0 {
		pieces = pieces[:i]
	}
	streams := map[int]*bytes.Buffer{}
	for _, p := range pieces {
		if streams[p.Conn] == nil {
			streams[p.Conn] = new(bytes.Buffer)
		}
		streams[p.Conn].Write(p.Data)
	}
	var all []string
	for _, stream := range streams {
		for in := bufio.NewReader(bytes.NewReader(stream.Bytes())); ; {
			request, err := http.ReadRequest(in)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("not a request: %v\n%q", err, stream.Bytes())
			}
			checkPlain(t, request)
			all = append(all, fmt.Sprint(request.Method, " ", request.RequestURI, " ", sorted(request.Header)))
		}
	}
	if len(all) == 0 {
		t.Fatal("nothing was recorded")
	}
	slices.Sort(all)
	return all
}

// plain are the headers that a browser sends with the same value for everyone of its kind and language.
var plain = []string{
	"Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection", "Dnt", "Pragma", "Priority", "Sec-Fetch-Dest", "Sec-Fetch-Mode",
	"Sec-Fetch-Site", "Sec-Fetch-User", "Sec-Gpc", "Sec-Ch-Ua", "Sec-Ch-Ua-Mobile", "Sec-Ch-Ua-Platform", "Upgrade-Insecure-Requests", "User-Agent",
}

func checkPlain(t *testing.T, r *http.Request) {
	t.Helper()
	if r.Method != http.MethodGet || r.ContentLength != 0 || len(r.TransferEncoding) > 0 || r.URL.RawQuery != "" {
		t.Errorf("before the send button the page sends %s %s with %d bytes", r.Method, r.RequestURI, r.ContentLength)
	}
	for name, values := range r.Header {
		if !slices.Contains(plain, name) || len(values) != 1 {
			t.Errorf("with %s goes %s: %q", r.RequestURI, name, values)
		}
	}
}

func sorted(h http.Header) string {
	var out bytes.Buffer
	h.Write(&out) // by name
	return strings.ReplaceAll(out.String(), "\r\n", "; ")
}
