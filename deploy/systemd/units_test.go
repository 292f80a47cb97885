// Package systemd tests the units beside it.
package systemd

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// exposure is ten times what systemd-analyze may say of a unit, on its scale from 0 to 10.
const exposure = "15"

func TestUnits_AnalyzedBySystemd_AreExposedLittle(t *testing.T) {
	units, err := filepath.Glob("*.service")
	if err != nil || len(units) != 3 {
		t.Fatalf("units %q: %v", units, err)
	}
	for _, unit := range units {
		out, said := analyze(t, unit, exposure)
		if !said {
			t.Errorf("%s is exposed more than %s tenths:\n%s", unit, exposure, out)
		}
		t.Logf("%s", out[strings.LastIndex(out, "→"):])
	}
}

// TestUnits_ProtectionsTaken: what systemd-analyze says is of the unit that it is given.
func TestUnits_ProtectionsTaken_AreMissed(t *testing.T) {
	whole, err := os.ReadFile("luwte-drop.service")
	if err != nil {
		t.Fatal(err)
	}
	var less []string
	for line := range strings.Lines(string(whole)) {
		if !strings.HasPrefix(line, "SystemCallFilter=") && !strings.HasPrefix(line, "CapabilityBoundingSet=") {
			less = append(less, line)
		}
	}
	unit := filepath.Join(t.TempDir(), "luwte-drop.service")
	if err := os.WriteFile(unit, []byte(strings.Join(less, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, said := analyze(t, unit, exposure); said {
		t.Errorf("without filters and bounds it is said to be exposed as little:\n%s", out)
	}
}

// analyze returns systemd's table, and whether the exposure is at most the threshold. A setting that systemd does not know fails the test.
func analyze(t *testing.T, unit, threshold string) (string, bool) {
	t.Helper()
	path, err := filepath.Abs(unit)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold="+threshold, path)
	var out, warnings bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &warnings
	err = cmd.Run()
	if !strings.Contains(out.String(), "Overall exposure level") {
		t.Fatalf("systemd-analyze: %v: %s%s", err, out.String(), warnings.String())
	}
	if warnings.Len() > 0 {
		t.Errorf("%s: %s", unit, warnings.String())
	}
	return out.String(), err == nil
}
