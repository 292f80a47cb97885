package clocks

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// entry is what testdata/read.py says of an entry.
type entry struct {
	UID, Start, End, Stamp, Summary string
	Alarms                          []float64
	Names                           []string
}

// read has a calendar read by python3-icalendar.
func read(t *testing.T, file []byte) (entries []entry) {
	t.Helper()
	cmd := exec.Command("/usr/bin/python3", "testdata/read.py")
	cmd.Stdin = bytes.NewReader(file)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, stderr.String(), file)
	}
	var all struct {
		Version string
		Entries []entry
	}
	if err := json.Unmarshal(out, &all); err != nil || all.Version != "2.0" {
		t.Fatalf("%v: %s", err, out)
	}
	return all.Entries
}

// TestFile_HostileSummary_IsReadBackByAnotherLibrary has words with all that must be escaped or folded.
func TestFile_HostileSummary_IsReadBackByAnotherLibrary(t *testing.T) {
	summary := "Termijn; een, twee\\ drie \"vier\" {x}:\nBEGIN:VALARM\nregel " + strings.Repeat("één 😀 ", 60) + "\x00\x1b[31m\u2028einde"
	now := moment(t, "2026-01-03 23:00")
	c := Case{ID: "4g3k2m1x", Received: date(t, "2026-01-01"), Aware: At(moment(t, "2026-01-02 23:30"))}
	amsterdam := time.FixedZone("CET", 3600)
	file := Calendar{Summary: summary, Key: [32]byte{1}, Made: now, Zone: amsterdam}.File(append(Default.Of(c, now), Default.Of(Case{Received: 1, Closed: true}, now)...))
	entries := read(t, file)
	if len(entries) != 3 {
		t.Fatalf("%d entries", len(entries))
	}
	want := strings.NewReplacer("\x00", "", "\x1b", "").Replace(summary)
	for i, e := range entries {
		if e.Summary != want || e.Stamp != "2026-01-03T00:00:00+00:00" || !slices.Equal(e.Alarms, []float64{-15 * 3600, 9 * 3600}) {
			t.Errorf("entry %d: %+v, expected %q", i, e, want)
		}
	}
	// 23:30 UTC and 72 hours are the sixth in Amsterdam; the file must not say which of the three it is.
	days := []string{entries[0].Start + " " + entries[0].End, entries[1].Start, entries[2].Start}
	if !slices.Equal(days, []string{"2026-01-06 2026-01-07", "2026-01-08", "2026-04-08"}) {
		t.Errorf("days: %v", days)
	}
}

func TestFile_UIDs_StayAndTellNothing(t *testing.T) {
	now := moment(t, "2026-01-03 23:00")
	c := Case{ID: "4g3k2m1x", Received: date(t, "2026-01-01"), Aware: On(date(t, "2026-01-02"))}
	made := Calendar{Summary: "Term", Key: [32]byte{1}, Made: now}
	file := made.File(Default.Of(c, now))
	lower := strings.ToLower(string(file))
	for _, tells := range []string{c.ID, "luwte", "report", "breach", "feedback", "acknowledg", "melding", "23:00", "t2300"} {
		if strings.Contains(lower, tells) {
			t.Errorf("the file says %q", tells)
		}
	}
	// Entries differ in their UID and their day alone.
	shapes, uids := map[string]bool{}, map[string]bool{}
	for _, e := range read(t, file) {
		uids[e.UID] = true
		e.UID, e.Start, e.End = "", "", ""
		shape, _ := json.Marshal(e)
		shapes[string(shape)] = true
	}
	if len(shapes) != 1 || len(uids) != 3 {
		t.Errorf("%d shapes, %d UIDs", len(shapes), len(uids))
	}
	later := made
	later.Made = now.AddDate(0, 0, 1)
	for _, e := range read(t, later.File(Default.Of(c, now))) {
		if !uids[e.UID] {
			t.Error("an entry has another UID a day later")
		}
	}
	made.Key[0]++
	for _, e := range read(t, made.File(Default.Of(c, now))) {
		if uids[e.UID] {
			t.Error("another desk has the same UID for a case of the same id")
		}
	}
}

// TestEscape_BackslashBeforeN_StaysABackslash: the library that reads the other file takes it for a line feed, so it is checked here by the RFC's own rule.
func TestEscape_BackslashBeforeN_StaysABackslash(t *testing.T) {
	if got := escape("C:\\new;\r\nline"); got != `C:\\new\;\nline` {
		t.Error(got)
	}
}

// TestPut_AnyText_FoldsWithinCharactersOfAtMost75Octets unfolds as RFC 5545 §3.1 says.
func TestPut_AnyText_FoldsWithinCharactersOfAtMost75Octets(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		var text strings.Builder
		for range r.IntN(400) {
			text.WriteRune([]rune("a é€😀 ;,\\")[r.IntN(9)])
		}
		var w lines
		w.put(text.String())
		for _, line := range strings.SplitAfter(strings.TrimSuffix(w.String(), "\r\n"), "\r\n") {
			if line = strings.TrimSuffix(line, "\r\n"); len(line) > lineOctets || !utf8.ValidString(line) {
				t.Fatalf("%d octets: %q", len(line), line)
			}
		}
		if got := strings.ReplaceAll(w.String(), "\r\n ", ""); got != text.String()+"\r\n" {
			t.Fatalf("%q became %q", text.String(), got)
		}
	}
}
