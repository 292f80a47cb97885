package main

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"luwte/internal/testbureau"
)

const module = "../.."

// TestMain makes this test binary the client too.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == loadCommand {
		os.Exit(load(os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// built returns a directory with programs.
func built(t *testing.T, programs ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range programs {
		build := exec.Command("go", "build", "-o", dir, "luwte/cmd/"+name)
		build.Dir = module
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return dir
}

// TestRun_Short_MeasuresEachRow: the figures mean nothing, but that there are some: the programs start, answer as they should, and end.
func TestRun_Short_MeasuresEachRow(t *testing.T) {
	wants := map[string][]string{
		"posts":        {"posts/s, 1 client", "posts/s, 64 clients", "raw disk, each synced"},
		"growth":       {"ms a post, 64 stored, 16 at once", "16 stored"},
		"boards":       {"a board of 16", "a board of 256", "a board of 512", "nginx"},
		"start":        {"start to first answer, 1 stored"},
		"memory":       {"private memory, idle", "50 idle connections", "8 uploads"},
		"opening":      {"opened", "imported", "age, one goroutine"},
		"board-making": {"make 4 boards"},
		"size":         {"luwte-drop", "kB of the page, gzip"},
	}
	programs := []string{"luwte-drop"}
	if os.Getenv("LUWTE_SOAK") != "" { // browsers, and a Tor network
		wants["sealing"] = []string{"a report, Firefox, standard", "a piece of a file, Firefox, safer"}
		wants["round-trip"] = []string{"a round trip over Tor", "same circuits"}
		programs = append(programs, "luwte-desk", "luwte-courier", "luwte-report")
	}
	dir, err := os.MkdirTemp("", "b") // short enough for sockets in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	var names []string
	for _, r := range rows {
		if wants[r.name] != nil {
			names = append(names, r.name)
		}
	}
	if len(names) != len(wants) || len(rows) != len(wants) && len(rows) != len(wants)+2 {
		t.Errorf("%d rows, of which %d are looked at here", len(rows), len(names))
	}
	var out, log bytes.Buffer
	args := []string{"-short", "-root", module, "-bin", built(t, programs...), "-dir", dir, "-run", "^(" + strings.Join(names, "|") + ")$"}
	if err := run(t.Context(), args, &out, &log); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	for name, all := range wants {
		for _, want := range all {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: the table has no %q:\n%s", name, want, out.String())
			}
		}
	}
	if strange := regexp.MustCompile(`NaN|Inf|\| 0\.00 |\|  +\|  +\| *[a-z]`).FindString(out.String()); strange != "" {
		t.Errorf("%q in the table:\n%s", strange, out.String())
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}

func TestRun_Wrong_SaysWhatToDo(t *testing.T) {
	programs := built(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-bin", programs}, "make build"},
		{[]string{"-run", "("}, "-run"},
		{[]string{"extra"}, "usage"},
		{[]string{"-bin", programs, "-run", "nothing"}, "-list"},
		{[]string{"-bin", programs, "-dir", "/dev/shm"}, "on a disk"},
	} {
		if strings.Contains(c.want, "-list") || strings.Contains(c.want, "disk") {
			if err := os.WriteFile(filepath.Join(programs, "luwte-drop"), nil, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		var out, log bytes.Buffer
		if err := run(t.Context(), c.args, &out, &log); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.args, err)
		}
	}
}

// TestLoad_OtherAnswer_IsNoFigure: what is not the answer that was asked for is not counted.
func TestLoad_OtherAnswer_IsNoFigure(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(testbureau.Rubbish(0)[:1000]) })}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	right := job{Address: l.Addr().String(), Paths: []string{"/"}, Status: 200, Body: 1000, Clients: 3, Count: 10}
	if d, err := right.do(); err != nil || d.Requests != 10 || d.Took <= 0 {
		t.Errorf("%+v, %v", d, err)
	}
	short, refused := right, right
	short.Body, refused.Status = 1001, 201
	for _, j := range []job{short, refused} {
		if d, err := j.do(); err == nil {
			t.Errorf("%+v gives %+v", j, d)
		}
	}
}
