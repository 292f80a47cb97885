package server_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"luwte/server"
)

// oddRequests are those that net/http answers itself, before any handler, and some that no visitor makes, by their answer's status.
func oddRequests(d *drop) map[string]string {
	return map[string]string{
		"GET / HTTP/1.1\r\nHost: d\r\nExpect: something\r\n\r\n":                                           "417",
		"GET / HTTP/1.0\r\nHost: d\r\nExpect: something\r\n\r\n":                                           "417",
		"GET / HTTP/1.1\r\n\r\n":                                                                           "400",
		"GET / HTTP/3.1\r\nHost: d\r\n\r\n":                                                                "505",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n":                                                                 "404",
		"OPTIONS * HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n":                                       "404",
		"CONNECT other:80 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n":                                "404",
		"GET / HTTP/1.1\r\nHost: d\r\nX: " + strings.Repeat("a", 30000) + "\r\n\r\n":                       "431",
		"POST " + d.inboxPath("/parcels") + " HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: gzip\r\n\r\n":      "501",
		"\x16\x03\x01\x02\x00\r\n\r\n":                                                                     "400",
		"GET / HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n": "400",
	}
}

func TestFrontDoor_OddRequests_TellNoTime(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	for request, status := range oddRequests(d) {
		conn, err := net.Dial("tcp", d.front)
		must(t, err)
		must(t, conn.SetDeadline(time.Now().Add(8*time.Second)))
		_, err = io.WriteString(conn, request)
		must(t, err)
		got, err := io.ReadAll(conn)
		must(t, err)
		head, _, _ := strings.Cut(string(got), "\r\n\r\n")
		if !strings.HasPrefix(head, "HTTP/1.1 "+status+" ") || strings.Contains(head, "Date:") || strings.Contains(head, "GMT") {
			t.Errorf("%.60q: %q", request, head)
		}
		must(t, conn.Close())
	}
}
