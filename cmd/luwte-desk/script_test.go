package main_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

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

// bin holds the real program, built without the race detector, which makes scrypt take five times as long.
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
	if out, err := exec.Command("go", "build", "-o", dir, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build luwte-desk: %v\n%s", err, out)
		return 1
	}
	return m.Run()
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
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"report": report, "turn": turn, "look": look, "drop": drop, "setcase": setCase, "cut": cut, "reportfile": reportFile, "reportfiles": reportFiles, "unbase64": unbase64, "words": wordsOn, "notcase": notCase,
		},
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

// report CODEFILE POUCH TEXT: a report with a new code, put into a pouch. In TEXT, escapes are Go's.
func report(ts *testscript.TestScript, neg bool, args []string) {
	c := bureau(ts)
	keys := keysOf(ts, args[0], c.Bureau)
	put(ts, args[1], c, &message.Report{
		Head: message.Head{Bureau: c.Bureau, Epoch: 1}, Recipient: keys.Recipient, Slots: keys.Slots, Language: "nl", Form: 1, Topic: "leak",
		Answers: []message.Answer{}, Text: unquote(ts, args[2]), Files: []message.FileRef{},
	})
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
