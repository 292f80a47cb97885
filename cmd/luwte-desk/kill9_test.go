package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/crypto/slots"
	desks "luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/pouch"
)

// TestKilled_AtRandomMoments_NothingIsLostOrDoubled kills the real program without warning at 12 random moments of an import, an answer and an export, 200 with
// LUWTE_SOAK=1. After each the register opens, the log is good, and once the command is given again everything is as where nothing was killed.
func TestKilled_AtRandomMoments_NothingIsLostOrDoubled(t *testing.T) {
	times := 12
	if os.Getenv("LUWTE_SOAK") != "" {
		times = 200
	}
	k := newKilling(t)
	for _, what := range []string{"import", "reply", "export"} {
		k.measure(what)
	}
	for i := range times {
		what := []string{"import", "import", "export", "reply"}[i%4]
		dir, pouch := k.copies()
		done := k.killed(what, dir, pouch)
		k.tally[what+", "+done]++
		k.repeat(what, dir, pouch)
		if got := k.state(dir); got != k.want[what] {
			t.Fatalf("%s, killed when it had %s: not as where nothing was killed:\n%s", what, done, difference(got, k.want[what]))
		}
		k.must(os.RemoveAll(filepath.Dir(dir)))
	}
	t.Logf("%d times: %v", times, k.tally)
}

// killing is a desk with cases of every sort, and a pouch with what can come.
type killing struct {
	t           *testing.T
	charter     *charter.Charter
	base, pouch string
	live        []*pen
	asked       string // the case that is answered
	want        map[string]string
	counts      map[string]int // of the outcomes of the import
	least, most map[string]time.Duration
	tally       map[string]int
}

func newKilling(t *testing.T) *killing {
	k := &killing{t: t, base: filepath.Join(t.TempDir(), "bureau"), want: map[string]string{}, least: map[string]time.Duration{}, most: map[string]time.Duration{}, tally: map[string]int{}}
	output(t, "init", "--dir", k.base, "--name", "Bureau")
	c, err := charter.Parse(output(t, "charter", "--dir", k.base))
	k.must(err)
	k.charter = c
	var reports [][]byte
	for range 6 {
		p := k.newPen()
		k.live, reports = append(k.live, p), append(reports, p.report(fmt.Sprintf("Zaak %d.", len(k.live))))
	}
	d := k.open(k.base)
	got, err := d.Import(context.Background(), k.write(reports), func(int, int) {})
	k.must(err)
	for _, o := range got.Outcomes {
		_, err := d.Reply(o.Case, "Sinds wanneer?")
		k.must(err)
		k.asked = o.Case
	}
	_, err = d.Export(filepath.Join(t.TempDir(), "pouch"), desks.ExportOptions{Size: 6})
	k.must(err)
	_, err = d.Reply(k.asked, "Bent u veilig?") // is on no board yet
	k.must(err)
	k.must(d.Close())
	k.pouch = k.write(k.incoming())
	return k
}

// incoming is reports, turns that read answers, a fork, what is early, a file that is whole and one that is not, the same report again and again, and rubbish.
func (k *killing) incoming() (all [][]byte) {
	for i := range 40 {
		all = append(all, k.newPen().report(fmt.Sprintf("Nieuw %d.", i)))
	}
	for i, p := range k.live {
		all = append(all, p.turn(k.newPen(), fmt.Sprintf("Sinds mei, zei %d.", i)))
	}
	all = append(all, k.live[0].turn(k.newPen(), "Ik ook."), k.newPen().turn(k.newPen(), "Te vroeg."), bytes.Repeat([]byte{7}, parcel.Size))
	busy := k.newPen()
	for range 30 {
		all = append(all, busy.report("Steeds hetzelfde."))
	}
	whole, pieces := k.file("foto.jpg", 20)
	cut, others := k.file("film.mp4", 5)
	all = append(append(all, pieces...), others[1:]...)
	return append(all, k.newPen().report("Met een foto en een halve film.", whole, cut))
}

func (k *killing) file(name string, count int) (message.FileRef, [][]byte) {
	ref, sum := message.FileRef{Name: name}, sha256.New()
	var pieces [][]byte
	for range count {
		body := make([]byte, 1000)
		rand.Read(body)
		sum.Write(body)
		p := k.seal(&message.File{Head: k.head(), Body: body})
		pieces, ref.Parcels, ref.Size = append(pieces, p), append(ref.Parcels, parcel.IDOf(p)), ref.Size+uint64(len(body))
	}
	sum.Sum(ref.SHA256[:0])
	return ref, pieces
}

// pen is a code of a reporter.
type pen struct {
	k         *killing
	recipient string
	slots     slots.Secret
}

func (k *killing) newPen() *pen {
	id, err := age.GenerateHybridIdentity()
	k.must(err)
	p := &pen{k: k, recipient: id.Recipient().String()}
	rand.Read(p.slots[:])
	return p
}

func (k *killing) head() message.Head { return message.Head{Bureau: k.charter.Bureau, Epoch: 1} }

func (k *killing) seal(m message.Message) []byte {
	data, err := seal.Parcel(k.charter.Epochs[0].Recipient, m)
	k.must(err)
	return data
}

func (p *pen) report(text string, files ...message.FileRef) []byte {
	return p.k.seal(&message.Report{Head: p.k.head(), Recipient: p.recipient, Slots: p.slots, Language: "nl", Form: 1, Topic: "leak",
		Answers: []message.Answer{}, Text: text, Files: append([]message.FileRef{}, files...)})
}

func (p *pen) turn(next *pen, text string) []byte {
	return p.k.seal(&message.Followup{Head: p.k.head(), Handle: p.slots.Handle(), Recipient: next.recipient, Slots: next.slots, Siblings: []slots.Handle{}, Read: []int{0, 1},
		Language: "nl", Text: text, Files: []message.FileRef{}})
}

func (k *killing) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *killing) open(dir string) *desks.Desk {
	k.t.Helper()
	d, err := desks.Open(dir, "a passphrase of tests", "alice")
	k.must(err)
	return d
}

func (k *killing) write(parcels [][]byte) string {
	byID, ids := map[parcel.ID][]byte{}, []parcel.ID{}
	for _, p := range parcels {
		byID[parcel.IDOf(p)], ids = p, append(ids, parcel.IDOf(p))
	}
	path := filepath.Join(k.t.TempDir(), "pouch")
	k.must(pouch.Write(path, k.charter.Bureau, nil, ids, func(id parcel.ID) ([]byte, error) { return byID[id], nil }))
	return path
}

// copies returns a copy of the desk, and the name of a pouch beside it.
func (k *killing) copies() (dir, path string) {
	at, err := os.MkdirTemp("", "luwte-killed-")
	k.must(err)
	k.t.Cleanup(func() { os.RemoveAll(at) })
	dir = filepath.Join(at, "bureau")
	k.must(os.CopyFS(dir, os.DirFS(k.base)))
	return dir, filepath.Join(at, "out")
}

func (k *killing) command(what, dir, path string) *exec.Cmd {
	args := map[string][]string{"import": {"--json", k.pouch}, "reply": {k.asked, "-m", "En waar was dat?"}, "export": {path}}[what]
	return desk(k.t, append([]string{what, "--dir", dir}, args...)...)
}

// measure runs a command to its end, and one that only opens the desk: between the two lies what can be cut short. What the first leaves is what is wanted.
func (k *killing) measure(what string) {
	dir, path := k.copies()
	begun := time.Now()
	output(k.t, "board", "--dir", dir)
	k.least[what] = time.Since(begun) / 2
	begun = time.Now()
	out, err := k.command(what, dir, path).Output()
	k.must(err)
	k.most[what] = time.Since(begun)
	k.want[what] = k.state(dir)
	if what == "import" {
		var said struct{ Counts map[string]int }
		k.must(json.Unmarshal(out, &said))
		k.counts = said.Counts
	}
}

// killed runs a command, kills it at some moment, and looks at what is left: it says how far it was.
func (k *killing) killed(what, dir, path string) string {
	cmd := k.command(what, dir, path)
	k.must(cmd.Start())
	span, err := rand.Int(rand.Reader, big.NewInt(int64(max(k.most[what]-k.least[what], 1))))
	k.must(err)
	time.Sleep(k.least[what] + time.Duration(span.Int64()))
	ended := cmd.Process.Kill() != nil
	if err := cmd.Wait(); err == nil {
		ended = true
	}
	d := k.open(dir)
	defer d.Close()
	k.must(d.VerifyLog())
	if what == "export" {
		k.left(d, path)
	}
	switch now := k.stateOf(d); {
	case ended:
		return "ended"
	case now == k.want[what]:
		return "done all"
	case now == k.stateAt(k.base):
		return "done nothing"
	}
	return "done a part"
}

// left looks at what an export that was killed left on the stick: nothing, or a whole pouch, of which the register knows.
func (k *killing) left(d *desks.Desk, path string) {
	p, err := pouch.Open(path)
	if os.IsNotExist(err) || strings.Contains(fmt.Sprint(err), "no such file") {
		return
	}
	k.must(err)
	defer p.Close()
	held, err := dispatch.Parse(p.Dispatch)
	k.must(err)
	n, err := d.NextBoard()
	k.must(err)
	if held.Number > n.Last {
		k.t.Fatalf("the stick has board %d, and the register knows of %d", held.Number, n.Last)
	}
}

// repeat gives the command again, if what it does is not done.
func (k *killing) repeat(what, dir, path string) {
	d := k.open(dir)
	defer d.Close()
	switch what {
	case "import":
		got, err := d.Import(context.Background(), k.pouch, func(int, int) {})
		k.must(err)
		counts := map[string]int{}
		for _, o := range got.Outcomes {
			counts[o.Kind]++
		}
		if all := fmt.Sprint(counts); all != fmt.Sprint(k.counts) && all != fmt.Sprintf("map[known:%d]", got.Parcels) {
			k.t.Fatalf("it says %v, where nothing was killed %v", counts, k.counts)
		}
		again, err := d.Import(context.Background(), k.pouch, func(int, int) {})
		if err != nil || again.Count(cases.Known) != again.Parcels {
			k.t.Fatalf("once more: %v, %v", again, err)
		}
	case "reply":
		v, err := d.Show(k.asked, 0)
		k.must(err)
		if v.Summary.Answers == 2 {
			_, err = d.Reply(k.asked, "En waar was dat?")
			k.must(err)
		}
	case "export":
		_, err := d.Export(path, desks.ExportOptions{})
		k.must(err)
	}
	k.must(d.VerifyLog())
}

func (k *killing) state(dir string) string {
	d := k.open(dir)
	defer d.Close()
	return k.stateOf(d)
}

func (k *killing) stateAt(dir string) string {
	if k.want[dir] == "" {
		k.want[dir] = k.state(dir)
	}
	return k.want[dir]
}

// shown is how often, and until when, something stood on a board: a board that was made again counts again.
var shown = regexp.MustCompile(`"(Shown|Published)":\{"Times":[1-9][^}]*\}`)

// stateOf is all that a desk has, cases by what they say: their ids are random.
func (k *killing) stateOf(d *desks.Desk) string {
	k.t.Helper()
	all, err := d.List(true)
	k.must(err)
	var lines []string
	say := func(v any, id string) {
		text, err := json.Marshal(v)
		k.must(err)
		line := shown.ReplaceAllString(string(text), `"$1":"yes"`)
		if id != "" {
			line = strings.ReplaceAll(line, id, "CASE")
		}
		lines = append(lines, line)
	}
	for _, c := range all.Cases {
		v, err := d.Show(c.ID, 0)
		k.must(err)
		files, err := d.Files(context.Background(), c.ID, filepath.Join(k.t.TempDir(), c.ID), desks.FilesOptions{Limit: 1 << 30})
		k.must(err)
		say([]any{v, files}, c.ID)
	}
	for _, w := range all.Waiting {
		say(w, "")
	}
	for _, a := range all.Aside {
		say(a, "")
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// difference is the lines that only one of two states has.
func difference(got, want string) string {
	var b strings.Builder
	for sign, pair := range map[string][2]string{"is     ": {got, want}, "expected": {want, got}} {
		other := strings.Split(pair[1], "\n")
		for _, line := range strings.Split(pair[0], "\n") {
			if !slices.Contains(other, line) {
				fmt.Fprintf(&b, "%s %.1500s\n", sign, line)
			}
		}
	}
	return b.String()
}
