// Package clocks has the terms that the law sets a bureau for a case: when each runs from, when it ends, how it stands, and which is the most
// urgent. It is pure: plain data in, plain data out, no clock of its own.
//
// The rules, and where they come from:
//
//   - Acknowledgment, 7 days from receipt: Directive (EU) 2019/1937 art. 9(1)(b) and 11(2)(b); Wet bescherming klokkenluiders (Wbk) art. 2(2).
//   - Feedback, 3 months from the acknowledgment; if none was sent, from the end of the seven days: Directive art. 9(1)(f); Wbk art. 2(2). A
//     competent authority may take 6 months in justified cases (art. 11(2)(d)): Case.FeedbackMonths.
//   - Breach, 72 hours from becoming aware: GDPR art. 33(1). One is aware when it is reasonably certain that personal data were compromised
//     (EDPB Guidelines 9/2022): not when the report comes, but when somebody at the bureau has judged it.
//
// How they are counted follows Regulation (EEC, Euratom) 1182/71 art. 3: the day on which something happens is not counted; months end on the
// day of the same number, or on the last day of a month that has none; a term of days or months lasts until the end of its last day. Where rules
// leave a choice, the clock takes the earlier end, for one who keeps that keeps the other too:
//
//   - a late acknowledgment does not put off the feedback: its term begins at the end of the seven days at the latest;
//   - an end in a weekend or on a holiday stays there (art. 3(4) would move it to the next working day, art. 3(5) would lengthen short terms);
//   - the 72 hours are counted from the minute (art. 3(1) would leave out the hour that has begun).
//
// The protocol knows only days, so that nothing finer is ever known of a reporter. The breach's clock has hours all the same: it runs from
// something that an officer does, here, and says nothing of when the reporter wrote. Where only the day is known, it runs from that day's first
// minute, in UTC like all of Luwte's days. Days end in UTC too, which in the Netherlands is an hour or two after midnight.
//
// Only the desk imports it.
package clocks

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"luwte/crypto/day"
)

// Kind is which of the terms.
type Kind string

// The terms.
const (
	Acknowledgment Kind = "acknowledgment"
	Feedback       Kind = "feedback"
	Breach         Kind = "breach"
)

// Kinds are all terms, in the order in which they are shown for one case.
var Kinds = []Kind{Acknowledgment, Feedback, Breach}

// Terms is how long each term is, and how long before its end it is due soon. Zero is not a term: begin with Default.
type Terms struct {
	AcknowledgmentDays int `json:"acknowledgment_days"`
	FeedbackMonths     int `json:"feedback_months"`
	BreachHours        int `json:"breach_hours"` // a proposal of November 2025 makes them 96

	AcknowledgmentSoonDays int `json:"acknowledgment_soon_days"`
	FeedbackSoonDays       int `json:"feedback_soon_days"`
	BreachSoonHours        int `json:"breach_soon_hours"`
}

// Default is what the law says in 2026.
var Default = Terms{AcknowledgmentDays: 7, FeedbackMonths: 3, BreachHours: 72, AcknowledgmentSoonDays: 2, FeedbackSoonDays: 14, BreachSoonHours: 24}

// Valid says whether these can be terms.
func (t Terms) Valid() bool {
	within := func(n, least, most int) bool { return n >= least && n <= most }
	return within(t.AcknowledgmentDays, 1, 365) && within(t.FeedbackMonths, 1, 24) && within(t.BreachHours, 1, 24*90) &&
		within(t.AcknowledgmentSoonDays, 0, 365) && within(t.FeedbackSoonDays, 0, 365) && within(t.BreachSoonHours, 0, 24*90)
}

// Case is what the clocks need to know of a case. Zero days and moments are what has not happened.
type Case struct {
	ID           string
	Received     day.Day // on which the desk took the report in
	Acknowledged day.Day // on which its receipt first stood on a board
	Informed     day.Day // on which the reporter was first told what the bureau did, or will do, with the report
	Unanswerable bool    // nothing can be sealed to the reporter
	Closed       bool    // no more is owed to the reporter; the breach's clock does not care

	FeedbackMonths int // instead of the term's, where a longer one was justified; 0 if not

	Aware    Moment // when the bureau judged that it is a breach of personal data
	Notified Moment // when the authority was notified, or the case found to need no notification
	NoNotice bool   // the officer judged that no notification is needed (GDPR art. 33(1), risk unlikely), and noted why
}

// Moment is a point in time, or, where Time is zero, a day of which no more is known.
type Moment struct {
	Day  day.Day
	Time time.Time
}

// On returns a day as a moment.
func On(d day.Day) Moment { return Moment{Day: d} }

// At returns a point in time as a moment.
func At(t time.Time) Moment { return Moment{day.Of(t), t.UTC()} }

// ErrMoment is returned when a text is no moment.
var ErrMoment = errors.New("not a date, nor a date and a time")

// ParseMoment reads what String writes: a date, or a date and a time in UTC, with " UTC" behind it or not; nothing is no moment. It returns ErrMoment.
func ParseMoment(text string) (Moment, error) {
	if text == "" {
		return Moment{}, nil
	}
	if t, err := time.Parse("2006-01-02 15:04", strings.Replace(strings.TrimSuffix(text, " UTC"), "T", " ", 1)); err == nil && t.Year() >= 1970 {
		return At(t), nil
	}
	d, err := day.Parse(text)
	if err != nil {
		return Moment{}, ErrMoment
	}
	return On(d), nil
}

// None says whether it is no moment: something that has not happened.
func (m Moment) None() bool { return m.Day == 0 && m.Time.IsZero() }

// Exact says whether more than the day is known.
func (m Moment) Exact() bool { return !m.Time.IsZero() }

// String returns the date, with the time in UTC if it is known.
func (m Moment) String() string {
	if m.Exact() {
		return m.Time.Format("2006-01-02 15:04 UTC")
	}
	return m.Day.String()
}

// begin is the first instant that the moment may be, end the first one after it.
func (m Moment) begin() time.Time {
	if m.Exact() {
		return m.Time
	}
	return start(m.Day)
}

func (m Moment) end() time.Time {
	if m.Exact() {
		return m.Time
	}
	return start(m.Day + 1)
}

func start(d day.Day) time.Time { return time.Unix(0, 0).UTC().AddDate(0, 0, int(d)) }

// State is how a clock stands.
type State string

// States of a clock.
const (
	Overdue       State = "overdue"
	Soon          State = "due soon"
	Running       State = "running"
	Met           State = "met"
	NotApplicable State = "not applicable"
)

// Basis is what a clock runs from.
type Basis string

// What clocks run from.
const (
	FromReceipt        Basis = "receipt"
	FromAcknowledgment Basis = "acknowledgment"
	FromSevenDays      Basis = "end of the acknowledgment's term" // none was sent, or too late
	FromAwareness      Basis = "awareness"
	FromNothing        Basis = ""
)

// Clock is one term of one case. What it runs from is to be written down with the case: settings may change.
type Clock struct {
	Case  string
	Kind  Kind
	State State
	Basis Basis
	From  Moment
	Due   Moment // if a day, the term lasts until its end
	Met   Moment
	Late  bool // met, after it was due
}

// Of returns the three clocks of a case as they stand now.
func (t Terms) Of(c Case, now time.Time) []Clock {
	return []Clock{t.acknowledgment(c, now), t.feedback(c, now), t.breach(c, now)}
}

func (t Terms) acknowledgment(c Case, now time.Time) Clock {
	k := Clock{Case: c.ID, Kind: Acknowledgment, Basis: FromReceipt, From: On(c.Received), Due: On(c.Received + day.Day(t.AcknowledgmentDays)), Met: On(c.Acknowledged)}
	return k.stand(now, start(k.Due.Day-day.Day(min(t.AcknowledgmentSoonDays, int(k.Due.Day)))), c.Unanswerable || c.Closed)
}

func (t Terms) feedback(c Case, now time.Time) Clock {
	k := Clock{Case: c.ID, Kind: Feedback, Basis: FromAcknowledgment, From: On(c.Acknowledged), Met: On(c.Informed)}
	if last := c.Received + day.Day(t.AcknowledgmentDays); c.Acknowledged == 0 || c.Acknowledged > last {
		k.Basis, k.From = FromSevenDays, On(last)
	}
	months := t.FeedbackMonths
	if c.FeedbackMonths > 0 {
		months = c.FeedbackMonths
	}
	k.Due = On(addMonths(k.From.Day, months))
	return k.stand(now, start(k.Due.Day-day.Day(min(t.FeedbackSoonDays, int(k.Due.Day)))), c.Unanswerable || c.Closed)
}

func (t Terms) breach(c Case, now time.Time) Clock {
	k := Clock{Case: c.ID, Kind: Breach, State: NotApplicable}
	if c.Aware.None() {
		return k
	}
	k.Basis, k.From, k.Met = FromAwareness, c.Aware, c.Notified
	k.Due = At(c.Aware.begin().Add(time.Duration(t.BreachHours) * time.Hour))
	return k.stand(now, k.Due.Time.Add(-time.Duration(t.BreachSoonHours)*time.Hour), c.NoNotice)
}

// stand sets the clock's state. What was met stays met, whatever became of the case.
func (k Clock) stand(now, soon time.Time, over bool) Clock {
	switch {
	case !k.Met.None():
		k.State, k.Late = Met, k.Met.begin().Compare(k.Due.end()) >= 0
		if k.Due.Exact() && k.Met.Exact() {
			k.Late = k.Met.Time.After(k.Due.Time)
		}
	case over:
		k.State = NotApplicable
	case now.Compare(k.Due.end()) >= 0:
		k.State = Overdue
	case !now.Before(soon):
		k.State = Soon
	default:
		k.State = Running
	}
	return k
}

// addMonths returns the day of the same number so many months later, or the last one of a month that has none.
func addMonths(d day.Day, months int) day.Day {
	t := start(d)
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	length := first.AddDate(0, 1, -1).Day()
	return day.Of(first.AddDate(0, 0, min(t.Day(), length)-1))
}

// Until is the first moment at which it is too late.
func (k Clock) Until() time.Time { return k.Due.end() }

// Open says whether something is still to be done.
func (k Clock) Open() bool { return k.State == Overdue || k.State == Soon || k.State == Running }

// Sort puts the most urgent clock first: what is open by when it is due, so what is overdue longest comes first; then what was met, the latest first;
// then the rest. Equals are in the order of their cases' ids and of Kinds.
func Sort(all []Clock) {
	slices.SortFunc(all, func(a, b Clock) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), a.when().Compare(b.when()), cmp.Compare(a.Case, b.Case),
			cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)))
	})
}

func (k Clock) rank() int {
	switch {
	case k.Open():
		return 0
	case k.State == Met:
		return 1
	}
	return 2
}

// when is what clocks of one rank are sorted by.
func (k Clock) when() time.Time {
	switch k.rank() {
	case 0:
		return k.Due.end()
	case 1:
		return time.Unix(-k.Met.begin().Unix(), 0)
	}
	return time.Time{}
}
