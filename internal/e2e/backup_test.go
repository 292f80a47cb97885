package e2e

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestRestore_OnANewMachine: the machine of a drop is gone. Another one takes its place from the backup; the desk's next dispatch brings the board,
// and a report that came to the old drop and was never fetched is lost, which its missing receipt shows.
func TestRestore_OnANewMachine_DeskBringsTheBoardBack(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for fsync and passphrases
	w := newWorld(t, false)
	read := w.send("This one is fetched.")
	w.publish()
	w.importPouch()
	lost := w.send("This one waits at the drop when its machine goes.")
	w.run("", "luwte-drop", "backup", "--dir", w.path("drop"), "--to", w.path("backup"))

	w.step("the old machine is gone, another one is made of the backup")
	w.stop()
	if err := os.RemoveAll(w.path("drop")); err != nil {
		t.Fatal(err)
	}
	w.run("", "luwte-drop", "restore", "--from", w.path("backup"), "--dir", w.path("drop"))
	w.output = &safeBuffer{}
	w.start([]string{"serve", "--dir", w.path("drop"), "--listen", strings.TrimPrefix(w.url, "http://")})
	if got := w.look(read); got.Outcome != "nothing" {
		t.Fatalf("without a board a look says %+v", got)
	}

	w.step("the desk's next dispatch brings the board back, through the same door")
	w.publish()
	for code, want := range map[string]string{read: "receipt", lost: "nothing"} {
		if got := w.look(code); got.Outcome != want || got.Old {
			t.Errorf("a look says %+v, want %q", got, want)
		}
	}
}

// stop ends the drop and waits until its port is free.
func (w *world) stop() {
	w.t.Helper()
	if err := w.serve.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Fatal(err)
	}
	for range 1000 {
		if w.serve.Process.Signal(syscall.Signal(0)) != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.t.Fatal("the drop does not end")
}
