package server_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
	"luwte/web"
)

// exchange is one case of testdata/front.txt:
//
//	== what is shown
//	> a line of the request; Host is added, and Content-Length to a form
//	+ its body, by the names in bodies; without one, nothing follows the head and the answer must come all the same
//	< status and media type of the answer; a line "< 100" before it: leave to send
//	< a header that goes beside those that every answer has
//	= the answer's whole body: by a name in fixtures, or a sentence with its line feed (without one for JSON)
//	~ what is in the body          ! what is not
type exchange struct {
	name                            string
	request, answer, has, hasNot    []string
	body, whole, status, mediaType  string
	hasWhole, continues, isHeadOnly bool
}

func TestFrontDoor_Script_AnswersAsWritten(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	second := testbureau.New()
	d.add(second.CharterLine())
	board := d.bureau.Board(1, 4)
	d.atDoor("PUT", "/v1/dispatch", d.bureau.DispatchWith(d.line, board, 1)).want(t, http.StatusNoContent, "")

	one, other := testbureau.Rubbish(1), testbureau.Rubbish(2)
	words := strings.NewReplacer("INBOX", d.bureau.Inbox(), "SECOND", second.Inbox(),
		"PARCELID", parcel.IDOf(one).String(), "OTHERID", parcel.IDOf(other).String())
	fixtures := map[string][]byte{
		"page": web.Page(), "board": board, "parcel": one, "other": other, "short": one[:parcel.Size-1], "long": append(slices.Clone(one), 0),
		"charters": d.do("GET", "/v1/charters", nil).body,
	}
	if len(fixtures["charters"]) < 2*len(d.line)-100 {
		t.Fatalf("two charters have %d bytes", len(fixtures["charters"]))
	}
	cases := readScript(t, words)
	if len(cases) < 45 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, d.front, bodies(fixtures), fixtures) })
	}
}

func readScript(t *testing.T, words *strings.Replacer) []*exchange {
	t.Helper()
	text, err := os.ReadFile("testdata/front.txt")
	must(t, err)
	var all []*exchange
	for line := range strings.Lines(words.Replace(string(text))) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		mark, rest, _ := strings.Cut(line, " ")
		if mark == "==" {
			all = append(all, &exchange{name: rest})
			continue
		}
		all[len(all)-1].take(t, mark, rest)
	}
	return all
}

func (c *exchange) take(t *testing.T, mark, rest string) {
	switch {
	case mark == ">":
		c.request = append(c.request, rest)
		c.isHeadOnly = c.isHeadOnly || strings.HasPrefix(rest, "HEAD ")
	case mark == "+":
		c.body = rest
	case mark == "<" && rest == "100":
		c.continues = true
	case mark == "<" && c.status == "":
		c.status, c.mediaType, _ = strings.Cut(rest, " ")
	case mark == "<":
		c.answer = append(c.answer, rest)
	case mark == "=":
		c.whole, c.hasWhole = rest, true
	case mark == "~":
		c.has = append(c.has, rest)
	case mark == "!":
		c.hasNot = append(c.hasNot, rest)
	default:
		t.Fatalf("a line of the script: %q", rest)
	}
}

// bodies returns what stands behind a line "+ name".
func bodies(f map[string][]byte) func(name string) []byte {
	return func(name string) []byte {
		switch kind, rest, _ := strings.Cut(name, " "); {
		case kind == "chunked":
			return fmt.Appendf(nil, "%x\r\n%s\r\n0\r\n\r\n", len(f[rest]), f[rest])
		case kind == "form":
			return form(f, rest)
		case name == "first bytes of text":
			return bytes.Repeat([]byte("x"), parcel.HeaderSize)
		case name == "first bytes, the last wrong":
			return append(slices.Clone(f["parcel"][:parcel.HeaderSize-1]), 'x')
		case name == "ten letters":
			return []byte("abcdefghij")
		}
		return f[name]
	}
}

// form is a form with boundary b of the parts named.
func form(f map[string][]byte, parts string) []byte {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.SetBoundary("b")
	for name := range strings.FieldsSeq(parts) {
		switch name {
		case "field":
			_ = w.WriteField("button", "Send")
		case "cut":
			w.CreateFormFile("parcel", "secret-name.age")
			b.Write(f["parcel"][:5000])
			return b.Bytes()
		default:
			part, _ := w.CreateFormFile("parcel", "secret-name.age")
			for content := range strings.SplitSeq(name, "+") { // one after another in one file
				if content == "text" {
					part.Write(bytes.Repeat([]byte("text "), 1000))
				}
				part.Write(f[content])
			}
		}
	}
	w.Close()
	return b.Bytes()
}

func (c *exchange) run(t *testing.T, addr string, bodyOf func(string) []byte, fixtures map[string][]byte) {
	conn, err := net.Dial("tcp", addr)
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(8*time.Second))) // less than any patience of the drop's
	r := bufio.NewReader(conn)
	body, err := c.sendHead(conn, r, bodyOf)
	must(t, err)
	sent := make(chan struct{})
	go func() { // as many clients do: what is sent is not awaited
		defer close(sent)
		conn.Write(body)
	}()
	resp, err := http.ReadResponse(r, &http.Request{Method: strings.Fields(c.request[0])[0]})
	must(t, err)
	got, err := io.ReadAll(resp.Body)
	must(t, err)
	c.compare(t, resp, got, fixtures)
	must(t, conn.Close())
	<-sent
}

// sendHead writes the head, waits for leave to send if that is to come, and returns the body.
func (c *exchange) sendHead(conn net.Conn, r *bufio.Reader, bodyOf func(string) []byte) ([]byte, error) {
	var body []byte
	if c.body != "" {
		body = bodyOf(c.body)
	}
	head := strings.Join(c.request, "\r\n") + "\r\nHost: drop\r\n"
	if strings.HasPrefix(c.body, "form") {
		head += fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	if _, err := io.WriteString(conn, head+"\r\n"); err != nil || !c.continues {
		return body, err
	}
	line, err := textproto.NewReader(r).ReadLine()
	if err == nil && line != "HTTP/1.1 100 Continue" {
		err = fmt.Errorf("instead of leave to send: %q", line)
	}
	if err == nil {
		_, err = r.Discard(2)
	}
	return body, err
}

// everyHeader is what every answer has, besides its length, type and policy.
var everyHeader = http.Header{
	"Cache-Control":                {"no-store"},
	"X-Content-Type-Options":       {"nosniff"},
	"Referrer-Policy":              {"no-referrer"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Embedder-Policy": {"require-corp"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Permissions-Policy":           {"camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), payment=(), browsing-topics=()"},
}

func (c *exchange) compare(t *testing.T, resp *http.Response, got []byte, fixtures map[string][]byte) {
	want := maps.Clone(everyHeader)
	want.Set("Content-Type", c.mediaType)
	want.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	if c.whole == "page" || c.isHeadOnly && strings.HasPrefix(c.mediaType, "text/html") {
		want.Set("Content-Security-Policy", web.Policy())
	} else if strings.HasPrefix(c.mediaType, "text/html") {
		want.Set("Content-Security-Policy", plainPolicy(got))
	}
	for _, line := range c.answer {
		name, value, _ := strings.Cut(line, ": ")
		want.Set(name, value)
	}
	if length := resp.Header.Get("Content-Length"); !c.isHeadOnly && length != fmt.Sprint(len(got)) {
		t.Errorf("Content-Length %q for %d bytes", length, len(got))
	}
	resp.Header.Del("Content-Length")
	if closes := want.Get("Connection") == "close"; resp.Close != closes {
		t.Errorf("the answer closes the connection: %v, want %v", resp.Close, closes)
	}
	resp.Header.Del("Connection")
	want.Del("Connection")
	if fmt.Sprint(resp.StatusCode) != c.status || !maps.EqualFunc(resp.Header, want, slices.Equal) {
		t.Errorf("status %d, want %s; headers %v, want %v", resp.StatusCode, c.status, resp.Header, want)
	}
	c.compareBody(t, string(got), fixtures)
}

// plainPolicy is the policy for a page without scripts: its own style, and forms to the drop.
func plainPolicy(page []byte) string {
	_, rest, _ := bytes.Cut(page, []byte("<style>"))
	style, _, _ := bytes.Cut(rest, []byte("</style>"))
	sum := sha256.Sum256(style)
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

func (c *exchange) compareBody(t *testing.T, got string, fixtures map[string][]byte) {
	whole := c.whole
	if fixture, ok := fixtures[whole]; ok {
		whole = string(fixture)
	} else if c.mediaType != "application/json" && whole != "" {
		whole += "\n"
	}
	if (c.hasWhole || c.isHeadOnly) && got != whole {
		t.Errorf("body %.200q, want %.200q", got, whole)
	}
	for _, part := range c.has {
		if !strings.Contains(got, part) {
			t.Errorf("body lacks %q: %s", part, got)
		}
	}
	for _, part := range c.hasNot {
		if strings.Contains(got, part) {
			t.Errorf("body has %q: %s", part, got)
		}
	}
}
