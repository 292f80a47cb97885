package main_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
)

// reportFile CODEFILE POUCH NAME FILE [cut|swapped]: a report with a new code that names FILE as NAME, and FILE in pieces of four bytes, put
// into a pouch. Cut leaves out the last piece; swapped names the first two the wrong way round. In NAME, escapes are Go's.
func reportFile(ts *testscript.TestScript, neg bool, args []string) {
	c := bureau(ts)
	keys := keysOf(ts, args[0], c.Bureau)
	head := message.Head{Bureau: c.Bureau, Epoch: 1}
	content := ts.ReadFile(args[3])
	ref := message.FileRef{Name: unquote(ts, args[2]), Type: "text/plain", Size: uint64(len(content)), SHA256: sha256.Sum256([]byte(content))}
	pieces, wrong := len(content)/4, strings.Join(args[4:], "")
	for i := range pieces {
		data, err := seal.Parcel(c.Epochs[0].Recipient, &message.File{Head: head, Body: []byte(content[4*i : 4*i+4])})
		ts.Check(err)
		ref.Parcels = append(ref.Parcels, parcel.IDOf(data))
		if wrong != "cut" || i < pieces-1 {
			putParcel(ts, args[1], c, data)
		}
	}
	if wrong == "swapped" {
		ref.Parcels[0], ref.Parcels[1] = ref.Parcels[1], ref.Parcels[0]
	}
	put(ts, args[1], c, &message.Report{
		Head: head, Recipient: keys.Recipient, Slots: keys.Slots, Language: "nl", Form: 1, Topic: "leak",
		Answers: []message.Answer{}, Text: "Zie het bestand.", Files: []message.FileRef{ref},
	})
}

// words CHARTERJSON TEXT, of scripts: checks that a card's text has the words of the fingerprint, numbered, and the address.
func wordsOn(ts *testscript.TestScript, neg bool, args []string) {
	var c struct {
		Words []string `json:"fingerprint_words_nl"`
		Onion string   `json:"onion"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &c))
	text := strings.Join(strings.Fields(ts.ReadFile(args[1])), " ")
	for i, w := range c.Words {
		if !strings.Contains(text, fmt.Sprintf(" %d %s ", i+1, w)) {
			ts.Fatalf("word %d, %s, is not on the card: %s", i+1, w, text)
		}
	}
	if len(c.Words) != 12 || !strings.Contains(strings.ReplaceAll(text, " ", ""), c.Onion) {
		ts.Fatalf("the address is not on the card: %s", text)
	}
}

// caseRow is a case in the list for people.
var caseRow = regexp.MustCompile(`(?m)^([0-9a-z]{8}) +open`)

// notCase CASE… VARIABLE: the id of the one case of the list on stdout that is none of those.
func notCase(ts *testscript.TestScript, neg bool, args []string) {
	known, variable := args[:len(args)-1], args[len(args)-1]
	var others []string
	for _, row := range caseRow.FindAllStringSubmatch(ts.ReadFile("stdout"), -1) {
		if !slices.Contains(known, row[1]) {
			others = append(others, row[1])
		}
	}
	if len(others) != 1 {
		ts.Fatalf("cases beside %q: %q", known, others)
	}
	ts.Setenv(variable, others[0])
}
