package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"luwte/crypto/day"
	"luwte/internal/testbureau"
	"luwte/internal/torchild"
	"luwte/server"
)

// TestMain makes this test binary the command luwte-drop, on the PATH, also for tests that are not scripts.
func TestMain(m *testing.M) {
	os.Setenv("GORACE", "atexit_sleep_ms=0") // with the race detector the end of each command takes a second otherwise
	testscript.Main(m, map[string]func(){"luwte-drop": main, "luwte-drop-dying": dying, "luwte-drop-intruded": intruded})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			me, err := user.Current()
			env.Setenv("me", me.Username)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"bureau": scriptBureau, "await": scriptAwait, "http": scriptHTTP, "clientkey": scriptClientKey,
			"spoil": scriptSpoil,
		},
	})
}

// scriptBureau is `bureau NAME`: it makes NAME.json, NAME-2.json (serial 2), NAME-other.json (serial 1 again), NAME-expired.json,
// NAME.dispatch and NAME.parcel, and sets $NAME to the inbox and $NAME_door to its socket's name.
func scriptBureau(ts *testscript.TestScript, _ bool, args []string) {
	b, name := testbureau.New(), args[0]
	write := func(suffix string, data []byte) { ts.Check(os.WriteFile(ts.MkAbs(name+suffix), data, 0o600)) }
	line := b.CharterLine()
	write(".json", line)
	write("-other.json", b.CharterLine())
	write(".dispatch", b.Dispatch(line, 1))
	parcel, _ := b.Report("what I saw")
	write(".parcel", parcel)
	ts.Setenv(name, b.Inbox())
	ts.Setenv(name+"_door", b.Inbox()[:12]+".sock")

	b.Charter.Serial = 2
	write("-2.json", b.CharterLine())
	b.Charter.Serial, b.Charter.Expires = 3, day.Today()-2
	write("-expired.json", b.CharterLine())
}

// scriptAwait is `await DIR`: it waits until the drop in DIR serves and sets $front to its address on loopback.
func scriptAwait(ts *testscript.TestScript, _ bool, args []string) {
	stats, err := awaitServing(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Setenv("front", "http://"+stats.Front.Listen)
}

func awaitServing(dir string) (*server.Stats, error) {
	for range 600 {
		out, err := exec.Command("luwte-drop", "stats", "--dir", dir, "--json").Output()
		stats := new(server.Stats)
		if err == nil && json.Unmarshal(out, stats) == nil && stats.Serving {
			return stats, nil
		}
		time.Sleep(100 * time.Millisecond) // each try is a process
	}
	return nil, fmt.Errorf("the drop in %q does not serve", dir)
}

// scriptHTTP is `http STATUS METHOD URL [FILE]`, with unix:SOCKET:PATH for a bureau door; the answer's body goes to the file "body".
func scriptHTTP(ts *testscript.TestScript, _ bool, args []string) {
	var body io.Reader
	if len(args) > 3 {
		body = strings.NewReader(ts.ReadFile(args[3]))
	}
	url, transport := args[2], &http.Transport{}
	if rest, ok := strings.CutPrefix(url, "unix:"); ok {
		socket, path, _ := strings.Cut(rest, ":")
		url = "http://door" + path
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", ts.MkAbs(socket))
		}
	}
	req, err := http.NewRequest(args[1], url, body)
	ts.Check(err)
	resp, err := transport.RoundTrip(req)
	ts.Check(err)
	defer transport.CloseIdleConnections()
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if fmt.Sprint(resp.StatusCode) != args[0] {
		ts.Fatalf("status %d: %.200q", resp.StatusCode, data)
	}
	ts.Check(os.WriteFile(ts.MkAbs("body"), data, 0o600))
}

// scriptClientKey sets $clientkey to a courier's public key.
func scriptClientKey(ts *testscript.TestScript, _ bool, _ []string) {
	key, err := torchild.NewClientKey()
	ts.Check(err)
	ts.Setenv("clientkey", key.Public())
}

// scriptSpoil is `spoil FILE`: it makes FILE.cut, FILE.altered and FILE.other, which says that it is of another version.
func scriptSpoil(ts *testscript.TestScript, _ bool, args []string) {
	whole := []byte(ts.ReadFile(args[0]))
	write := func(suffix string, data []byte) { ts.Check(os.WriteFile(ts.MkAbs(args[0]+suffix), data, 0o600)) }
	write(".cut", whole[:len(whole)-1])
	altered := bytes.Clone(whole)
	altered[len(altered)/2] ^= 1
	write(".altered", altered)
	write(".other", bytes.Replace(whole, []byte("luwte/1 "), []byte("luwte/2 "), 1))
}

// run runs luwte-drop to its end.
func run(t testing.TB, args ...string) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command("luwte-drop", args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("luwte-drop %v: %v: %s", args, err, stderr.String())
	}
	return string(out)
}
