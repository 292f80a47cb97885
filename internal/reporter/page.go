package reporter

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
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
// no page, or an error of the network.
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

func readPage(in io.Reader) ([]byte, error) {
	response, err := http.ReadResponse(bufio.NewReader(io.LimitReader(in, maxPage+64<<10)), nil)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: status %d", ErrAnswer, response.StatusCode)
	}
	var body io.Reader = response.Body
	switch response.Header.Get("Content-Encoding") {
	case "":
	case "gzip": // no drop of ours does this; a browser would take it
		if body, err = gzip.NewReader(body); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
		}
	default:
		return nil, fmt.Errorf("%w: it is in an encoding that no drop uses", ErrAnswer)
	}
	page, err := io.ReadAll(io.LimitReader(body, maxPage+1))
	if err == nil && len(page) > maxPage {
		err = fmt.Errorf("%w: it is longer than any page", ErrAnswer)
	}
	return page, err
}

// PageHash returns the SHA-256 of a page in lower-case hex, as in the release notes and in charters.
func PageHash(page []byte) string {
	sum := sha256.Sum256(page)
	return hex.EncodeToString(sum[:])
}
