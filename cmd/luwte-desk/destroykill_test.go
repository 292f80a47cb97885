package main_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/crypto/charter"
)

// TestCaseDestroy_KilledAtAnyMoment_AllOrNothing kills the real program at random moments while it destroys a case: afterwards the case is there whole or gone, and the log is
// whole either way. LUWTE_SOAK=1 does it 200 times.
func TestCaseDestroy_KilledAtAnyMoment_AllOrNothing(t *testing.T) {
	times := 5
	if os.Getenv("LUWTE_SOAK") != "" {
		times = 200
	}
	dir := filepath.Join(t.TempDir(), "bureau")
	output(t, "init", "--dir", dir, "--name", "Bureau")
	c, err := charter.Parse(output(t, "charter", "--dir", dir))
	if err != nil {
		t.Fatal(err)
	}
	cases := func() (ids []string) {
		t.Helper()
		var list []struct{ ID string }
		if err := json.Unmarshal(output(t, "list", "--json", "--dir", dir), &list); err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			ids = append(ids, l.ID)
		}
		return ids
	}
	destroy := func(id string) []string {
		return []string{"case", "destroy", "--dir", dir, id, "--ground", "court", "-m", "vonnis", "--again", id}
	}
	output(t, "import", "--dir", dir, many(t, c, 3))
	begun := time.Now()
	output(t, destroy(cases()[0])...)
	whole := time.Since(begun)
	for range times {
		output(t, "import", "--dir", dir, many(t, c, 3))
		id := cases()[0]
		cmd := desk(t, destroy(id)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(whole))))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if left := cases(); len(left) > 0 {
			if shown := string(output(t, "show", "--dir", dir, id)); !strings.Contains(shown, "Steeds hetzelfde.") {
				t.Fatalf("half of the case is left: %s", shown)
			}
			output(t, destroy(id)...)
		}
		output(t, "log", "verify", "--dir", dir)
		if len(cases()) != 0 {
			t.Fatal("it is still there")
		}
		if names, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(names) != 2 {
			t.Fatalf("files are left: %q, %v", names, err)
		}
	}
}
