package lies

import (
	"net"
	"sync/atomic"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// Truth is a drop that does not lie, with one bureau whose root key was replaced once, and what lies are made of: all that it ever signed.
type Truth struct {
	*testdrop.Drop
	Bureau *testbureau.Bureau
	Socket string
	Line   []byte    // the charter, of serial 3
	Held   []byte    // the dispatch that the drop holds, of number 4
	Code   code.Code // has a receipt and an answer on the board

	Elsewhere string       // host:port of a place where nobody may go
	Visited   atomic.Int32 // how often somebody came there all the same
	Endless   atomic.Int64 // bytes of answers without end that visitors took

	before  []byte // charter of the root that was replaced
	expired []byte // charter of serial 2, which has expired
	older   []byte // another of serial 2, whose keys are those of today
	stolen  []byte // dispatch of the root key that was replaced, with a higher number than any other
	other   []byte // another bureau's charter

	boards struct{ now, older, runOut, byOldKey, other []byte }
}

// Answer is what the board answers to Code.
const Answer = "Wanneer was dat?"

// Tell starts a drop that has a board.
func Tell(tb testing.TB) *Truth {
	tb.Helper()
	first := testbureau.New()
	t := &Truth{Drop: testdrop.Start(tb), Bureau: first.Succeed(), Code: code.New(), before: first.CharterLine()}
	t.watchElsewhere(tb)
	today := day.Today()

	b := t.Bureau
	expires := b.Charter.Expires
	b.Charter.Expires = today - 2
	t.expired = b.CharterLine()
	b.Charter.Expires = expires
	t.older = b.CharterLine()
	b.Charter.Serial++
	t.Line, t.Socket = t.Add(tb, b)

	letters := []testbureau.Letter{
		{To: t.Code, Note: message.Note{Kind: message.KindReceipt, Received: 1, Missing: []string{}}},
		{To: t.Code, Note: message.Note{Kind: message.KindAnswer, Slot: 1, Text: Answer, Missing: []string{}}},
	}
	t.boards.now = b.BoardFor(4, today-1, today+6, letters...)
	t.boards.older = b.BoardFor(3, today-3, today+4, letters...)
	t.boards.runOut = b.BoardFor(2, today-20, today-13, letters...)
	t.boards.byOldKey = first.BoardFor(4, today-1, today+6, letters...)
	other := testbureau.New()
	t.other, t.boards.other = other.CharterLine(), other.BoardFor(9, today-1, today+6, letters...)
	t.stolen = first.DispatchWith(t.before, first.Board(99, 4), 99)
	t.Held = b.DispatchWith(t.Line, t.boards.now, 4)
	testdrop.Put(tb, t.Socket, t.Held)
	return t
}

// watchElsewhere counts who comes to where nobody may go.
func (t *Truth) watchElsewhere(tb testing.TB) {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { listener.Close() })
	t.Elsewhere = listener.Addr().String()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			t.Visited.Add(1)
			conn.Close()
		}
	}()
}

// Words are those of the bureau's newest card, in English.
func (t *Truth) Words() []string { return charter.FingerprintOf(t.Bureau.Root.Public()).Words("en") }
