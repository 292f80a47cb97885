package server_test

import (
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"luwte/server"
)

// TestOperate_SocketOfAnIntruder: what its answers say is printed, and commands no terminal.
func TestOperate_SocketOfAnIntruder_SaysNothingToTheTerminal(t *testing.T) {
	dir := shortTempDir(t)
	l, err := net.Listen("unix", filepath.Join(dir, "admin.sock"))
	must(t, err)
	const text = `\u001b]0;x\u0007\u009b2J\r\b` + "\u009b" + ` 3 inboxes`
	intruder := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/tide" {
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, _ = w.Write([]byte(`{"error":"` + text + `","kind":-1}`))
			return
		}
		_, _ = w.Write([]byte(`{"serving":true,"failures":9007199254740993,"inboxes":[{"left_out":"` + text + `"}]}`))
	})}
	go intruder.Serve(l)
	defer intruder.Close()
	op, err := server.Operate(t.Context(), dir, server.DefaultLimits)
	must(t, err)
	defer op.Close()
	_, told := op.Tide(t.Context())
	stats, err := op.Stats(t.Context())
	must(t, err)
	if stats.Failures != 9007199254740993 || !stats.Serving {
		t.Errorf("%+v", stats)
	}
	for _, said := range []string{told.Error(), stats.Inboxes[0].LeftOut} {
		if strings.ContainsFunc(said, unicode.IsControl) || !strings.Contains(said, "3 inboxes") {
			t.Errorf("%q", said)
		}
	}
}
