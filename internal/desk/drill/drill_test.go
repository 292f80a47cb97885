//go:build !race

package drill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/quorum"
	"luwte/internal/desk"
)

// exercise is a drill under way in a test, which does what deploy/bad-days.md says.
type exercise struct {
	t   *testing.T
	dir string
}

func (e *exercise) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *exercise) path(name string) string { return filepath.Join(e.dir, name) }

// key reads the words of a custodian's page.
func (e *exercise) key(custodian int) quorum.Key {
	e.t.Helper()
	b := bureau{dir: e.dir}
	text, err := exec.Command("pdftotext", "-layout", b.page(custodian), "-").Output()
	e.must(err)
	words := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^ *(\d+) ([a-z]+) +(\d+) ([a-z]+) +(\d+) ([a-z]+)$`).FindAllStringSubmatch(string(text), -1) {
		for i := 1; i < len(row); i += 2 {
			words[row[i]] = row[i+1]
		}
	}
	var all []string
	for n := range quorum.WordCount {
		all = append(all, words[fmt.Sprint(n+1)])
	}
	key, err := quorum.ParseWords(strings.Join(all, " "))
	e.must(err)
	return key
}

// open opens the desk with pages of these custodians.
func (e *exercise) open(custodians ...int) *desk.Desk {
	e.t.Helper()
	dealing, err := desk.ReadDealing(e.path(Desk))
	e.must(err)
	g := dealing.Gather()
	for _, c := range custodians {
		e.must(g.Add(e.key(c)))
	}
	d, err := desk.OpenGathered(e.path(Desk), dealing, g, "test")
	e.must(err)
	return d
}

// restore makes the desk of the backup.
func (e *exercise) restore() {
	e.t.Helper()
	r, err := desk.OpenBackup(e.path(Backup))
	e.must(err)
	defer r.Close()
	e.must(r.GiveShare(e.key(1)))
	g := r.Dealing().Gather()
	e.must(errors.Join(g.Add(e.key(1)), g.Add(e.key(3))))
	_, err = r.Restore(context.Background(), e.path(Desk), "test", g, func(int64, int64) {})
	e.must(err)
}

// deal deals anew, with Dirk in Boris's place.
func (e *exercise) deal(d *desk.Desk) (a, b quorum.Key) {
	e.t.Helper()
	out, err := d.DealAnew(desk.Quorum{Needed: 2, Custodians: []string{"Anna", "Dirk", "Clara"}, Months: 12}, false)
	e.must(err)
	e.must(out.Finish())
	e.must(d.Close())
	return out.Shares[0].PaperKey(), out.Shares[1].PaperKey()
}

func (e *exercise) importExport(d *desk.Desk) {
	e.t.Helper()
	e.bring(d)
	e.export(d)
}

func (e *exercise) bring(d *desk.Desk) {
	e.t.Helper()
	_, err := d.Import(context.Background(), e.path(Pouch), func(int, int) {})
	e.must(err)
}

func (e *exercise) export(d *desk.Desk) {
	e.t.Helper()
	_, err := d.Export(e.path(Pouch), desk.ExportOptions{})
	e.must(err)
	e.must(d.Close())
}

// move announces the address that the operator gave.
func (e *exercise) move() {
	e.t.Helper()
	address, err := os.ReadFile(e.path(Address))
	e.must(err)
	onion := strings.TrimSpace(string(address))
	d := e.open(2, 3)
	e.bring(d)
	c, err := d.Charter(desk.Change{Onion: &onion})
	e.must(err)
	e.must(os.WriteFile(e.path(Charter), c.Raw(), 0o600))
	e.export(d)
}

var remedies = map[string]func(*exercise){
	"passphrase-forgotten": func(e *exercise) {
		d := e.open(1, 3)
		e.must(d.ChangePassphrase("one that all remember"))
		e.must(d.Close())
	},
	"custodian-gone": func(e *exercise) { e.deal(e.open(1, 3)) },
	"too-few-shares": func(e *exercise) {
		s, err := desk.NewSettings(charter.Texts{"nl": "Nieuw bureau"})
		e.must(err)
		d, err := desk.Found(e.path(New), "", "test", s, desk.Quorum{Needed: 2, Custodians: Custodians, Months: 12})
		e.must(err)
		e.must(d.Finish())
	},
	"dispatch-key-stolen": func(e *exercise) {
		d := e.open(2, 1)
		_, err := d.ReplaceDispatch()
		e.must(err)
		e.importExport(d)
	},
	"disk-dead": func(e *exercise) {
		e.restore()
		e.importExport(e.open(3, 1))
	},
	"desk-stolen": func(e *exercise) {
		e.restore()
		a, b := e.deal(e.open(3, 1))
		dealing, err := desk.ReadDealing(e.path(Desk))
		e.must(err)
		g := dealing.Gather()
		e.must(errors.Join(g.Add(a), g.Add(b)))
		d, err := desk.OpenGathered(e.path(Desk), dealing, g, "test")
		e.must(err)
		e.bring(d)
		_, err = d.ReplaceDispatch()
		e.must(err)
		e.export(d)
	},
	"drop-taken-over":  (*exercise).move,
	"onion-key-stolen": (*exercise).move,
}

func init() {
	remedies["root-key-lost"] = func(e *exercise) {
		d, err := desk.Open(e.path(Desk), Passphrase, "test")
		e.must(err)
		e.importExport(d)
		remedies["too-few-shares"](e)
	}
	remedies["root-key-stolen"] = func(e *exercise) {
		d := e.open(1, 3)
		out, err := d.ReplaceRoot(desk.Quorum{Needed: 2, Custodians: []string{"Anna", "Dirk", "Clara"}, Months: 12}, false)
		e.must(err)
		e.must(out.Finish())
		e.importExport(d)
	}
}

// TestCheck_EveryDay_IsPutRightByWhatThePageSays rehearses all days; each has its section in deploy/bad-days.md.
func TestCheck_EveryDay_IsPutRightByWhatThePageSays(t *testing.T) {
	page, err := os.ReadFile("../../../deploy/bad-days.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Days() {
		t.Run(name, func(t *testing.T) {
			e := &exercise{t, filepath.Join(t.TempDir(), "drill")}
			story, err := Make(e.dir, name)
			if err != nil || story == "" {
				t.Fatal(err)
			}
			if !strings.Contains(string(page), "(`"+name+"`)") {
				t.Error("deploy/bad-days.md has no section of it")
			}
			if _, err := Make(e.dir, name); !errors.Is(err, ErrNotEmpty) {
				t.Errorf("made twice: %v", err)
			}
			if err := Check(e.dir); !errors.Is(err, ErrNotYet) {
				t.Errorf("before anything was done: %v", err)
			}
			remedies[name](e)
			if err := Check(e.dir); err != nil {
				t.Error(err)
			}
		})
	}
	if len(remedies) != len(Days()) {
		t.Errorf("%d remedies for %d days", len(remedies), len(Days()))
	}
	if _, err := Make(t.TempDir(), "a sunny day"); err != ErrDay {
		t.Error(err)
	}
	if err := Check(t.TempDir()); err != ErrNoDrill {
		t.Error(err)
	}
}
