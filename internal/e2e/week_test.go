package e2e

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"luwte/crypto/charter"
)

// week is what an officer's week begins with: a desk of several handlers, a pouch that is full, and another bureau.
type week struct {
	*world
	pouch string // of forty reports, and of what means harm
}

// newWeek sends the reports and fetches them. The walks below each take a copy of the desk.
func newWeek(t *testing.T) *week {
	t.Helper()
	w := &week{world: newWorld(t, false)}
	w.step("the bureau publishes; forty people report, and some who mean harm")
	w.publish()
	_, b := w.visit()
	w.sendAll(append(w.weeksReports(), w.hostileDrafts()...))
	w.postHostile(b.Charter)
	w.sync()
	w.pouch = w.path("pouch")
	w.step("three people work at the desk; and there is another bureau")
	for _, who := range people {
		w.write("passphrase", who.passphrase+"\n")
		w.runAs(people[0], "handler", "add", "--dir", w.path("desk"), who.name, "--role", who.role, "--new-passphrase-file", w.path("passphrase"))
	}
	w.run("", "luwte-desk", "init", "--dir", w.path("other"), "--name", "Rijksbureau", "--name-in", "en=State Bureau")
	w.write("other.json", w.run("", "luwte-desk", "charter", "--dir", w.path("other")))
	return w
}

type person struct{ name, role, passphrase string }

var people = []person{
	{"Anna Bos", "keeper", "lamp tide staple battery horse correct"},
	{"Bram Kok", "keeper", "tide lamp battery staple correct horse"},
	{"Cor de Wit", "handler", "horse lamp tide correct staple battery"},
}

func (p person) env() []string {
	return append(os.Environ(), "LUWTE_PASSPHRASE="+passphrase, "LUWTE_HANDLER="+p.name, "LUWTE_HANDLER_PASSPHRASE="+p.passphrase)
}

// runAs runs luwte-desk as one of the people.
func (w *week) runAs(p person, args ...string) string {
	w.t.Helper()
	cmd := exec.Command(program("luwte-desk"), args...)
	cmd.Env = p.env()
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("luwte-desk %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// workplace is a desk of its own with its screens open.
type workplace struct {
	*week
	dir string // of copies of all that a walk changes
	url string // of the screens
}

// sitDown copies the desk and opens its screens.
func (w *week) sitDown(t *testing.T, language string) *workplace {
	t.Helper()
	p := &workplace{week: w, dir: shortDir(t)}
	for _, name := range []string{"desk", "other"} {
		if err := os.CopyFS(filepath.Join(p.dir, name), os.DirFS(w.path(name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"pouch", "other.json", "charter.json"} {
		data, err := os.ReadFile(w.path(name))
		if err == nil {
			err = os.WriteFile(filepath.Join(p.dir, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	p.url = openDesk(t, people[0].env(), "--dir", filepath.Join(p.dir, "desk"), "--language", language)
	return p
}

var deskAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+/[0-9a-f]{32}/`)

// openDesk runs luwte-desk ui until the test ends and returns the address that it prints.
func openDesk(t *testing.T, env []string, args ...string) string {
	t.Helper()
	output := &safeBuffer{}
	cmd := exec.Command(program("luwte-desk"), append([]string{"ui", "--idle", "1h"}, args...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = env, output, output
	in, err := cmd.StdinPipe() // somebody could type there, and does not
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		in.Close()
		_ = cmd.Wait()
		if said := output.String(); t.Failed() || strings.Contains(said, "a fault of the program") {
			t.Errorf("luwte-desk ui says:\n%s", said)
		}
	})
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if address := deskAddress.FindString(output.String()); address != "" {
			return address
		}
	}
	t.Fatalf("luwte-desk ui printed no address:\n%s", output.String())
	return ""
}

// walk runs web/test/desk.mjs at a workplace.
func (p *workplace) walk(t *testing.T, args ...string) (string, error) {
	t.Helper()
	stage, err := json.Marshal(map[string]any{
		"url": p.url, "dir": p.dir, "controls": controls, "typed": hostileHTML("typed"), "screens": screens(t), "otherWords": p.cardWords("other.json"),
		"people": []string{people[0].name, people[1].name, people[2].name},
	})
	path := filepath.Join(p.dir, "stage.json")
	if err == nil {
		err = os.WriteFile(path, stage, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if pictures {
		shots, err := filepath.Abs(filepath.Join(artifacts, "desk", strings.ReplaceAll(t.Name(), "/", "-")))
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, "--shots", shots)
	}
	return script(t, "desk.mjs", path, args...)
}

// screens are the names of all that there are, as the templates have them.
func screens(t *testing.T) (names []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, "internal/desk/ui/templates/*.html"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d templates, %v", len(paths), err)
	}
	for _, path := range paths {
		if name := strings.TrimSuffix(filepath.Base(path), ".html"); name != "layout" && name != "parts" {
			names = append(names, name)
		}
	}
	return names
}

// cardWords are the words on the card of the bureau whose charter is in a file.
func (w *week) cardWords(name string) string {
	w.t.Helper()
	data, err := os.ReadFile(w.path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := charter.Parse(data)
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(c.AllWords("nl")[0], " ")
}

// TestDesk_OfficersWeek_GoesThroughEveryScreen is a week at the desk in real browsers: forty reports that the reporter's own client sent are taken in, sorted, answered, handed on
// and counted, among reports that mean harm; part of the way with the keyboard alone. In Chromium the walk goes on wherever a link leads and types what means harm into every field, and axe looks at
// every screen in both languages; with LUWTE_SOAK in Firefox too.
func TestDesk_OfficersWeek_GoesThroughEveryScreen(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	w := newWeek(t)
	walks := map[string][]string{
		"chromium": {"nl", "--browser", "chromium", "--languages", "nl,en", "--axe"},
		"firefox":  {"en", "--browser", "firefox", "--languages", "en"},
	}
	if soak {
		walks["chromium-en"] = []string{"en", "--browser", "chromium", "--languages", "en,nl", "--axe", "--all"}
		walks["firefox-nl"] = []string{"nl", "--browser", "firefox", "--languages", "nl,en", "--all"}
	} else {
		walks["firefox"] = append(walks["firefox"], "--parts", "taking,triage,answering,referral,keyboard,backup,glance,leaving")
	}
	for name, args := range walks {
		t.Run(name, func(t *testing.T) {
			p := w.sitDown(t, args[0])
			out, err := p.walk(t, args[1:]...)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			t.Log(out)
			p.mustBeHandedOver(t)
		})
	}
}

// mustBeHandedOver: what the walk wrote for the other bureau is a case there, and what it backed up opens.
func (p *workplace) mustBeHandedOver(t *testing.T) {
	t.Helper()
	ours := p.cardWords("charter.json")
	took := p.run("", "luwte-desk", "receive", "--dir", filepath.Join(p.dir, "other"), filepath.Join(p.dir, "handed"), "--from", p.path("charter.json"), "--words", ours)
	if !strings.Contains(took, "now case") {
		t.Errorf("the other bureau's desk says %q", took)
	}
	p.run("", "luwte-desk", "restore", "--dir", filepath.Join(p.dir, "again"), filepath.Join(p.dir, "friday"))
}

// TestDesk_PlantedFaults_AreFound: the test above can fail, in each of its ways.
func TestDesk_PlantedFaults_AreFound(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	w := newWorld(t, false)
	url := openDesk(t, append(os.Environ(), "LUWTE_PASSPHRASE="+passphrase), "--dir", w.path("desk"))
	stage := filepath.Join(t.TempDir(), "stage.json")
	data, err := json.Marshal(map[string]any{"url": url, "dir": w.dir})
	if err == nil {
		err = os.WriteFile(stage, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	plants := map[string]string{
		"element": "out of its place: <img class", "ran": "ran: planted", "script": "Content Security Policy", "handler": "H1 has onclick", "link": "leads to javascript:1",
		"away": "leads to http://elsewhere", "bidi": "U+202e", "control": "U+0007", "foreign": "IMG leads to http://elsewhere", "dialog": "a dialog: planted", "wide": "scrolls sideways",
	}
	out, err := script(t, "desk.mjs", stage, "--browser", "chromium", "--languages", "nl", "--parts", "plants", "--plant", strings.Join(slices.Sorted(maps.Keys(plants)), ","))
	if err == nil {
		t.Errorf("no fault is found:\n%s", out)
	}
	for plant, said := range plants {
		if !strings.Contains(out, "planted "+plant) || !strings.Contains(out, said) {
			t.Errorf("%s is not found:\n%s", plant, out)
		}
	}
}
