package e2e

import (
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// script runs a script of web/test on a stage and returns what it prints, and its error.
func script(t *testing.T, name, stage string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", append([]string{"test/" + name, stage}, args...)...)
	cmd.Dir = filepath.Join(root, "web")
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// TestPage_EveryPath_LeadsWhereItShould walks through every screen in Firefox with Tor Browser's settings; in Chromium the next test does. At Safer there is less
// than at Standard and nothing else, so that Standard, which the round trip types in, walks only with LUWTE_SOAK and for pictures. These, under artifacts/paths, are
// for people to look at (make pictures). Where nothing is sealed or opened the level makes no difference, and the next test has been there: those parts are for soak too.
func TestPage_EveryPath_LeadsWhereItShould(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	stage := writeStage(t)
	walks := map[string][]string{"firefox-safer": {"--browser", "firefox", "--level", "safer", "--language", "en", "--dark"}}
	if !soak && !pictures {
		walks["firefox-safer"] = append(walks["firefox-safer"], "--parts", "report,turning,failing")
	} else {
		walks["firefox-standard"] = []string{"--browser", "firefox", "--level", "standard", "--language", "nl"}
	}
	for name, args := range walks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shots, err := filepath.Abs(filepath.Join(artifacts, "paths", name))
			if err != nil {
				t.Fatal(err)
			}
			if pictures {
				args = append(args, "--every")
			}
			if out, err := script(t, "paths.mjs", stage, append(args, "--shots", shots)...); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

// TestPage_EveryScreen_HasNoFaultOfAccessibility walks through every screen that there is, in Chromium at the size of a phone, and looks for faults in
// every language, light, dark and in forced colours, wide and narrow.
func TestPage_EveryScreen_HasNoFaultOfAccessibility(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	var args []string
	if pictures {
		shots, err := filepath.Abs(filepath.Join(artifacts, "paths", "chromium"))
		if err != nil {
			t.Fatal(err)
		}
		args = []string{"--shots", shots}
	}
	stage := writeStage(t)
	walks := []string{"nl,en,pap"}
	if soak {
		walks = append(walks, "en,pap,nl", "pap,nl,en") // begun in another language
	}
	for _, languages := range walks {
		out, err := script(t, "axe.mjs", stage, append(args, "--languages", languages)...)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		t.Log(out)
	}
}

// TestPage_PlantedFaults_AreFound: the test above can fail, in each of its ways.
func TestPage_PlantedFaults_AreFound(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	faults := map[string]string{
		"contrast": "color-contrast: #title",
		"name":     "button-name: .leave",
		"wide":     "scrolls sideways",
		"edge":     "looks like no button: Snel weg",
		"focus":    "no focus at the head of start-ready",
		"order":    "tabindex: #title",
		"thrown":   "planted",
		"foreign":  "Content Security Policy",
		"word":     "pap dark entrance-start: scrolls sideways",
		"moves":    "pap entrance-start: start-ready becomes code",
	}
	plants := strings.Join(slices.Sorted(maps.Keys(faults)), ",")
	out, err := script(t, "axe.mjs", writeStage(t), "--plant", plants, "--parts", "entrance", "--languages", "nl,pap")
	if err == nil {
		t.Error("faults were planted, and the walk found none")
	}
	for plant, said := range faults {
		found := regexp.MustCompile("planted " + plant + ": .*" + regexp.QuoteMeta(said)).MatchString(out)
		if !found || !strings.Contains(out, "planted "+plant+": never visited: confirm") {
			t.Errorf("planted %s, and nothing says %q:\n%s", plant, said, out)
		}
	}
}

// TestPage_Behaviour_IsAsItShould is what the page does that no unit test sees: leaving, printing, typing a code, the keyboard alone.
func TestPage_Behaviour_IsAsItShould(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	if out, err := script(t, "browser.mjs", writeStage(t)); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
