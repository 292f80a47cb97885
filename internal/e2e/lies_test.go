package e2e

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"luwte/internal/testdrop/lies"
)

// told is what web/test/lies.mjs says of a lie.
type told struct {
	Said, Screen, Outcome, After, Error string
	Took                                int
	Broken                              []string
}

// pageSays is what the page says to each fate.
var pageSays = map[string]string{
	lies.NoBureau: "No bureau takes reports on this server yet",
	lies.Strange:  "The server gave an answer that makes no sense",
	lies.Refused:  "The server",
	lies.Lost:     "No connection to the server",
	lies.BadBoard: "Not everything could be fetched or checked",
	lies.OldBoard: "are old: new ones were due on",
	lies.Unsure:   "We cannot be sure that it arrived",
}

// toPage are the lies of which it is the browser that decides what becomes of them, and one of each kind that the page itself judges. The others are told with
// LUWTE_SOAK; the unit tests of the page's requests, charters and boards have them all the same.
var toPage = []string{
	"charters of another bureau", "charters of the root key that was replaced", "charters with headers that nobody asked for", "charters with status 401", "charters sent on to the clear net",
	"board with a bit turned over", "board that has run out", "board without end", "board packed", "board sent on whole to another onion service",
	"parcels acknowledged under another id", "parcels kept and the connection cut", "parcels with headers that nobody asked for", "parcels sent on whole to the clear net",
}

// pageTable is what the page is told: nothing at first, for comparison, and last, when a browser may remember something.
func pageTable(t *testing.T) []lies.Lie {
	t.Helper()
	honest := []lies.Lie{{Name: "honest look", Page: lies.Through}, {Name: "honest report", To: lies.Parcels, Page: lies.Through}}
	told := slices.DeleteFunc(lies.Table(), func(l lies.Lie) bool { return l.Slow || !soak && !slices.Contains(toPage, l.Name) })
	if len(told) < len(toPage) {
		t.Fatalf("%d lies of %q", len(told), toPage)
	}
	return slices.Concat(honest, told, honest)
}

// TestPage_EveryLie_IsRefusedOrSaidAndLocksNobodyOut tells lies of the table to the page in a real browser: it says what it must, sends byte for byte what it
// sends to an honest drop, and goes on with the same code once the drop is honest.
func TestPage_EveryLie_IsRefusedOrSaidAndLocksNobodyOut(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for the browser
	truth, table := lies.Tell(t), pageTable(t)
	liars, output := tellPage(t, truth, table)
	honest := append(liars[0].Requests(t), liars[1].Requests(t)...)
	if len(honest) < 8 {
		t.Fatalf("honest requests: %q", honest)
	}
	for i, l := range table {
		var got told
		if err := json.Unmarshal([]byte(output[i]), &got); err != nil {
			t.Fatalf("%v: %s", err, output[i])
		}
		if fate := got.fate(); fate != l.Page {
			t.Errorf("%s is %s to the page, not %s: %+v", l.Name, fate, l.Page, got)
		}
		if want := map[bool]string{true: "sent", false: "answers whole"}[l.To == lies.Parcels]; got.After != want {
			t.Errorf("%s, and the truth then, ends with %q", l.Name, got.After)
		}
		if len(got.Broken) > 0 || strings.Contains(got.Said, "Type your code") || l.Tell != nil && !liars[i].Told() {
			t.Errorf("%s: told %v; %+v", l.Name, liars[i].Told(), got)
		}
		for _, r := range liars[i].Requests(t) {
			if !slices.Contains(honest, r) {
				t.Errorf("%s: the page sends\n%q\nand to an honest drop\n%q", l.Name, r, honest)
			}
		}
	}
	if n := truth.Visited.Load(); n > 0 {
		t.Errorf("%d requests went to where a lie led", n)
	}
}

// fate is what the page made of it.
func (got told) fate() string {
	switch {
	case got.Screen == "sent", got.Outcome == "answers whole" && got.Said == "":
		return lies.Through
	case got.Outcome == "nothing" && got.Said == "":
		return lies.Nothing
	}
	for _, fate := range []string{lies.Unsure, lies.NoBureau, lies.Strange, lies.Lost, lies.BadBoard, lies.OldBoard, lies.Refused} {
		if strings.Contains(got.Said, pageSays[fate]) {
			return fate
		}
	}
	if got.Screen == "not-sent" { // in words for each status
		return lies.Refused
	}
	return fmt.Sprintf("%+v", got)
}

// tellPage has a browser told the lies, one after the other, and returns what came of each.
func tellPage(t *testing.T, truth *lies.Truth, table []lies.Lie) (liars []*lies.Liar, output []string) {
	t.Helper()
	control := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Query().Get("lie"))
		if err != nil {
			t.Error(err)
			return
		}
		liars[n].Honest()
	}))
	t.Cleanup(control.Close)
	type line struct {
		URL    string `json:"url"`
		Honest string `json:"honest"`
		Report bool   `json:"report"`
	}
	var stage struct {
		Code   string   `json:"code"`
		Answer string   `json:"answer"`
		Onions []string `json:"onions"`
		Lies   []line   `json:"lies"`
	}
	stage.Code, stage.Answer = strings.Join(truth.Code.Words("en"), " "), lies.Answer
	onion := newOnion(t) // one for all: a cookie that one lie leaves would come back to the next
	for i, l := range table {
		liar := truth.Lie(t, l)
		liar.At(t, onion)
		liars = append(liars, liar)
		stage.Onions = append(stage.Onions, liar.URL)
		stage.Lies = append(stage.Lies, line{liar.URL + "/", fmt.Sprintf("%s/?lie=%d", control.URL, i), l.To == lies.Parcels})
	}
	data, err := json.Marshal(stage)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "table.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := script(t, "lies.mjs", path, "--browser", cmp.Or(os.Getenv("LIESBROWSER"), "firefox"))
	output = strings.Split(out, "\n")
	if err != nil || len(output) != len(table) {
		t.Fatalf("%v: %d lines of %d\n%s", err, len(output), len(table), out)
	}
	return liars, output
}
