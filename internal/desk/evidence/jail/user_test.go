//go:build linux

package jail_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// asUser runs tests of this program as a user that there is not otherwise, with a probe that it may read.
func asUser(t *testing.T, tests string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "luwte-jail-user-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	const user = 54321
	if err := os.Chown(dir, user, user); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{probe: "probe", self: "tests"} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), data, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(filepath.Join(dir, "tests"), "-test.v", "-test.run", "^("+tests+")$")
	cmd.Dir = dir
	cmd.Env = []string{"LUWTE_PROBE=" + filepath.Join(dir, "probe"), "HOME=" + dir, "TMPDIR=" + dir, "PATH=/usr/bin"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
	out, err := cmd.CombinedOutput()
	if passed := strings.Count(string(out), "--- PASS: "); err != nil || passed != strings.Count(tests, "|")+1 {
		t.Errorf("%v, %d passed:\n%s", err, passed, out)
	}
}
