package cases

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/slots"
)

// Case is a report and everything that came of it. Its record has what does not grow with what is sent.
type Case struct {
	ID       string
	Opened   day.Day
	Answers  []*Answer
	Closed   bool   // all branches closed by the officer, for good
	Poisoned string // if not empty, why the report's R cannot be sealed to; the case then has no code
	Late     string `json:",omitempty"` // if not empty, why it began with something that belongs to a case that was destroyed
	After    string `json:",omitempty"` // which one, as a Gone has it
	Codes    int    // how many branches there are
	Last     int    // number last given to a letter or an answer
	Events   int    // how many there are
	Handed   string `json:",omitempty"` // if not empty, another bureau handed it over: HandedThrough or HandedOnly
	Heard    []int  `json:",omitempty"` // then, the answers that the reporter has read there, ascending
	Rubbish  string `json:",omitempty"` // if not empty, why the report gets no receipt until an officer takes it up; see rubbish.go
	Taken    bool   `json:",omitempty"` // an officer has taken it up: its receipts do not wait behind those of what nobody has looked at

	Branches []*Branch `json:"-"` // by number, from 1; a branch comes after its parent
	Letters  []*Letter `json:"-"` // in order of arrival

	grown *tree // of what is above; nil if it has to be grown anew
}

// Branch is a code of a case, with what arrived and what was decided about it. Whether it is open is computed: see tree.go.
type Branch struct {
	ID        int
	Parent    int // the branch whose handle the follow-up named; 0 for the report
	Day       day.Day
	Handle    Mark
	Recipient Mark
	Code      *Code   // nil once turned, or when the case is closed
	Named     []int   // branches of this case that its follow-ups named as siblings
	Names     []Mark  // siblings named that have not come (yet)
	Read      []int   // slots of the parent that its follow-ups say were read, ascending
	Given     []Grant // answers that were given slots of this code
	Receipt   Shown   // of slot 0
	Kept      int     // the child that the officer kept when codes of children forked; 0: not decided
	Accepted  bool    // closed, but accepted by the officer as the same reporter
}

// Code is what is needed to publish for a code: R and S.
type Code struct {
	Recipient string
	Secret    slots.Secret
}

// Grant says that an answer stands in Parts slots from First on, of a code. They are never given to another.
type Grant struct {
	Answer int
	First  int
	Parts  int
	Shown  Shown
}

// Shown counts the boards on which something stood.
type Shown struct {
	Times       int
	Since, Last day.Day // of the first and the latest of these boards
}

// Letter is a parcel with words, but for the words: what the rules, lists and receipts need of it.
type Letter struct {
	No     int // in the order of letters and answers of the case
	Parcel Mark
	Day    day.Day
	Branch int // that it belongs to; if filed, the one that it resembles or names
	Kind   string
	Filed  string // if not empty, why the letter changed nothing
	Wants  Wants
}

// Words is what a letter says: a record apart, written once.
type Words struct {
	Form     uint64
	Said     day.Day `json:",omitempty"` // in a case that another bureau handed over: when it came in there
	Topic    string  `json:",omitempty"` // of a report
	Language string  // a tag, cut short: lists show it
	By       string  `json:",omitempty"` // in such a case, of an answer or a note: who wrote it
	Answers  []message.Answer
	Text     string
	Files    []File
}

// File is a file that a letter names.
type File struct {
	Name, Type string
	Size       uint64
	SHA256     string // hex
	Parts      []Part // in order
}

// Part is a parcel of a file. Its mark names the bytes that the caller keeps, if it has come: Outcome.Parcel of the file's parcel.
type Part struct {
	Parcel Mark
	Have   bool // known when it is shown, not written
}

// MarshalText and UnmarshalText make a part's JSON its mark: a letter may name thousands.
func (p Part) MarshalText() ([]byte, error) { return []byte(p.Parcel), nil }

// UnmarshalText reads what MarshalText wrote.
func (p *Part) UnmarshalText(b []byte) error {
	p.Parcel = Mark(b)
	return nil
}

// Whole says whether all parcels of a file have come.
func (f *File) Whole() bool {
	return !slices.ContainsFunc(f.Parts, func(p Part) bool { return !p.Have })
}

// Piece is a piece of a file that a letter names and that has come. Its record's key has the mark under which its bytes are kept.
type Piece struct {
	Marks []Mark // of the same parcel under the keys of all epochs that there were
}

// Answer is what an officer wrote, cut into parts that fit a note each. Who wrote what is kept apart (Said): the case's own record has the parts only
// as long as they are to be published, so that a board can be made by who may not read the case.
type Answer struct {
	ID    int
	No    int    // in the order of letters and answers of the case
	By    string `json:"-"` // known when it is shown
	Day   day.Day
	Parts []string // empty ones once it is read, or the case closed, and always in a case that another bureau handed over
	Sent  day.Day  `json:",omitempty"` // in such a case: when it went to that bureau
}

// Said is an answer for those who may read the case: a record apart, written once.
type Said struct {
	By    string
	Parts []string
}

// Text returns the whole answer.
func (a *Answer) Text() string { return strings.Join(a.Parts, "") }

// Event is something that was done to a case or came in for it.
type Event struct {
	Day    day.Day
	By     string
	What   string // one of the Outcome kinds or of the Did… constants
	Branch int
	Detail string `json:",omitempty"`
}

// What an officer or an export did, in Event.What.
const (
	DidReply    = "reply"
	DidKeep     = "keep"
	DidAccept   = "accept"
	DidClose    = "close"
	DidPublish  = "first published"
	DidComplete = "file complete"
	DidReceive  = "handed over by another bureau"
	DidTakeUp   = "taken up"
	IsRubbish   = "rubbish"
)

// Pending is a follow-up whose predecessor has not come, or a piece of a file that no letter names yet.
type Pending struct {
	No       int // order of arrival
	Parcel   Mark
	Day      day.Day
	By       string
	Epoch    uint64
	Followup *message.Followup `json:",omitempty"` // without text and files; nil for a piece of a file
	Wants    Wants             // of a follow-up: its files, also if their pieces have come
	Poisoned string            `json:",omitempty"`
	Size     int               // of the text, or of the piece, in bytes
	Marks    []Mark            `json:",omitempty"` // of a piece: as in Piece
}

// Listed is a parcel that was put aside with a reason.
type Listed struct {
	Parcel Mark
	Day    day.Day
	By     string
	What   string // Unreadable or Dropped
	Reason string
}

func (c *Case) branch(id int) *Branch { return c.Branches[id-1] }

// find returns nil for a number that the case has not.
func (c *Case) find(id int) *Branch {
	if id < 1 || id > len(c.Branches) {
		return nil
	}
	return c.branch(id)
}

func (c *Case) answer(id int) *Answer { return c.Answers[id-1] }

// event writes down what was done or came in, apart.
func (r *Register) event(c *Case, by By, what string, branch int, detail string) {
	c.Events++
	r.keepApart(c.ID, numbered(prefixEvent, c.ID, c.Events), Event{by.Day, by.Actor, what, branch, detail})
	r.touch(c)
}

// keepApart writes a record apart, of a case or, if that is empty, of none yet. What is written is strings, numbers and lists of them, which have a JSON.
func (r *Register) keepApart(owner, key string, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic("cases: " + err.Error())
	}
	r.apart[key], r.owners[key] = data, owner
}

// own gives a record apart that was kept while it belonged to no case to one.
func (r *Register) own(owner, key string) { r.owners[key] = owner }

// readApart reads a record apart, also if it is not saved yet, and returns its size in bytes.
func (r *Register) readApart(kept Kept, key string, v any) (size int, ok bool) {
	data, ok := r.apart[key]
	if !ok && kept != nil {
		data, ok = kept(key)
	}
	return len(data), ok && json.Unmarshal(data, v) == nil
}

// cut shortens what a stranger wrote where lists and receipts show it: to so many bytes and an ellipsis.
func cut(text string, bytes int) string {
	if len(text) <= bytes {
		return text
	}
	for !utf8.RuneStart(text[bytes]) {
		bytes--
	}
	return text[:bytes] + "…"
}
