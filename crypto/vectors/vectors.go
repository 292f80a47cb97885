// Package vectors has the test vectors of SPEC.md, which the Go packages and the page's TypeScript both run. The files beside it were
// written by gen; sealing and signing are randomised, so a new run makes other bytes with the same meaning.
//
// A case is a base file and the edits that make it; a case without an error must be accepted. Each refused case that could be signed or
// sealed again after the edit was, so that only the rule under test refuses it. Only tests import this package.
package vectors

import (
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

//go:embed *.json *.bin *.age
var files embed.FS

// Names of errors in the vectors.
const (
	Malformed = "malformed" // not in the one encoding, or a limit broken
	Version   = "version"   // of an unknown version or kind
	Signature = "signature" // does not verify
	Bureau    = "bureau"    // of another bureau, or epoch
	Mismatch  = "mismatch"  // parts do not belong together
	Short     = "short"
	Long      = "long"
	Shape     = "shape"  // first bytes are not one hybrid stanza
	Sealed    = "sealed" // does not open
	MAC       = "mac"
	Recipient = "recipient" // cannot be sealed to
	Unknown   = "unknown-word"
	OtherList = "other-list" // a word of the other list than most
	Count     = "count"
	Check     = "check"
	Cut       = "cut"     // ends too early
	Altered   = "altered" // the hash of the whole is another
	NotPouch  = "not-pouch"
	Wrong     = "wrong"    // a share that was not dealt
	Doubled   = "doubled"  // a share given before
	Outdated  = "outdated" // of an earlier dealing
	Newer     = "newer"    // of a later dealing

	Succession = "succession" // an earlier root did not name the next
	Roots      = "roots"      // a root key twice, or as dispatch key
	Same       = "same"       // order of charters, as the sentinels of package charter
	Older      = "older"
	Other      = "other"
	Succeeded  = "succeeded"
	Rival      = "rival"
	Foreign    = "foreign"
)

// Case is one input and what must become of it.
type Case struct {
	Name  string `json:"name"`
	Base  string `json:"base"`            // file name
	Edits []Edit `json:"edits,omitempty"` // applied in order
	Error string `json:"error,omitempty"` // empty: accepted
}

// Edit changes bytes: Put writes over what is there from At on; Cut removes that many bytes from the end; Append adds at the end.
type Edit struct {
	At     int    `json:"at,omitempty"`
	Put    string `json:"put,omitempty"` // hex
	Cut    int    `json:"cut,omitempty"`
	Append string `json:"append,omitempty"` // hex
}

// Bytes returns the input of a case. It panics on vectors that are themselves wrong.
func (c Case) Bytes() []byte {
	data := File(c.Base)
	for _, e := range c.Edits {
		copy(data[e.At:], unhex(e.Put))
		data = append(data[:len(data)-e.Cut], unhex(e.Append)...)
	}
	return data
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// File returns a copy of a vector file.
func File(name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return data
}

// Load decodes a JSON vector file into T.
func Load[T any](name string) T {
	var v T
	if err := json.Unmarshal(File(name), &v); err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
	return v
}

// Codes is code.json.
type Codes struct {
	Derived []Derived `json:"derived"`
	Read    []Reading `json:"read"`
}

// Derived is what follows from a code; bytes are hex.
type Derived struct {
	Secret    string   `json:"secret"`
	Words     string   `json:"words"`
	Dutch     string   `json:"words_nl"`
	Bureau    string   `json:"bureau"`
	Master    string   `json:"master"`
	Identity  string   `json:"identity"`
	Recipient string   `json:"recipient"`
	Slots     string   `json:"slots"`
	Handle    string   `json:"handle"`
	MACKey    string   `json:"mac_key"`
	Nonce     string   `json:"nonce"`
	Labels    []string `json:"labels"` // of slots 0 to 15
}

// Reading is a code as somebody typed it.
type Reading struct {
	Text     string `json:"text"`
	Secret   string `json:"secret"` // empty if refused
	Error    string `json:"error,omitempty"`
	Position int    `json:"position,omitempty"` // of the word that is not on the list, from 1
	Language string `json:"language,omitempty"` // of the list that this word is on instead
	Nearest  string `json:"nearest,omitempty"`  // the nearest word of the list
}

// Signatures is sign.json.
type Signatures struct {
	Seed   string          `json:"seed"`   // hex
	Public string          `json:"public"` // hex
	Cases  []SignatureCase `json:"cases"`
}

// SignatureCase is data, a signature, and whether it holds.
type SignatureCase struct {
	Name      string `json:"name"`
	Label     string `json:"label"`
	Data      string `json:"data"`
	Signature string `json:"signature"`
	Error     string `json:"error,omitempty"`
}

// Charters is charter.json.
type Charters struct {
	Bureau string      `json:"bureau"`
	Words  string      `json:"words"`
	Dutch  string      `json:"words_nl"`
	Inbox  string      `json:"inbox"`
	Epochs []EpochCase `json:"epochs"` // of the base charter.bin
	Cases  []LineCase  `json:"cases"`
	Orders []OrderCase `json:"orders"`
	// Colours are members "colour" alone. AllColours is the SHA-256 of 2^24 bits, one for each #rrggbb from #000000, most significant bit
	// first, that are 1 where the colour is accepted.
	Colours    []LineCase `json:"colours"`
	AllColours string     `json:"all_colours"`
}

// EpochCase says which epoch is current on a day; 0: none.
type EpochCase struct {
	Day   string `json:"day"`
	Epoch uint64 `json:"epoch"`
}

// OrderCase is two charters, by the names of their cases, and why the second does not come after the first; "" if it does.
type OrderCase struct {
	Known string `json:"known"`
	Next  string `json:"next"`
	Error string `json:"error,omitempty"`
}

// LineCase is a text and what must become of it.
type LineCase struct {
	Name  string `json:"name"`
	Text  string `json:"text"`
	Error string `json:"error,omitempty"`
}

// Boards is board.json; bytes are hex.
type Boards struct {
	Bureau   string `json:"bureau"`
	Dispatch string `json:"dispatch"` // public key
	Nonce    string `json:"nonce"`
	Number   uint64 `json:"number"`
	Made     string `json:"made"`
	Next     string `json:"next"`
	Label    string `json:"label"` // of an entry that is there
	Cases    []Case `json:"cases"`
}

// Dispatches is dispatch.json.
type Dispatches struct {
	Bureau string   `json:"bureau"`
	Number uint64   `json:"number"`
	Kept   []string `json:"kept"`
	Cases  []Case   `json:"cases"`
}

// Pouches is pouch.json.
type Pouches struct {
	Bureau  string   `json:"bureau"`
	Parcels []string `json:"parcels"` // ids in pouch.bin
	Cases   []Case   `json:"cases"`
}

// Parcels is parcel.json.
type Parcels struct {
	Identity   string          `json:"identity"` // AGE-SECRET-KEY-PQ-1…
	Bureau     string          `json:"bureau"`
	Epoch      uint64          `json:"epoch"`
	IDs        []ParcelID      `json:"ids"`
	Cases      []Case          `json:"cases"`
	Plaintexts []PlaintextCase `json:"plaintexts"`
	Recipients []LineCase      `json:"recipients"` // whether R can be sealed to
}

// ParcelID is the id of a file.
type ParcelID struct {
	Base string `json:"base"`
	ID   string `json:"id"`
}

// PlaintextCase is a plaintext: u32be of the object's length plus Longer, the object, the body, zeros, and Last as the last byte.
type PlaintextCase struct {
	Name   string `json:"name"`
	Object string `json:"object,omitempty"`
	Body   string `json:"body,omitempty"` // hex
	Longer int    `json:"longer,omitempty"`
	Last   byte   `json:"last,omitempty"`
	Error  string `json:"error,omitempty"`
}

// Notes is note.json; bytes are hex.
type Notes struct {
	Identity string     `json:"identity"`
	Slots    string     `json:"slots"`
	Bureau   string     `json:"bureau"`
	Nonce    string     `json:"nonce"`
	Cases    []NoteCase `json:"cases"`
}

// NoteCase is a note at a slot. Object is the JSON that it must give.
type NoteCase struct {
	Case
	Slot   int    `json:"slot"`
	Object string `json:"object,omitempty"`
}

// Quorums is quorum.json: a dealing of 2 of 3 and its shares, whose texts are the documents' lines; bytes are hex.
type Quorums struct {
	Bureau     string        `json:"bureau"`
	Root       string        `json:"root"`
	Desk       string        `json:"desk"`
	Epochs     []QuorumEpoch `json:"epochs"`
	Dealing    string        `json:"dealing"`
	Commitment string        `json:"commitment"`
	Shares     []QuorumShare `json:"shares"`
	Dealings   []LineCase    `json:"dealings"`
	Cases      []LineCase    `json:"cases"` // shares alone
	Given      []GivenCase   `json:"given"` // to the dealing, after the first share
}

// QuorumEpoch is an epoch's secret, and the identity that it is.
type QuorumEpoch struct {
	Epoch    uint64 `json:"epoch"`
	Seed     string `json:"seed"`
	Identity string `json:"identity"`
}

// QuorumShare is a custodian's share and what of it stands on paper.
type QuorumShare struct {
	Custodian int    `json:"custodian"`
	Text      string `json:"text"`
	Key       string `json:"key"`
	Words     string `json:"words"`
	Dutch     string `json:"words_nl"`
	Code      string `json:"code"`
}

// GivenCase is a share, as its document, as words, or as both.
type GivenCase struct {
	Name  string `json:"name"`
	Share string `json:"share,omitempty"`
	Words string `json:"words,omitempty"`
	Error string `json:"error,omitempty"`
}
