package main_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"github.com/rogpeppe/go-internal/testscript"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/dispatch"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/crypto/slots"
	"luwte/internal/pouch"
)

// bin holds the real program, built without the race detector.
var bin string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "luwte-desk-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	bin = dir
	if err := build(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build builds the program, and the token of the tests, with three files replaced: scrypt's second, which a passphrase costs, would be most of what the tests take
// (that the keyring has it is tested there), DAYS moves the clock, and an import writes more often.
func build(dir string) error {
	replace := map[string]string{}
	for real, test := range map[string]string{"../../internal/desk/keyring/work.go": "testdata/quick/work.go", "../../internal/desk/clock.go": "testdata/later/clock.go",
		"../../internal/desk/batch.go": "testdata/quick/batch.go"} {
		from, err1 := filepath.Abs(real)
		to, err2 := filepath.Abs(test)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		replace[from] = to
	}
	if err := addMutation(replace); err != nil {
		return err
	}
	overlay := filepath.Join(dir, "overlay.json")
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err := errors.Join(err, os.WriteFile(overlay, data, 0o600)); err != nil {
		return err
	}
	if out, err := exec.Command("go", "build", "-ldflags=-w", "-overlay", overlay, "-o", dir+"/", ".", "./testdata/age-plugin-drawer").CombinedOutput(); err != nil {
		return fmt.Errorf("build luwte-desk: %w\n%s", err, out)
	}
	return nil
}

// addMutation adds what make mutate replaces, which comes in GOFLAGS and which a flag for the command would hide.
func addMutation(replace map[string]string) error {
	_, path, ok := strings.Cut(os.Getenv("GOFLAGS"), "-overlay=")
	if !ok {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	mutation := struct{ Replace map[string]string }{replace}
	return json.Unmarshal(data, &mutation)
}

// commands are what scripts have beside the programs; those that need a terminal are Linux's.
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"report": report, "reports": reports, "casefound": caseFound, "turn": turn, "look": look, "drop": drop, "setcase": setCase, "cut": cut, "reportfile": reportFile, "reportfiles": reportFiles, "unbase64": unbase64, "words": wordsOn, "notcase": notCase, "typed": typed, "drawer": drawer, "today": today, "thisyear": thisYear, "cardwords": cardWords, "months": months,
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("LUWTE_PASSPHRASE", "correct horse battery staple lamp tide")
			e.Setenv("USER", "alice")
			return nil
		},
		Cmds: commands,
	})
}

// bureau reads the charter that the script made.
func bureau(ts *testscript.TestScript) *charter.Charter {
	c, err := charter.Parse([]byte(ts.ReadFile("charter.json")))
	ts.Check(err)
	return c
}

// keysOf returns the keys of the code in a file; a new code is written into it if there is none.
func keysOf(ts *testscript.TestScript, file string, f charter.Fingerprint) code.Keys {
	path := ts.MkAbs(file)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		ts.Check(os.WriteFile(path, []byte(strings.Join(code.New().Words("nl"), " ")), 0o600))
	}
	c, err := code.Parse(ts.ReadFile(file))
	ts.Check(err)
	keys, err := c.Derive(f)
	ts.Check(err)
	return keys
}

// report CODEFILE POUCH TEXT [QUESTION=OPTION,…|QUESTION]…: a report with a new code, put into a pouch. In TEXT, escapes are Go's. A question without options is
// answered in words.
func report(ts *testscript.TestScript, neg bool, args []string) {
	c := bureau(ts)
	keys := keysOf(ts, args[0], c.Bureau)
	put(ts, args[1], c, &message.Report{
		Head: message.Head{Bureau: c.Bureau, Epoch: 1}, Recipient: keys.Recipient, Slots: keys.Slots, Language: "nl", Form: 1, Topic: "leak",
		Answers: chosenOf(args[3:]), Text: unquote(ts, args[2]), Files: []message.FileRef{},
	})
}

// reports POUCH COUNT TEXT: so many reports of people whose codes nobody needs any more; %d in TEXT is which.
func reports(ts *testscript.TestScript, neg bool, args []string) {
	c := bureau(ts)
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	parcels := map[parcel.ID][]byte{}
	for n := range count {
		identity, err := age.GenerateHybridIdentity()
		ts.Check(err)
		m := &message.Report{
			Head: message.Head{Bureau: c.Bureau, Epoch: 1}, Recipient: identity.Recipient().String(), Language: "nl", Form: 1, Topic: []string{"approached", "leak"}[n%2],
			Answers: []message.Answer{}, Text: fmt.Sprintf(args[2], n+1), Files: []message.FileRef{},
		}
		rand.Read(m.Slots[:])
		data, err := seal.Parcel(c.Epochs[0].Recipient, m)
		ts.Check(err)
		parcels[parcel.IDOf(data)] = data
	}
	ids := slices.Collect(maps.Keys(parcels))
	ts.Check(pouch.Write(ts.MkAbs(args[0]), c.Bureau, nil, ids, func(id parcel.ID) ([]byte, error) { return parcels[id], nil }))
}

// caseFound VARIABLE: the id of the only case of the case list --json on stdout.
func caseFound(ts *testscript.TestScript, neg bool, args []string) {
	var all []struct{ ID string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &all))
	if len(all) != 1 {
		ts.Fatalf("%d cases in the list", len(all))
	}
	ts.Setenv(args[0], all[0].ID)
}

func chosenOf(args []string) []message.Answer {
	all := []message.Answer{}
	for _, arg := range args {
		id, options, choice := strings.Cut(arg, "=")
		a := message.Answer{ID: id, Question: "Over " + id + "?", Values: []string{}, Answer: "in woorden"}
		if choice {
			a.Values, a.Answer = strings.Split(options, ","), options
		}
		all = append(all, a)
	}
	return all
}

// cardWords CHARTER VAR: the words of the bureau's card, in Dutch.
func cardWords(ts *testscript.TestScript, neg bool, args []string) {
	c, err := charter.Parse([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Setenv(args[1], strings.Join(charter.FingerprintOf(c.Root).Words("nl"), " "))
}

// thisYear VAR: the year of today.
func thisYear(ts *testscript.TestScript, neg bool, args []string) {
	ts.Setenv(args[0], time.Now().UTC().Format("2006"))
}

// turn OLDCODEFILE NEWCODEFILE POUCH TEXT: a follow-up that read slot 1.
func turn(ts *testscript.TestScript, neg bool, args []string) {
	c := bureau(ts)
	was, next := keysOf(ts, args[0], c.Bureau), keysOf(ts, args[1], c.Bureau)
	put(ts, args[2], c, &message.Followup{
		Head: message.Head{Bureau: c.Bureau, Epoch: 1}, Handle: was.Slots.Handle(), Recipient: next.Recipient, Slots: next.Slots,
		Siblings: []slots.Handle{}, Read: []int{1}, Language: "nl", Text: unquote(ts, args[3]), Files: []message.FileRef{},
	})
}

func unquote(ts *testscript.TestScript, text string) string {
	var out string
	ts.Check(json.Unmarshal([]byte(`"`+text+`"`), &out))
	return out
}

// put adds a parcel to what a pouch holds.
func put(ts *testscript.TestScript, file string, c *charter.Charter, m message.Message) {
	data, err := seal.Parcel(c.Epochs[0].Recipient, m)
	ts.Check(err)
	putParcel(ts, file, c, data)
}

func putParcel(ts *testscript.TestScript, file string, c *charter.Charter, data []byte) {
	path, all, held := ts.MkAbs(file), map[parcel.ID][]byte{parcel.IDOf(data): data}, []byte(nil)
	if p, err := pouch.Open(path); err == nil {
		for id, data := range p.Parcels() {
			all[id] = data
		}
		held = p.Dispatch
		ts.Check(errors.Join(p.Err(), p.Close()))
	}
	var ids []parcel.ID
	for id := range all {
		ids = append(ids, id)
	}
	ts.Check(pouch.Write(path, c.Bureau, held, ids, func(id parcel.ID) ([]byte, error) { return all[id], nil }))
}

// drop POUCH COUNT: checks how many parcels the dispatch in a pouch releases.
func drop(ts *testscript.TestScript, neg bool, args []string) {
	if kept := fmt.Sprint(len(dispatchOf(ts, args[0]).Kept)); kept != args[1] {
		ts.Fatalf("%s parcels are released, expected %s", kept, args[1])
	}
}

func dispatchOf(ts *testscript.TestScript, file string) *dispatch.Dispatch {
	p, err := pouch.Open(ts.MkAbs(file))
	ts.Check(err)
	defer p.Close()
	d, err := dispatch.Parse(p.Dispatch)
	ts.Check(err)
	return d
}

// look CODEFILE POUCH WANT: checks what the board in a pouch says to a code, notes separated by "; ", line feeds shown as slashes.
func look(ts *testscript.TestScript, neg bool, args []string) {
	d := dispatchOf(ts, args[1])
	keys := keysOf(ts, args[0], d.Bureau)
	var says []string
	for i := range slots.Count {
		if data, ok := d.Board.Find(keys.Slots.Label(d.Board.Nonce, i)); ok {
			n, err := open.Note(keys.Identity, keys.Slots, message.Place{Bureau: d.Bureau, Nonce: d.Board.Nonce, Slot: i}, data)
			ts.Check(err)
			says = append(says, strings.TrimSpace(n.Kind+" "+strings.ReplaceAll(n.Text, "\n", "/")))
		}
	}
	if got := strings.Join(says, "; "); got != args[2] {
		ts.Fatalf("the board says %q, expected %q", got, args[2])
	}
}

// setcase VARIABLE: the id of the newest case of the list --json on stdout.
func setCase(ts *testscript.TestScript, neg bool, args []string) {
	var all []struct{ ID, Kind string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &all))
	if len(all) == 0 || all[0].Kind != "case" || len(all[0].ID) != 8 {
		ts.Fatalf("no case in the list")
	}
	ts.Setenv(args[0], all[0].ID)
}

// typed FILE LINE…: what somebody types at a terminal. A line @NAME is the contents of that file.
func typed(ts *testscript.TestScript, neg bool, args []string) {
	var all strings.Builder
	for _, line := range args[1:] {
		if name, ok := strings.CutPrefix(line, "@"); ok {
			line = strings.TrimSpace(ts.ReadFile(name))
		}
		all.WriteString(line + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(all.String()), 0o600))
}

// drawer KEYFILE IDENTITYFILE: makes the token of the tests, and sets IDENTITY.
func drawer(ts *testscript.TestScript, neg bool, args []string) {
	key, err := age.GenerateX25519Identity()
	ts.Check(err)
	identity := plugin.EncodeIdentity("drawer", []byte("which"))
	ts.Setenv("IDENTITY", identity)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(key.String()+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte("# a drawer\n"+identity+"\n"), 0o600))
}

// today VARIABLE DAYS: the day it is so many days from now.
func today(ts *testscript.TestScript, neg bool, args []string) {
	days, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Setenv(args[0], time.Now().AddDate(0, 0, days).UTC().Format(time.DateOnly))
}

// months DAYS COMMAND…: runs a command each 20 days until DAYS, which is what the clock then has; what they printed as errors is in months.txt.
func months(ts *testscript.TestScript, neg bool, args []string) {
	end, err := strconv.Atoi(args[0])
	ts.Check(err)
	all := ""
	for days := 20; days < end+20; days += 20 {
		ts.Setenv("DAYS", fmt.Sprint(min(days, end)))
		ts.Check(ts.Exec(args[1], args[2:]...))
		all += ts.ReadFile("stderr")
	}
	ts.Logf("%s", all)
	ts.Check(os.WriteFile(ts.MkAbs("months.txt"), []byte(all), 0o600))
}

// cut FILE N: takes N bytes off the end.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	var n int64
	_, err := fmt.Sscan(args[1], &n)
	ts.Check(err)
	path := ts.MkAbs(args[0])
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()-n))
}
