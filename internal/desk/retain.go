package desk

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
	"luwte/internal/desk/retention"
)

var (
	// ErrNotDue is wrapped when a case is to be destroyed that has to stay: what follows says why.
	ErrNotDue = errors.New("the time of this case is not over")
	// ErrNothingDue is returned when no case was named that is to be destroyed.
	ErrNothingDue = errors.New("no case was named")
)

const retentionTermsKey = "retention terms" // in settingsBucket

// Hold is a reason why a case is not destroyed, though its outcome has a term.
type Hold string

// Holds, in the order in which they are looked for.
const (
	HoldOpen     Hold = "open"     // it is not closed
	HoldReferred Hold = "referred" // another bureau has it, and it has not ended
	HoldForked   Hold = "forked"   // a code was used twice, and nobody has decided
	HoldLetter   Hold = "letter"   // something came after it was closed
	HoldUnread   Hold = "unread"   // an answer that the reporter can still fetch
	HoldKept     Hold = "kept"     // somebody said that it must stay
	HoldWaiting  Hold = "waiting"  // parcels wait that may belong to it
	HoldNever    Hold = "never"    // its outcome has no term
	HoldTerm     Hold = "term"     // not yet
)

// Aged is a case and its time.
type Aged struct {
	Case    string
	Opened  day.Day
	Status  string
	Outcome string
	Since   day.Day // from when the term runs: the day on which anything last happened in it
	Closed  day.Day
	Months  int     // of its outcome; retention.Never
	Due     day.Day // from which on it may be destroyed; 0: never, or it is not closed
	Holds   []Hold  // none: it may be destroyed
	Waits   day.Day // until when HoldWaiting holds at most
	Why     string  // of HoldKept
	Never   bool    // its last answer was never read, and is on no board any more
}

// IsDue says whether it may be destroyed.
func (a *Aged) IsDue() bool { return len(a.Holds) == 0 }

// reading are the actions in the log that add nothing to a case.
var reading = []string{"show", "files", "worksheet", "figures", "case-exclude", "case-give", "dossier", "timeline", "files-list", "file-look", "file-examine", "file-save", "export", holdAction}

const holdAction = "case-hold"

// RetentionTerms returns how long cases are kept, by outcome.
func (d *Desk) RetentionTerms() (t retention.Terms, err error) {
	err = d.reg.View(func(tx *register.Tx) error { t, err = retentionTerms(tx); return err })
	return t, err
}

func retentionTerms(tx *register.Tx) (t retention.Terms, err error) {
	ok, err := tx.GetJSON(settingsBucket, retentionTermsKey, &t)
	if err != nil || ok && len(t) > 0 {
		return t, err
	}
	return retention.Default()
}

// SetRetentionTerms sets terms by outcome, in months; "" is every outcome without one of its own. They hold for cases that are closed already, too. It returns retention.ErrTerm, ErrRole or ErrWho.
func (d *Desk) SetRetentionTerms(months map[string]int) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	return d.reg.Update(func(tx *register.Tx) error {
		t, err := retentionTerms(tx)
		if err != nil {
			return err
		}
		for outcome, n := range months {
			if !line(outcome) {
				return ErrField
			}
			if t, err = t.With(outcome, n); err != nil {
				return err
			}
		}
		return errors.Join(tx.PutJSON(settingsBucket, retentionTermsKey, t), d.logEvent(tx, d.event("retention-terms", "", map[string]any{"months": months})))
	})
}

// Retention returns the cases that the one at the desk may see, those that are due first, with what keeps the others.
func (d *Desk) Retention() (all []Aged, err error) {
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		for _, s := range c.List() {
			if !d.sees(tx, s.ID) {
				continue
			}
			a, err := d.aged(tx, c, s.ID)
			if err != nil {
				return err
			}
			all = append(all, a)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b Aged) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.Due, b.Due), strings.Compare(a.Case, b.Case))
	})
	return all, err
}

// order puts what is due first, then what would be, then what has a term, then the rest.
func order(a Aged) int {
	switch {
	case a.IsDue():
		return 0
	case a.Due == 0:
		return 3
	case slices.Contains(a.Holds, HoldTerm):
		return 2
	}
	return 1
}

// aged says how it stands with a case.
func (d *Desk) aged(tx *register.Tx, c *cases.Register, id string) (a Aged, err error) {
	s, ok := c.Find(id)
	if !ok {
		return a, noCase(id)
	}
	set, err1 := settings(tx)
	terms, err2 := retentionTerms(tx)
	f, err3 := d.file(tx, id)
	age, err4 := c.AgeOf(d.by(), id, int(set.Retention.Answers), d.kept(tx, id))
	since, err5 := d.lastChange(tx, id)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return a, err
	}
	a = Aged{Case: id, Opened: s.Opened, Status: f.Status, Outcome: f.Outcome, Closed: f.Closed, Since: max(age.Latest, since, f.Closed), Why: f.Kept, Never: s.Unread > 0 && !age.Unread}
	for _, n := range f.Notes {
		a.Since = max(a.Since, n.Day)
	}
	term := terms.Of(f.Outcome)
	a.Months = term.Months
	if f.Status == StatusClosed {
		a.Due = term.Due(a.Since)
	}
	if a.Due != 0 && d.today() < a.Due+7*cases.MaxWaitingWeeks { // later it would be for somebody else to send such parcels for ever
		a.Waits = age.Waits
	}
	for _, h := range []struct {
		hold Hold
		on   bool
	}{
		{HoldOpen, f.Status != StatusClosed && f.Status != StatusReferred}, {HoldReferred, f.Status == StatusReferred}, {HoldForked, age.Forked},
		{HoldLetter, f.Status == StatusClosed && age.Letters > f.Heard}, {HoldUnread, age.Unread}, {HoldKept, f.Kept != ""}, {HoldWaiting, a.Waits != 0},
		{HoldNever, f.Status == StatusClosed && a.Due == 0}, {HoldTerm, a.Due > d.today()},
	} {
		if h.on {
			a.Holds = append(a.Holds, h.hold)
		}
	}
	return a, nil
}

// lastChange is the day of the last thing in a case's log that was more than reading.
func (d *Desk) lastChange(tx *register.Tx, id string) (day.Day, error) {
	numbers, err := caseEntries(tx, id)
	for _, n := range slices.Backward(numbers) {
		e, err := readEntry(tx, n)
		if err != nil {
			return 0, err
		}
		s, ok, err := d.openEntry(tx, e, id)
		if err != nil {
			return 0, err
		}
		if ok && !slices.Contains(reading, s.Action) {
			return day.Of(s.Time), nil
		}
	}
	return 0, err
}

// DestroyDue destroys cases whose time is over, all or none. Somebody has said that the day is right (CheckToday). It returns ErrNotDue, ErrNothingDue, or what DestroyCase returns.
func (d *Desk) DestroyDue(ids []string) error {
	if len(ids) == 0 {
		return ErrNothingDue
	}
	return d.destroyCases(ids, func(tx *register.Tx, c *cases.Register, id string) (map[string]any, error) {
		a, err := d.aged(tx, c, id)
		if err != nil {
			return nil, err
		}
		if !a.IsDue() {
			return nil, fmt.Errorf("%w: case %s (%s)", ErrNotDue, id, a.Holds[0])
		}
		return map[string]any{"ground": GroundTerm, "since": a.Since.String(), "months": a.Months}, nil
	})
}

// Hold says why a case must stay though its time is over, such as a court case; with "", that it need not any more. It returns what ChangeFile returns.
func (d *Desk) Hold(id, why string) error {
	return d.ChangeFile(id, holdAction, map[string]any{"hold": why != ""}, func(f *File) error {
		f.Kept = strings.TrimSpace(why)
		return nil
	})
}

// DealtWith says of a closed case that somebody looked at what came after it was closed, and that it stays closed: its time begins again. It returns ErrStatus for one that is open, or
// what ChangeFile returns.
func (d *Desk) DealtWith(id string) error {
	return d.ChangeFile(id, "case-dealt-with", nil, func(f *File) error {
		if f.Status != StatusClosed {
			return ErrStatus
		}
		f.Closed = 0
		return nil
	})
}
