//go:build unix

package pouch_test

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"luwte/internal/pouch"
)

func TestOpen_PipeInsteadOfAPouch_IsRefusedAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pouch")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		_, err := pouch.Open(path)
		opened <- err
	}()
	select {
	case err := <-opened:
		if !errors.Is(err, pouch.ErrNotPouch) {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it waits for somebody to write into the pipe")
	}
}
