package doctor

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"luwte/crypto/day"
	"luwte/internal/findings"
	"luwte/internal/torchild"
	"luwte/server"
)

// one returns the only finding.
func (e *examination) one(t *testing.T) findings.Finding {
	t.Helper()
	if len(e.found) != 1 {
		t.Fatalf("there is not one finding: %+v", e.found)
	}
	return e.found[0]
}

func TestClock_AgainstTorsNetwork_MayBeWrongByAMinute(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		after, until time.Duration
		level        findings.Level
		says         string
	}{
		{-time.Hour, 2 * time.Hour, findings.OK, "it agrees"},
		{-2 * time.Hour, -40 * time.Second, findings.OK, "it agrees"},
		{20 * time.Minute, 3 * time.Hour, findings.Bad, "off by 20m0s or more"},
		{-50 * time.Hour, -47 * time.Hour, findings.Bad, "off by 47h0m0s or more"},
	} {
		e := &examination{}
		e.clockAgainst(now, torchild.Network{After: now.Add(c.after), Until: now.Add(c.until)})
		if f := e.one(t); f.Level != c.level || !strings.Contains(f.Says, c.says) {
			t.Errorf("where the consensus holds from %v to %v, it says %+v", c.after, c.until, f)
		}
	}
}

func TestTide_DaysAgo_IsMissedAfterTwo(t *testing.T) {
	today := day.Today()
	for _, c := range []struct {
		since day.Day
		last  *day.Day
		level findings.Level
	}{
		{today, nil, findings.OK},
		{today - 2, nil, findings.OK},
		{today - 4, nil, findings.Bad},
		{today - 90, new(today - 1), findings.OK},
		{today - 90, new(today - 4), findings.Bad},
	} {
		e := &examination{now: &server.Condition{Serving: true, Since: c.since, Tide: c.last}}
		e.tide()
		if f := e.one(t); f.Level != c.level {
			t.Errorf("%+v: it says %+v", c, f)
		}
	}
}

// TestSwaps_Table has lines of real machines.
func TestSwaps_Table_NamesWhatIsNotEncrypted(t *testing.T) {
	const table = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n" +
		"/dev/dm-1                               partition\t1998844\t\t0\t\t-2\n" +
		"/swap\\040file                          file\t\t2097148\t\t128\t\t-3\n"
	var asked []string
	open, sealed := swaps(table, func(path string) bool {
		asked = append(asked, path)
		return path == "/dev/dm-1"
	})
	if !slices.Equal(asked, []string{"/dev/dm-1", "/swap file"}) || sealed != 1 || !slices.Equal(open, []string{`/swap\040file`}) {
		t.Errorf("asked of %q: %q are open and %d are not", asked, open, sealed)
	}
	if open, sealed := swaps("Filename\tType\n", nil); open != nil || sealed != 0 {
		t.Errorf("without swap there are %q and %d", open, sealed)
	}
}

// TestOnCrypt_Devices: a volume that lies on several devices is encrypted if all of them are.
func TestOnCrypt_Devices_AreFollowedDown(t *testing.T) {
	sys := t.TempDir()
	device := func(name, uuid string, beneath ...string) string {
		dir := filepath.Join(sys, name)
		must(t, os.MkdirAll(filepath.Join(dir, "slaves"), 0o700))
		if uuid != "" {
			must(t, os.MkdirAll(filepath.Join(dir, "dm"), 0o700))
			must(t, os.WriteFile(filepath.Join(dir, "dm", "uuid"), []byte(uuid), 0o600))
		}
		for _, b := range beneath {
			must(t, os.Symlink(filepath.Join(sys, b), filepath.Join(dir, "slaves", b)))
		}
		return dir
	}
	for _, c := range []struct {
		dir  string
		want bool
	}{
		{device("sda", ""), false},
		{device("dm-0", "CRYPT-LUKS2-00-x\n", "sda"), true},
		{device("dm-1", "LVM-x\n", "dm-0"), true},
		{device("dm-2", "LVM-x\n", "sda"), false},
		{device("dm-3", "LVM-x\n", "dm-0", "sda"), false},
		{device("zram0", ""), true},
		{filepath.Join(sys, "none"), false},
	} {
		if got := onCrypt(c.dir); got != c.want {
			t.Errorf("%s: %t", filepath.Base(c.dir), got)
		}
	}
}

// TestExamine_Silent: a drop that hangs, which is asked for nothing more, does not hang its doctor.
func TestExamine_SilentDrop_IsAFinding(t *testing.T) {
	dir, err := os.MkdirTemp("", "drop") // t.TempDir is too long for a socket
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	dir = filepath.Join(dir, "d")
	_, err = server.Init(dir)
	must(t, err)
	l, err := net.Listen("unix", filepath.Join(dir, "admin.sock"))
	must(t, err)
	defer l.Close()
	answerTimeout = 50 * time.Millisecond
	defer func() { answerTimeout = time.Minute }()
	found, err := Examine(t.Context(), Options{Dir: dir, Say: func(string) {}, Remedy: func(error) string { return "" }})
	must(t, err)
	i := slices.IndexFunc(found, func(f findings.Finding) bool { return f.Name == "serving" })
	if i < 0 || found[i].Level != findings.Bad || !strings.Contains(found[i].Says, "does not answer its operator") {
		t.Errorf("it says %+v", found)
	}
	if !slices.ContainsFunc(found, func(f findings.Finding) bool { return f.Name == "disk" && f.Level == findings.Unseen }) {
		t.Errorf("of the rest it says %+v", found)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestPage_Findings: the operator's page has each finding that there is, and no other.
func TestPage_Findings_AreAllThere(t *testing.T) {
	names := func(pattern, text string) (all []string) {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			all = append(all, m[1])
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	page, err := os.ReadFile("../../deploy/operating.md")
	must(t, err)
	files, err := filepath.Glob("*.go")
	must(t, err)
	var source strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		source.Write(text)
	}
	has, want := names("(?m)^\\| `([^`]+)` \\|", string(page)), names(`e\.(?:ok|unseen|warning|bad)\("([^"]+)"`, source.String())
	if !slices.Equal(has, want) || len(want) < 15 {
		t.Errorf("the page has %q, and the doctor %q", has, want)
	}
}
