package server_test

import (
	"fmt"
	"net"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
)

// TestServe_DoorOpensWhileItEnds: tor may be ready, or an inbox added, just when the drop is told to end. Without an end of its own such a door would be waited
// for until somebody kills the drop.
func TestServe_DoorOpensWhileItEnds_EndsAllTheSame(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	conn, err := net.Dial("tcp", d.front)
	must(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST /v1/inboxes/%s/parcels HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n%s", d.bureau.Inbox(), parcel.Size, testbureau.Rubbish(1)[:2000])
	must(t, err)
	eventually(t, func() bool { return d.Placed() == 1 }) // the drop waits for this one
	d.end()
	eventually(t, func() bool {
		late, err := net.Dial("tcp", d.front)
		if err == nil {
			late.Close()
		}
		return err != nil
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	d.ServeFront(l)
	conn.Close()
	select {
	case err := <-d.ended:
		must(t, err)
		d.end = nil
	case <-time.After(10 * time.Second):
		l.Close()
		t.Error("it waits for a door that nobody closes")
	}
}
