package server_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/internal/testbureau"
	"luwte/internal/torchild"
	"luwte/server"
)

// TestBureauDoor_Held: a courier that was taken over holds its own door only.
func TestBureauDoor_HeldByTwentyDispatches_StopsNobodyElse(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	other := d.of(testbureau.New())
	d.add(other.line)
	refused := 0
	var conns []net.Conn
	for range 20 {
		conn, err := net.Dial("unix", filepath.Join(d.dir, "doors", d.bureau.Inbox()[:12]+".sock"))
		must(t, err)
		defer conn.Close()
		fmt.Fprintf(conn, "PUT /v1/dispatch HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", dispatch.MaxSize)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		must(t, err)
		if resp.StatusCode == http.StatusTooManyRequests {
			refused++
		}
		conns = append(conns, conn)
	}
	if refused != 18 {
		t.Errorf("of 20 at once %d were refused", refused)
	}
	other.put(other.bureau.Dispatch(other.line, 1)).want(t, http.StatusNoContent, "")
	d.post(testbureau.Rubbish(1)).want(t, http.StatusCreated, "")
	for _, conn := range conns {
		must(t, conn.Close())
	}
	eventually(t, func() bool { return d.atDoor("GET", "/v1/state", nil).status == http.StatusOK })
}

// TestAddInbox_IDBeginsLikeAnothers: keys whose inbox ids begin alike are some days of work for a graphics card, too much for a test.
func TestAddInbox_IDBeginsLikeAnothers_IsRefused(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	mine := d.bureau.Fingerprint().Inbox()
	alike, unlike := mine, mine
	alike[6] ^= 1
	unlike[5] ^= 1
	for in, want := range map[charter.Inbox]error{mine: nil, alike: server.ErrDoorTaken, unlike: nil} {
		if err := d.CheckDoor(in); !errors.Is(err, want) {
			t.Errorf("%v beside %v: %v", in, mine, err)
		}
	}
}

// TestAddInbox_OlderCharterWithAnotherKey: what is refused changes nothing, the courier's key among it.
func TestAddInbox_OlderCharterWithAnotherKey_LeavesTheKey(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	key := func() string { return must1(torchild.NewClientKey()).Public() }
	first := key()
	d.bureau.Charter.Serial = 2
	must1(d.AddInbox(t.Context(), d.bureau.CharterLine(), first))
	if _, err := d.AddInbox(t.Context(), d.line, key()); !errors.Is(err, server.ErrOlderCharter) {
		t.Error(err)
	}
	held := must1(os.ReadFile(filepath.Join(d.dir, "onion", d.bureau.Inbox(), "authorized_clients", "courier.auth")))
	if !strings.Contains(string(held), first) {
		t.Error("the older charter's courier was let in, and the one before locked out")
	}
}
