package desk

import (
	"cmp"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"luwte/crypto/day"
	"luwte/crypto/label"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/clocks"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

var (
	// ErrWhen is returned when something is noted for a day before the report came or after today, or a notification before the breach was known.
	ErrWhen = errors.New("it cannot have been then")
	// ErrWhy is returned when a longer term for feedback, or that no notification is needed, is noted without a reason.
	ErrWhy = errors.New("this needs a reason")
	// ErrTerms is returned when terms are not days, months or hours that can be.
	ErrTerms = errors.New("these cannot be terms")
	// ErrDeadlineName is returned when a deadline of the bureau's own has the name of one of the law's, which run by themselves.
	ErrDeadlineName = errors.New("this deadline runs by itself")
)

// Times is from what, and by which terms, a case's clocks run. It is written when the report is taken in, and stays when the settings change. The day on which
// the reporter was first told that the report came is not in it where a board did so: that stands with the branch (cases.Summary).
type Times struct {
	Terms          clocks.Terms // as they stood when the report came; the breach's, when it was judged to be one
	Received       day.Day
	Acknowledged   day.Day       // told in another way than by the board; 0 if not
	Informed       day.Day       // told what was done with the report, or will be
	FeedbackMonths int           // a longer term than Terms has; 0 if none
	FeedbackWhy    string        // why it is longer
	Aware          clocks.Moment // when it was judged to be a breach of personal data
	Notified       clocks.Moment // when the authority was notified
	NoNotice       string        // why it need not be
}

func (t *Times) check(own map[string]day.Day) error {
	for _, k := range clocks.Kinds {
		if _, ok := own[string(k)]; ok {
			return fmt.Errorf("%w: %s", ErrDeadlineName, k)
		}
	}
	for _, why := range []string{t.FeedbackWhy, t.NoNotice} {
		if len(why) > 100_000 {
			return ErrField
		}
	}
	return nil
}

// Breach says whether the case was judged to be a breach of personal data.
func (f *File) Breach() bool { return !f.Times.Aware.None() }

// Clocks returns a case's clocks as they stand at a moment.
func (f *File) Clocks(s cases.Summary, now time.Time) []clocks.Clock {
	t := &f.Times
	terms := t.Terms
	if terms == (clocks.Terms{}) {
		terms = clocks.Default
	}
	acknowledged := t.Acknowledged
	if s.Acknowledged != 0 && (acknowledged == 0 || s.Acknowledged < acknowledged) {
		acknowledged = s.Acknowledged
	}
	return terms.Of(clocks.Case{
		ID: s.ID, Received: cmp.Or(t.Received, s.Opened), Acknowledged: acknowledged, Informed: t.Informed, FeedbackMonths: t.FeedbackMonths,
		Unanswerable: s.State == cases.Unanswerable, Closed: f.Status == StatusClosed || s.State == cases.Closed,
		Aware: t.Aware, Notified: t.Notified, NoNotice: t.NoNotice != "",
	}, now)
}

// beginTimes begins the file of a case that is taken in, under the key that was made for it: also by who may not see the case.
func (d *Desk) beginTimes(tx *register.Tx, id string, k *vault.Key, terms clocks.Terms) error {
	return putFile(tx, id, k, &File{Status: StatusNew, Times: Times{Terms: terms, Received: d.today()}})
}

// TimesChange is what is noted of a case's times. What is nil stays; zero takes it back.
type TimesChange struct {
	Acknowledged, Informed *day.Day
	Breach                 *clocks.Moment // when it was judged to be a breach
	Notified               *clocks.Moment
	NoNotice               *string
	FeedbackMonths         *int
	FeedbackWhy            string // with FeedbackMonths
}

// fields are the names of what is changed, for the log.
func (c *TimesChange) fields() (all []string) {
	for _, f := range []struct {
		name  string
		given bool
	}{{"acknowledged", c.Acknowledged != nil}, {"informed", c.Informed != nil}, {"breach", c.Breach != nil}, {"notified", c.Notified != nil}, {"no-notice", c.NoNotice != nil}, {"feedback-months", c.FeedbackMonths != nil}} {
		if f.given {
			all = append(all, f.name)
		}
	}
	return all
}

// ChangeTimes notes what begins, ends or lengthens a clock of a case. It returns ErrWhen, ErrWhy, or what ChangeFile does.
func (d *Desk) ChangeTimes(id string, c TimesChange) error {
	return d.change(d.event("case-times", id, map[string]any{"fields": c.fields()}), func(tx *register.Tx, r *cases.Register) error {
		s, err := settings(tx)
		if err != nil {
			return err
		}
		return d.putChanged(tx, id, func(f *File) error { return f.Times.change(c, s.terms(), d.now()) })
	})
}

func (t *Times) change(c TimesChange, terms clocks.Terms, now time.Time) error {
	today := day.Of(now)
	for _, said := range []struct{ given, field *day.Day }{{c.Acknowledged, &t.Acknowledged}, {c.Informed, &t.Informed}} {
		if said.given == nil {
			continue
		}
		if on := *said.given; on != 0 && (on < t.Received || on > today) {
			return fmt.Errorf("%w: %s", ErrWhen, on)
		}
		*said.field = *said.given
	}
	if c.FeedbackMonths != nil {
		if n := *c.FeedbackMonths; n < 0 || n > 24 {
			return ErrTerms
		} else if n != 0 && strings.TrimSpace(c.FeedbackWhy) == "" {
			return fmt.Errorf("%w: a longer term for feedback", ErrWhy)
		}
		t.FeedbackMonths, t.FeedbackWhy = *c.FeedbackMonths, strings.TrimSpace(c.FeedbackWhy)
	}
	return t.changeBreach(c, terms, now)
}

func (t *Times) changeBreach(c TimesChange, terms clocks.Terms, now time.Time) error {
	if c.Breach != nil {
		if after(*c.Breach, now) {
			return fmt.Errorf("%w: %s", ErrWhen, c.Breach)
		}
		t.Aware, t.Terms.BreachHours, t.Terms.BreachSoonHours = *c.Breach, terms.BreachHours, terms.BreachSoonHours
	}
	if c.Notified != nil {
		m := *c.Notified
		if !m.None() && (after(m, now) || t.Aware.None() || m.Day < t.Aware.Day || m.Exact() && m.Time.Before(t.Aware.Time)) {
			return fmt.Errorf("%w: %s", ErrWhen, m)
		}
		t.Notified = m
	}
	if c.NoNotice != nil {
		if t.Aware.None() && *c.NoNotice != "" {
			return fmt.Errorf("%w: it is no breach", ErrWhen)
		}
		t.NoNotice = strings.TrimSpace(*c.NoNotice)
	}
	return nil
}

func after(m clocks.Moment, now time.Time) bool {
	return !m.None() && (m.Day > day.Of(now) || m.Exact() && m.Time.After(now))
}

// Minute is now as a moment for the clocks, to the minute.
func (d *Desk) Minute() clocks.Moment { return clocks.At(d.now().Truncate(time.Minute)) }

// Clocks returns the clocks of all cases that the one at the desk may see, the most urgent first.
func (d *Desk) Clocks() (all []clocks.Clock, err error) {
	lines, err := d.Work(Filter{})
	for _, l := range lines {
		all = append(all, l.Clocks...)
	}
	clocks.Sort(all)
	return all, err
}

// Calendar returns the open clocks as a calendar's file (ICS) that says on which days something is due, and nothing else: summary are the words of every entry.
// That one was made is in the log.
func (d *Desk) Calendar(summary string, zone *time.Location) ([]byte, error) {
	all, err := d.Clocks()
	if err != nil {
		return nil, err
	}
	master := d.keys.Register()
	key, err := hkdf.Key(sha256.New, master[:], nil, label.CalendarKey, 32)
	if err != nil {
		return nil, fmt.Errorf("derive the key of calendars: %w", err)
	}
	err = d.reg.Update(func(tx *register.Tx) error { return d.logEvent(tx, d.event("clocks-calendar", "", nil)) })
	return clocks.Calendar{Summary: summary, Key: [32]byte(key), Made: d.now(), Zone: zone}.File(all), err
}

// Terms returns the terms of cases that come from now on.
func (d *Desk) Terms() (t clocks.Terms, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		s, err := settings(tx)
		t = s.terms()
		return err
	})
	return t, err
}

// SetTerms sets the terms of cases that come from now on, and of breaches that are judged from now on; those that run keep theirs. It returns ErrTerms, ErrRole
// or ErrWho.
func (d *Desk) SetTerms(t clocks.Terms) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	if !t.Valid() {
		return ErrTerms
	}
	return d.reg.Update(func(tx *register.Tx) error {
		s, err := settings(tx)
		if err != nil {
			return err
		}
		s.Terms = t
		detail := map[string]any{"acknowledgment_days": t.AcknowledgmentDays, "feedback_months": t.FeedbackMonths, "breach_hours": t.BreachHours}
		return errors.Join(tx.PutJSON(settingsBucket, settingsKey, s), d.logEvent(tx, d.event("terms", "", detail)))
	})
}
