package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
	"luwte/internal/wire"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"luwte-report": main})
}

// TestScripts runs testdata/*.txtar against a real drop with a bureau: $DROP is its address, $WORDS and $WORDS_NL are the bureau's words.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			t := env.T().(testing.TB)
			w := &world{drop: testdrop.Start(t), bureau: testbureau.New(), second: asking()}
			w.line, w.socket = w.drop.Add(t, w.bureau)
			env.Setenv("DROP", w.drop.URL)
			env.Setenv("WORDS", strings.Join(w.bureau.Fingerprint().Words("en"), " "))
			env.Setenv("WORDS2", strings.Join(w.second.Fingerprint().Words("en"), " "))
			env.Setenv("WORDS_NL", strings.Join(w.bureau.Fingerprint().Words("nl"), " "))
			env.Setenv("TMPDIR", env.Getenv("WORK")+"/tmp")
			env.Values["world"], env.Values["T"] = w, t
			return os.Mkdir(env.Getenv("WORK")+"/tmp", 0o700)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"publish": publish, "join": join, "bureau": secondBureau, "silent": silent, "samecode": sameCode,
			"typed": typed, "waiting": waiting, "mode": mode,
		},
	})
}

type world struct {
	drop   *testdrop.Drop
	bureau *testbureau.Bureau
	second *testbureau.Bureau // added by the command "bureau"

	secondSocket string
	line         []byte
	socket       string
	number       uint64
}

// publish FILE receipt|alarm|ANSWER makes the bureau's next board with a note for the code in the file.
func publish(ts *testscript.TestScript, _ bool, args []string) {
	w := ts.Value("world").(*world)
	c, err := code.Parse(ts.ReadFile(args[0]))
	ts.Check(err)
	note := message.Note{Kind: args[1], Part: 1, Parts: 1, Date: day.Today()}
	switch args[1] {
	case message.KindReceipt:
		note.Received, note.Missing = 1, []string{"photo\x1b[2J.jpg"}
	case message.KindAlarm:
	default:
		note.Kind, note.Text, note.Slot = message.KindAnswer, args[1]+"\x1b[2J", 1
	}
	ts.Check(w.note(ts.Value("T").(testing.TB), c, note))
}

// note makes the bureau's next board with a note for a code, and brings it to the drop.
func (w *world) note(tb testing.TB, c code.Code, note message.Note) error {
	f := w.bureau.Fingerprint()
	keys, err := c.Derive(f)
	if err != nil {
		return err
	}
	w.number++
	b, err := board.Parse(w.bureau.Board(w.number, board.MinK), f, w.bureau.Key.Public())
	if err != nil {
		return err
	}
	data, err := seal.Note(keys.Recipient, keys.Slots, message.Place{Bureau: f, Nonce: b.Nonce, Slot: note.Slot}, note)
	if err != nil {
		return err
	}
	b.Entries[0] = board.Entry{Label: keys.Slots.Label(b.Nonce, note.Slot), Note: data}
	raw, err := b.Marshal(w.bureau.Key)
	if err == nil {
		testdrop.Put(tb, w.socket, w.bureau.DispatchWith(w.line, raw, w.number))
	}
	return err
}

// put publishes an answer.
func (w *world) put(tb testing.TB, c code.Code, text string) {
	tb.Helper()
	note := message.Note{Kind: message.KindAnswer, Slot: 1, Part: 1, Parts: 1, Date: day.Today(), Text: text}
	if err := w.note(tb, c, note); err != nil {
		tb.Fatal(err)
	}
}

// parcels returns what waits in the bureau's inbox.
func (w *world) parcels(tb testing.TB) (all [][]byte) {
	tb.Helper()
	door := w.door()
	defer door.Close()
	ids, err := waitingIn(door)
	if err != nil {
		tb.Fatal(err)
	}
	for _, id := range ids {
		p, err := door.Get(context.Background(), "/v1/parcels/"+id, parcel.Size)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func (w *world) door() *wire.Client {
	return wire.New("http://door", func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", w.socket)
	})
}

func waitingIn(door *wire.Client) ([]string, error) {
	state, err := door.Get(context.Background(), "/v1/state", 1<<20)
	var inbox struct{ Parcels []string }
	if err == nil {
		err = json.Unmarshal(state, &inbox)
	}
	return inbox.Parcels, err
}

// join OUT IN… puts files one after the other, with a line feed after each that has none at its end.
func join(ts *testscript.TestScript, _ bool, args []string) {
	var all []string
	for _, name := range args[1:] {
		all = append(all, strings.TrimSuffix(ts.ReadFile(name), "\n")+"\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(all, "")), 0o600))
}

// typed OUT WORD… makes what somebody types at a terminal: a report, its end (Ctrl-D), and a line of words.
func typed(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("I saw something.\n\x04"+strings.Join(args[1:], " ")+"\n"), 0o600))
}

// waiting N fails unless the bureau's inbox holds N parcels.
func waiting(ts *testscript.TestScript, _ bool, args []string) {
	door := ts.Value("world").(*world).door()
	defer door.Close()
	ids, err := waitingIn(door)
	ts.Check(err)
	if strconv.Itoa(len(ids)) != args[0] {
		ts.Fatalf("%d parcels wait", len(ids))
	}
}

// bureau adds a second bureau to the drop.
func secondBureau(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Value("world").(*world).addSecond(ts.Value("T").(testing.TB))
}

func (w *world) addSecond(tb testing.TB) { _, w.secondSocket = w.drop.Add(tb, w.second) }

// asking is a bureau whose form has two topics with signals, and questions.
func asking() *testbureau.Bureau {
	b := testbureau.New()
	b.Charter.Name = charter.Texts{"en": "Second Bureau", "nl": "Tweede bureau"}
	text := func(en, nl string) charter.Texts { return charter.Texts{"en": en, "nl": nl} }
	no, yes := charter.Option{ID: "no", Title: text("No", "Nee")}, charter.Option{ID: "yes", Title: text("Yes", "Ja")}
	b.Charter.Form = charter.Form{Version: 1, Topics: []charter.Topic{
		{ID: "approached", Title: text("I was approached", "Ik ben benaderd"), Hint: text("- Somebody offers money.", "- Iemand biedt geld."),
			Questions: []charter.Question{}},
		{ID: "leak", Title: text("I know of a leak", "Ik weet van een lek"),
			Hint: text("Data goes where it must not.\n- Somebody looks people up.\n- Somebody sells what he sees.", "Gegevens lekken.\n- Iemand zoekt mensen op."),
			Questions: []charter.Question{
				{ID: "danger", Type: charter.TypeChoice, Title: text("In danger?", "In gevaar?"), Hint: charter.Texts{}, When: []charter.Condition{},
					Options: []charter.Option{yes, no, {ID: "unsure", Title: text("I do not know", "Weet niet")}}},
				{ID: "known", Type: charter.TypeChoice, Title: text("Do you know who?", "Weet u wie?"), Hint: charter.Texts{},
					Options: []charter.Option{yes, no}, When: []charter.Condition{}},
				{ID: "who", Type: charter.TypeLine, Title: text("Who?", "Wie?"), Hint: text("Only if it is safe.", "Alleen als het veilig is."),
					Options: []charter.Option{}, When: []charter.Condition{{Question: "known", Is: []string{"yes"}}}},
				{ID: "data", Type: charter.TypeChoices, Title: text("Which data?", "Welke gegevens?"), Hint: charter.Texts{}, When: []charter.Condition{},
					Options: []charter.Option{{ID: "plates", Title: text("Plates", "Kentekens")}, {ID: "homes", Title: text("Addresses", "Adressen")}}},
			}},
	}}
	return b
}

// mode FILE MODE fails unless the file has these permissions.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[1] {
		ts.Fatalf("%s has mode %s", args[0], got)
	}
}

// silent FILE… fails if two successive words of the code in the first file occur in one of the others, or if anything was left in
// $TMPDIR. One word proves nothing: "code" is on the list.
func silent(ts *testscript.TestScript, _ bool, args []string) {
	words := strings.Fields(ts.ReadFile(args[0]))
	for _, name := range args[1:] {
		said := strings.FieldsFunc(ts.ReadFile(name), func(r rune) bool { return r < 'a' || r > 'z' })
		for pair := range pairs(words) {
			if slices.Contains(slices.Collect(pairs(said)), pair) {
				ts.Fatalf("%s says words of the code", name)
			}
		}
	}
	left, err := os.ReadDir(ts.Getenv("TMPDIR"))
	if err != nil || len(left) > 0 {
		ts.Fatalf("in TMPDIR: %v, %v", left, err)
	}
}

// samecode FILE fails unless the last output's JSON has the code in the file.
func sameCode(ts *testscript.TestScript, _ bool, args []string) {
	if code := strings.TrimSpace(ts.ReadFile(args[0])); !strings.Contains(ts.ReadFile("stdout"), `"code": "`+code+`"`) {
		ts.Fatalf("another code")
	}
}

// pairs goes through each two successive words.
func pairs(words []string) iter.Seq[[2]string] {
	return func(yield func([2]string) bool) {
		for i := 1; i < len(words); i++ {
			if !yield([2]string{words[i-1], words[i]}) {
				return
			}
		}
	}
}
