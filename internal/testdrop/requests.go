package testdrop

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Request is a request as it was sent.
type Request struct {
	Head string // with the line feeds after it
	Body []byte // as much as was sent

	piece int // in which it began
}

// Requests puts requests together from what was recorded, in the order in which they began. One whose head was not sent whole is left out.
func Requests(tb testing.TB, pieces []Piece) (all []Request) {
	tb.Helper()
	streams := map[int][]byte{}
	starts := map[int][]int{} // of each connection: at which offset each of its pieces began
	order := map[int][]int{}
	for i, p := range pieces {
		starts[p.Conn] = append(starts[p.Conn], len(streams[p.Conn]))
		order[p.Conn] = append(order[p.Conn], i)
		streams[p.Conn] = append(streams[p.Conn], p.Data...)
	}
	for conn, stream := range streams {
		for at := 0; at < len(stream); {
			r, n := oneRequest(tb, stream[at:])
			if n == 0 {
				break
			}
			in, found := slices.BinarySearch(starts[conn], at)
			if !found {
				in--
			}
			r.piece = order[conn][in]
			all = append(all, r)
			at += n
		}
	}
	slices.SortFunc(all, func(a, b Request) int { return a.piece - b.piece })
	return all
}

// oneRequest returns the request at the beginning of a stream, and its length; 0 if there is not its whole head.
func oneRequest(tb testing.TB, stream []byte) (Request, int) {
	tb.Helper()
	end := bytes.Index(stream, []byte("\r\n\r\n"))
	if end < 0 {
		return Request{}, 0
	}
	head := stream[:end+4]
	parsed, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(head)))
	if err != nil {
		tb.Fatalf("not a request: %v\n%q", err, head)
	}
	if len(parsed.TransferEncoding) > 0 {
		tb.Fatalf("a request of no certain length: %q", head)
	}
	body := stream[len(head):]
	body = body[:min(int64(len(body)), max(parsed.ContentLength, 0))]
	return Request{Head: string(head), Body: bytes.Clone(body)}, len(head) + len(body)
}

var boardPath = regexp.MustCompile(`^GET /v1/inboxes/[0-9a-f]{32}/board `)

// Plain returns the request's head without what differs between drops: the host, and of which inbox a board is.
func (r Request) Plain(host string) string {
	head := strings.ReplaceAll(r.Head, host, "drop")
	return boardPath.ReplaceAllString(head, "GET /v1/inboxes/…/board ")
}

// String is for failures.
func (r Request) String() string { return fmt.Sprintf("%q with %d bytes", r.Head, len(r.Body)) }
