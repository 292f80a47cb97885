package ui

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/pouch"
)

var transferRoutes = []route{
	{http.MethodGet, "/transfer", (*UI).transferScreen},
	{http.MethodPost, "/transfer/take", (*UI).takeIn},
	{http.MethodPost, "/transfer/write", (*UI).writeOut},
	{http.MethodPost, "/transfer/boards", (*UI).setBoards},
	{http.MethodPost, "/transfer/receipts", (*UI).giveReceipts},
}

var (
	errPlace  = errors.New("no place of a pouch was given")
	errNumber = errors.New("not a number")
)

// transfer is what is remembered of the pouch until the desk locks.
type transfer struct {
	place    string
	sticks   []string // where to look for pouches, as pouch.Sticks
	imported *desk.Imported
	exported *desk.Exported
	refused  error // of the last import or export; shown once
}

type transferData struct {
	Found   []pouch.Found
	Place   string
	Listed  bool // Place is one of Found
	Unread  bool // the last export would have replaced what was not taken in
	Brought *brought
	Wrote   *wrote
	Next    desk.NextBoard
	Sizes   []boardSize
	Rows    int // shown of Waits and of Rubbish
	Waits   []waiting
	Rubbish []waiting
	Loose   []loose
	More    int // of Loose, that are not shown
}

type boardSize struct{ Class, Notes int }

// brought is a summary of an import.
type brought struct {
	Counts          []kindCount
	Cases           []caseOutcome
	More            int // cases that are not shown
	Warnings, Notes []string
}

type kindCount struct {
	Kind string
	N    int
}

type caseOutcome struct {
	Case, Kind, Rubbish string
	Read                int
}

// wrote is a summary of an export.
type wrote struct {
	*desk.Exported
	Decoys int
}

// waiting is something of a case that is not on the board, and the key of the reason why.
type waiting struct {
	Case, Kind, Why, Said string
	Answer                int
}

// loose is a parcel that belongs to no case.
type loose struct {
	Kind, Why string // keys
	Said      string // the reason in the program's words, where there is no key
	Day, Till any
	Text      string
}

// rowsShown is how many rows of each table are shown: a flood has thousands.
const rowsShown = 50

// transferScreen is where the pouch is taken in and written.
func (u *UI) transferScreen(w http.ResponseWriter, r *http.Request) error {
	u.mu.Lock()
	t := u.transfer
	u.transfer.refused = nil
	u.mu.Unlock()
	if t.refused != nil && failedOf(r) == nil {
		return u.again(w, r, t.refused, (*UI).transferScreen)
	}
	d := transferData{Found: pouch.Find(t.sticks), Place: t.place, Brought: broughtBy(t.imported)}
	d.Listed = slices.ContainsFunc(d.Found, func(f pouch.Found) bool { return f.Path == d.Place })
	if d.Place == "" && len(d.Found) > 0 {
		d.Place, d.Listed = d.Found[0].Path, true
	}
	d.Unread = errors.Is(errOf(r), desk.ErrUnread)
	if t.exported != nil {
		d.Wrote = &wrote{t.exported, t.exported.Entries - t.exported.Notes}
	}
	var err error
	if d.Next, err = u.desk.NextBoard(); err != nil {
		return err
	}
	for k := 4; k <= 9; k++ {
		d.Sizes = append(d.Sizes, boardSize{k, 1 << k})
	}
	d.Waits, d.Rubbish = waitingOf(slices.Concat(d.Next.Would.Waits, d.Next.Would.RanOut)), waitingOf(d.Next.Rubbish)
	d.Rows = rowsShown
	if err := u.loose(&d); err != nil {
		return err
	}
	return u.show(w, r, "transfer", d)
}

// kinds are those of outcomes, in the order of the summary; "read" counts answers.
var kinds = []string{cases.NewCase, cases.Turn, cases.SameTurn, cases.Sibling, cases.Fork, "read", cases.Filed, cases.Repeat, cases.Poisoned, cases.FilePiece, cases.Waiting,
	cases.Unreadable, desk.Locked, cases.Dropped, cases.Known}

func broughtBy(i *desk.Imported) *brought {
	if i == nil {
		return nil
	}
	b := &brought{Warnings: i.Warnings, Notes: i.Notes}
	for _, kind := range kinds {
		n := i.Count(kind)
		if kind == "read" {
			n = i.Read()
		}
		if n > 0 {
			b.Counts = append(b.Counts, kindCount{kind, n})
		}
	}
	for _, o := range i.Outcomes {
		if o.Case == "" || o.Kind == cases.FilePiece {
			continue
		}
		if len(b.Cases) == rowsShown {
			b.More++
			continue
		}
		b.Cases = append(b.Cases, caseOutcome{o.Case, o.Kind, whyRubbish(o.Rubbish), o.Read})
	}
	// What asks for a decision stands first.
	slices.SortStableFunc(b.Cases, func(x, y caseOutcome) int { return slices.Index(first, y.Kind) - slices.Index(first, x.Kind) })
	return b
}

var first = []string{cases.Poisoned, cases.Turn, cases.NewCase, cases.Fork}

func whyRubbish(reason string) string {
	switch reason {
	case "":
		return ""
	case cases.Blank:
		return "transfer.why-blank"
	}
	return "transfer.why-same"
}

// whys are the keys of reasons.
var whys = map[string]string{cases.NoRoom: "transfer.why-room", cases.NoSlots: "transfer.why-slots", cases.Unopened: "transfer.why-unopened", cases.RanOut: "transfer.why-out", cases.Blank: "transfer.why-blank"}

func waitingOf(left []cases.Left) (all []waiting) {
	for _, l := range left {
		why, said := whys[l.Reason], ""
		switch {
		case why != "":
		case l.Kind == message.KindReceipt && strings.HasPrefix(l.Reason, "the very same"):
			why = "transfer.why-same"
		default:
			why, said = "transfer.why-unsealed", l.Reason
		}
		all = append(all, waiting{l.Case, l.Kind, why, said, l.Answer})
	}
	return all
}

// loose lists what belongs to no case.
func (u *UI) loose(d *transferData) error {
	all, err := u.desk.List(true)
	if err != nil {
		return err
	}
	for _, p := range all.Waiting {
		d.Loose = append(d.Loose, loose{Kind: "transfer.loose-" + p.Kind, Day: p.Day, Till: p.Until, Text: p.Text})
	}
	for _, l := range slices.Backward(all.Aside) {
		why, said := whyLoose(l.Reason)
		d.Loose = append(d.Loose, loose{Kind: "transfer.loose-" + l.What, Why: why, Said: said, Day: l.Day})
	}
	if len(d.Loose) > rowsShown {
		d.Loose, d.More = d.Loose[:rowsShown], len(d.Loose)-rowsShown
	}
	return nil
}

// whyLoose returns the key of a reason; of one that has none, what the program says.
func whyLoose(reason string) (key, said string) {
	switch reason {
	case cases.TooLate:
		return "transfer.bad-late", ""
	case cases.TooMany:
		return "transfer.bad-many", ""
	}
	for _, known := range []struct {
		err error
		key string
	}{
		{open.ErrDamaged, "transfer.bad-damaged"}, {open.ErrSealed, "transfer.bad-sealed"}, {open.ErrBound, "transfer.bad-bound"}, {parcel.ErrShape, "transfer.bad-shape"},
		{message.ErrMalformed, "transfer.bad-inside"}, {message.ErrVersion, "transfer.bad-version"},
	} {
		if strings.HasPrefix(reason, known.err.Error()) {
			return known.key, strings.Trim(strings.TrimPrefix(reason, known.err.Error()), "; ")
		}
	}
	return "", reason
}

// placeOf returns the path that was chosen or typed, and remembers it.
func (u *UI) placeOf(r *http.Request) (string, error) {
	path := r.PostForm.Get("found")
	if path == "" {
		path = strings.TrimSpace(r.PostForm.Get("place"))
	}
	if path == "" {
		return "", errPlace
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errPlace, err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.transfer.place = path
	return path, nil
}

// takeIn imports. What came of it is shown on the screen from which it was begun, a refusal too.
func (u *UI) takeIn(w http.ResponseWriter, r *http.Request) error {
	path, err := u.placeOf(r)
	if err != nil {
		return u.again(w, r, err, (*UI).transferScreen)
	}
	return u.begin(w, r, "transfer.checking", func(ctx context.Context, progress func(done, total int)) (string, string, error) {
		result, err := u.desk.ImportWatched(ctx, path, func(p desk.Progress) {
			if p.Taking {
				u.goesOn("transfer.taking")
			}
			progress(p.Done, p.Total)
		})
		u.mu.Lock()
		defer u.mu.Unlock()
		if u.transfer.refused = err; err != nil {
			return "", "/transfer", nil
		}
		u.transfer.imported, u.transfer.exported = result, nil
		return "", "/transfer#brought", nil
	})
}

// writeOut exports.
func (u *UI) writeOut(w http.ResponseWriter, r *http.Request) error {
	path, err := u.placeOf(r)
	if err != nil {
		return u.again(w, r, err, (*UI).transferScreen)
	}
	force := r.PostForm.Get("force") == "yes"
	return u.begin(w, r, "transfer.writing", func(context.Context, func(done, total int)) (string, string, error) {
		result, err := u.desk.Export(path, desk.ExportOptions{Force: force})
		u.mu.Lock()
		defer u.mu.Unlock()
		if u.transfer.refused = err; err != nil {
			return "", "/transfer", nil
		}
		u.transfer.exported = result
		return "", "/transfer#wrote", nil
	})
}

func (u *UI) setBoards(w http.ResponseWriter, r *http.Request) error {
	var n [3]int
	for i, name := range []string{"size", "next", "receipts"} {
		var err error
		if n[i], err = strconv.Atoi(strings.TrimSpace(r.PostForm.Get(name))); err != nil {
			return u.again(w, r, errNumber, (*UI).transferScreen)
		}
	}
	if n[0] == 0 || n[1] == 0 { // to the desk: as before
		return u.again(w, r, desk.ErrSize, (*UI).transferScreen)
	}
	if err := u.desk.SetBoards(desk.ExportOptions{Size: n[0], Next: n[1], Receipts: &n[2]}); err != nil {
		return u.again(w, r, err, (*UI).transferScreen)
	}
	return u.done(w, r, u.say("transfer.boards-set"), "/transfer")
}

// giveReceipts takes up the reports that were taken for rubbish, one or all.
func (u *UI) giveReceipts(w http.ResponseWriter, r *http.Request) error {
	if err := u.desk.TakeUp(r.PostForm["case"]...); err != nil {
		return u.again(w, r, err, (*UI).transferScreen)
	}
	return u.done(w, r, u.say("transfer.taken-up"), "/transfer")
}

// errOf is what went wrong with what was sent, if anything did.
func errOf(r *http.Request) error {
	if f := failedOf(r); f != nil {
		return f.err
	}
	return nil
}
