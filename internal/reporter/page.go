package reporter

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"luwte/web"
)

// maxPage bounds a page, in bytes: several times what one of ours has.
const maxPage = 4 << 20

// pageTimeout bounds fetching the page, over slow circuits too.
const pageTimeout = 5 * time.Minute

// pageRequest is byte for byte what Tor Browser sends that opens a front door: a drop that serves a false page to browsers only must not know
// this client by its request.
//
// Source: Tor Browser 15 (Firefox 140 ESR), an http .onion address typed into the address bar.
const pageRequest = "GET / HTTP/1.1\r\n" +
	"Host: %s\r\n" +
	"User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0\r\n" +
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n" +
	"Accept-Language: en-US,en;q=0.5\r\n" +
	"Accept-Encoding: gzip, deflate\r\n" +
	"Sec-GPC: 1\r\n" +
	"Connection: keep-alive\r\n" +
	"Upgrade-Insecure-Requests: 1\r\n" +
	"Sec-Fetch-Dest: document\r\n" +
	"Sec-Fetch-Mode: navigate\r\n" +
	"Sec-Fetch-Site: none\r\n" +
	"Sec-Fetch-User: ?1\r\n" +
	"Priority: u=0, i\r\n\r\n"

// Page fetches the page as a browser does, on a connection of its own, and returns its bytes. It returns ErrAnswer if what comes back is
// no page, a *HeaderError if it comes with what no page comes with, or an error of the network.
func (d *Drop) Page(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTimeout)
	defer cancel()
	address := d.host
	if _, _, err := net.SplitHostPort(address); err != nil {
		address = net.JoinHostPort(strings.Trim(d.host, "[]"), "80")
	}
	conn, err := d.dial(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("fetch the page: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if _, err := fmt.Fprintf(conn, pageRequest, d.host); err != nil {
		return nil, fmt.Errorf("fetch the page: %w", errors.Join(err, ctx.Err()))
	}
	page, err := readPage(conn)
	if err != nil {
		return nil, fmt.Errorf("fetch the page: %w", errors.Join(err, ctx.Err()))
	}
	return page, nil
}

// HeaderError is an answer whose page would be another one for that header: it redirects, loads or sets something, or lacks what protects.
type HeaderError struct{ Name string }

func (e *HeaderError) Error() string {
	return fmt.Sprintf("its header %q is not as a drop of this release sends it", e.Name)
}

// pageHeaders are all that a drop sends with its page (answer and fixedHeaders of package server, which the client does not contain), beside
// those that the page itself decides. A browser obeys others: Refresh leads elsewhere, Link loads, Set-Cookie follows.
var pageHeaders = map[string]string{
	"Cache-Control":                "no-store",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), payment=(), browsing-topics=()",
	"Content-Type":                 "text/html; charset=utf-8",
}

// contentHash is what in a policy names script or style, and differs from release to release.
var contentHash = regexp.MustCompile(` 'sha256-[A-Za-z0-9+/]{43}='`)

// checkHeaders returns a HeaderError unless an answer has all headers that a page comes with, each once, and no other.
func checkHeaders(r *http.Response, page []byte) error {
	want := maps.Clone(pageHeaders)
	want["Content-Length"] = strconv.Itoa(len(page))
	policy, got := web.Policy(), r.Header.Get("Content-Security-Policy")
	if PageHash(page) != web.Hash() { // of another release, perhaps
		policy, got = contentHash.ReplaceAllString(policy, ""), contentHash.ReplaceAllString(got, "")
	}
	if len(r.TransferEncoding) > 0 {
		return &HeaderError{"Transfer-Encoding"}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if _, known := want[name]; len(r.Header[name]) != 1 || !known && name != "Content-Security-Policy" {
			return &HeaderError{name}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if r.Header.Get(name) != want[name] {
			return &HeaderError{name}
		}
	}
	if got != policy {
		return &HeaderError{"Content-Security-Policy"}
	}
	return nil
}

func readPage(in io.Reader) ([]byte, error) {
	response, err := http.ReadResponse(bufio.NewReader(io.LimitReader(in, maxPage+64<<10)), nil)
	var malformed textproto.ProtocolError
	switch {
	case errors.As(err, &malformed): // it quotes what came
		return nil, fmt.Errorf("%w: it is malformed", ErrAnswer)
	case err != nil:
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || response.Proto != "HTTP/1.1" {
		return nil, fmt.Errorf("%w: status %d", ErrAnswer, response.StatusCode)
	}
	page, err := io.ReadAll(io.LimitReader(response.Body, maxPage+1))
	if err == nil && len(page) > maxPage {
		err = fmt.Errorf("%w: it is longer than any page", ErrAnswer)
	}
	if err == nil {
		err = checkHeaders(response, page)
	}
	return page, err
}

// PageHash returns the SHA-256 of a page in lower-case hex, as in the release notes and in charters.
func PageHash(page []byte) string {
	sum := sha256.Sum256(page)
	return hex.EncodeToString(sum[:])
}
