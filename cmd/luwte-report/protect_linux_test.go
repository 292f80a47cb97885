package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"
)

var noCore = regexp.MustCompile(`(?m)^Max core file size +0 +0 `)

// TestLook_WaitingForTheCode: a crash with a code in memory leaves no file.
func TestLook_WaitingForTheCode_LeavesNoCoreDump(t *testing.T) {
	look := exec.Command("luwte-report", "look", "--drop", "http://127.0.0.1:1")
	code, err := look.StdinPipe()
	if err == nil {
		err = look.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = code.Close()
		_ = look.Wait() // it ends with an error, having no code
	}()
	for range 500 {
		limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", look.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		if noCore.Match(limits) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("it may leave a core dump")
}
