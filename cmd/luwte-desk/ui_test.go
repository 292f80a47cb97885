//go:build linux

package main_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// address waits for the address that a start prints.
func (w *terminal) address() string {
	w.t.Helper()
	w.waitFor("copy it into a private window")
	w.waitFor("http://")
	w.waitFor("luwte> ")
	rest := w.all()[:w.read]
	rest = rest[strings.LastIndex(rest, "http://"):]
	return strings.Fields(rest)[0]
}

// ask sends a request as a browser does from one of the pages. It returns 0 if nobody answers.
func ask(t *testing.T, method, address string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "http://"+r.Host)
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return 0, ""
	}
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// TestUI_Locked_HasAnotherAddress after the button, after the word at the terminal, and when nothing is done; the terminal takes a session's commands meanwhile.
func TestUI_Locked_HasAnotherAddress(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bureau")
	if out, err := desk(t, "init", "--dir", dir, "--name", "Bureau").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	w := begin(t, "ui", "--dir", dir, "--language", "en", "--idle", "10s")
	seen := map[string]bool{}
	for _, lock := range []func(address string){
		func(address string) {
			if status, body := ask(t, http.MethodPost, address+"lock"); status != http.StatusOK || !strings.Contains(body, "The desk is locked") {
				t.Errorf("the button: %d\n%s", status, body)
			}
		},
		func(string) {
			w.typeLine("case list")
			w.waitFor("There are no such cases.")
			w.answer("luwte> ", "lock")
		},
		func(string) { w.waitFor("Nothing was done for 10s.") },
	} {
		w.answer("Passphrase: ", "a passphrase of tests")
		address := w.address()
		if status, body := ask(t, http.MethodGet, address); status != http.StatusOK || !strings.Contains(body, "There are no cases yet") {
			t.Errorf("%s: %d\n%s", address, status, body)
		}
		lock(address)
		w.waitFor("Locked.")
		w.waitFor("Passphrase: ")
		w.read = strings.LastIndex(w.all(), "Passphrase: ")
		if status, _ := ask(t, http.MethodGet, address); status != 0 || seen[address] {
			t.Errorf("%s after the lock: %d; it was there before: %v", address, status, seen[address])
		}
		seen[address] = true
	}
}

// TestUI_Locked_LeavesNoWordInMemory of a report that a browser was shown, nor a key.
func TestUI_Locked_LeavesNoWordInMemory(t *testing.T) {
	dir, shares := dealt(t)
	d, opened := gathered(t, dir, shares)
	look := secrets{"a report": []byte(planted), "the register's key": opened.Desk[64:], "an epoch's seed": opened.Epochs[0].Seed}
	w := begin(t, "ui", "--dir", dir)
	w.answer("Share 1 of 2", shares[0].PaperKey().Code())
	w.answer("Share 2 of 2", shares[1].PaperKey().Code())
	address := w.address()
	w.typeLine("import " + reported(t, d))
	w.waitFor("luwte> ")
	w.typeLine("")
	w.lockedAway(t, look, func() []string {
		_, list := ask(t, http.MethodGet, address)
		_, rest, _ := strings.Cut(list, "/cases/")
		id, _, _ := strings.Cut(rest, `"`)
		if _, body := ask(t, http.MethodGet, address+"cases/"+id); !strings.Contains(body, planted) {
			t.Fatalf("the report is not shown:\n%s", body)
		}
		return []string{"a report"}
	}, "Share 1 of 2")
}

// TestUI_Socket_IsItsOwnersAlone, and works after a lock in the same place.
func TestUI_Socket_IsItsOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bureau")
	if out, err := desk(t, "init", "--dir", dir, "--name", "Bureau").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	socket := filepath.Join(t.TempDir(), "ui.sock")
	w := begin(t, "ui", "--dir", dir, "--socket", socket)
	for range 2 {
		w.answer("Passphrase: ", "a passphrase of tests")
		w.waitFor("unix:" + socket + ":/")
		if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		w.answer("luwte> ", "lock")
		w.waitFor("Locked.")
	}
}
