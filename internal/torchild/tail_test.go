package torchild

import (
	"fmt"
	"os"
	"testing"
)

func TestTail_ManyLines_KeepsTheLast(t *testing.T) {
	var log tail
	for i := range 3 * tailLines {
		fmt.Fprintf(&log, "line %d", i) // a line may come in pieces
		fmt.Fprint(&log, "\n")
	}
	lines := log.lines()
	if len(lines) != tailLines || lines[tailLines-1] != fmt.Sprint("line ", 3*tailLines-1) {
		t.Errorf("%d lines, the last is %q", len(lines), lines[len(lines)-1])
	}
}

func TestTail_Reason_IsTheLastComplaintThatSaysSomething(t *testing.T) {
	var log tail
	fmt.Fprint(&log, "Nov 22 06:00:00.000 [notice] Read configuration file.\nNov 22 06:00:00.000 [warn] Invalid port.\n"+
		"Nov 22 06:00:00.000 [err] Reading config failed--see warnings above.\nNov 22 06:00:00.000 [notice] Bye.\n")
	if got := log.reason(); got != "Invalid port." {
		t.Errorf("%q", got)
	}
}

// shortDir is t.TempDir with a path short enough for sockets.
func shortDir(t *testing.T) string {
	dir, err := os.MkdirTemp("", "tor")
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	return dir
}
