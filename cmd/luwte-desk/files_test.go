package main_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
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
	ref, wrong := message.FileRef{Name: unquote(ts, args[2])}, strings.Join(args[4:], "")
	pieces := putFile(ts, &ref, ts.ReadFile(args[3]), 4)
	if wrong == "cut" {
		pieces = pieces[:len(pieces)-1]
	}
	for _, data := range pieces {
		putParcel(ts, args[1], bureau(ts), data)
	}
	if wrong == "swapped" {
		ref.Parcels[0], ref.Parcels[1] = ref.Parcels[1], ref.Parcels[0]
	}
	putReport(ts, args[0], args[1], ref)
}

// reportFiles CODEFILE POUCH FILE…: a report that names these files, each in one piece.
func reportFiles(ts *testscript.TestScript, neg bool, args []string) {
	var refs []message.FileRef
	for _, name := range args[2:] {
		ref, content := message.FileRef{Name: name}, ts.ReadFile(name)
		for _, data := range putFile(ts, &ref, content, len(content)) {
			putParcel(ts, args[1], bureau(ts), data)
		}
		refs = append(refs, ref)
	}
	putReport(ts, args[0], args[1], refs...)
}

// putFile seals a file in pieces, returns them and fills in what names them.
func putFile(ts *testscript.TestScript, ref *message.FileRef, content string, size int) (pieces [][]byte) {
	c := bureau(ts)
	ref.Type, ref.Size, ref.SHA256 = "text/plain", uint64(len(content)), sha256.Sum256([]byte(content))
	for piece := range slices.Chunk([]byte(content), size) {
		data, err := seal.Parcel(c.Epochs[0].Recipient, &message.File{Head: message.Head{Bureau: c.Bureau, Epoch: 1}, Body: piece})
		ts.Check(err)
		ref.Parcels, pieces = append(ref.Parcels, parcel.IDOf(data)), append(pieces, data)
	}
	return pieces
}

func putReport(ts *testscript.TestScript, code, pouch string, refs ...message.FileRef) {
	c := bureau(ts)
	keys := keysOf(ts, code, c.Bureau)
	put(ts, pouch, c, &message.Report{
		Head: message.Head{Bureau: c.Bureau, Epoch: 1}, Recipient: keys.Recipient, Slots: keys.Slots, Language: "nl", Form: 1, Topic: "leak",
		Answers: []message.Answer{}, Text: "Zie het bestand.", Files: refs,
	})
}

// unbase64 FILE…: replaces what is in files by what it means.
func unbase64(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(ts.ReadFile(name)))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(name), data, 0o600))
	}
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
