package clocks

import (
	"fmt"
	"time"
)

// Languages are those in which clocks have words. Others get English.
var Languages = []string{"nl", "en"}

type texts struct {
	names                            map[Kind]string
	meanings                         map[Kind]string // with one number in it
	sources                          map[Kind]string
	bases                            map[Basis]string
	overdue, today, left, hours, met string
	late, none, day, oneDay          string
	months                           [12]string
}

var words = map[string]texts{
	"nl": {
		names: map[Kind]string{Acknowledgment: "Ontvangstbevestiging", Feedback: "Terugkoppeling", Breach: "Melding datalek"},
		meanings: map[Kind]string{
			Acknowledgment: "Binnen %d dagen na ontvangst moet de melder weten dat de melding is aangekomen; het ontvangstbericht op het bord telt als bevestiging.",
			Feedback:       "Binnen %d maanden na de ontvangstbevestiging moet de melder horen wat u met de melding hebt gedaan of gaat doen; de zaak hoeft dan nog niet klaar te zijn.",
			Breach:         "Binnen %d uur nadat het bureau redelijk zeker wist dat er persoonsgegevens zijn gelekt, moet dat bij de toezichthouder zijn gemeld; later mag alleen met de redenen erbij.",
		},
		sources: map[Kind]string{
			Acknowledgment: "Wet bescherming klokkenluiders, artikel 2; Richtlijn (EU) 2019/1937, artikel 9 lid 1 onder b en artikel 11 lid 2 onder b",
			Feedback:       "Wet bescherming klokkenluiders, artikel 2; Richtlijn (EU) 2019/1937, artikel 9 lid 1 onder f en artikel 11 lid 2 onder d",
			Breach:         "AVG, artikel 33 lid 1; wanneer u het weet: EDPB-richtsnoeren 9/2022",
		},
		bases: map[Basis]string{
			FromReceipt: "loopt vanaf de ontvangst op %s", FromAcknowledgment: "loopt vanaf de ontvangstbevestiging op %s",
			FromSevenDays: "loopt vanaf %s, de laatste dag voor de ontvangstbevestiging", FromAwareness: "loopt vanaf %s, toen het bureau het wist",
		},
		overdue: "te laat sinds %s", today: "vandaag de laatste dag", left: "nog %s, tot en met %s", hours: "nog %d uur, tot %s", met: "gedaan op %s", late: ", te laat",
		none: "niet van toepassing", day: "%d dagen", oneDay: "1 dag",
		months: [12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	},
	"en": {
		names: map[Kind]string{Acknowledgment: "Acknowledgment", Feedback: "Feedback", Breach: "Breach notification"},
		meanings: map[Kind]string{
			Acknowledgment: "Within %d days of receipt the reporter must know that the report has come; the receipt on the board is that acknowledgment.",
			Feedback:       "Within %d months of the acknowledgment the reporter must hear what you did with the report or will do; the case need not be finished by then.",
			Breach:         "Within %d hours of the bureau being reasonably certain that personal data leaked, the supervisory authority must be notified; later only with the reasons.",
		},
		sources: map[Kind]string{
			Acknowledgment: "Dutch Act on the protection of whistleblowers, article 2; Directive (EU) 2019/1937, articles 9(1)(b) and 11(2)(b)",
			Feedback:       "Dutch Act on the protection of whistleblowers, article 2; Directive (EU) 2019/1937, articles 9(1)(f) and 11(2)(d)",
			Breach:         "GDPR, article 33(1); when you know: EDPB Guidelines 9/2022",
		},
		bases: map[Basis]string{
			FromReceipt: "runs from the receipt on %s", FromAcknowledgment: "runs from the acknowledgment on %s",
			FromSevenDays: "runs from %s, the last day for the acknowledgment", FromAwareness: "runs from %s, when the bureau knew",
		},
		overdue: "overdue since %s", today: "today is the last day", left: "%s left, until %s", hours: "%d hours left, until %s", met: "done on %s", late: ", late",
		none: "not applicable", day: "%d days", oneDay: "1 day",
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	},
}

func in(language string) texts {
	if t, ok := words[language]; ok {
		return t
	}
	return words["en"]
}

// Name returns a term's name.
func (k Kind) Name(language string) string { return in(language).names[k] }

// Meaning returns one sentence that says what a term asks of the bureau.
func (t Terms) Meaning(k Kind, language string) string {
	n := map[Kind]int{Acknowledgment: t.AcknowledgmentDays, Feedback: t.FeedbackMonths, Breach: t.BreachHours}[k]
	return fmt.Sprintf(in(language).meanings[k], n)
}

// Source returns the law that sets a term.
func (k Kind) Source(language string) string { return in(language).sources[k] }

// In returns the moment as people write it: "8 March 2026", "8 March 2026, 14:30 UTC"; "" for none.
func (m Moment) In(language string) string {
	if m.None() {
		return ""
	}
	t := m.begin()
	date := fmt.Sprintf("%d %s %d", t.Day(), in(language).months[t.Month()-1], t.Year())
	if m.Exact() {
		return date + t.Format(", 15:04 UTC")
	}
	return date
}

// Reason says from when a clock runs and why, to be kept with the case; "" if it does not run.
func (k Clock) Reason(language string) string {
	if k.Basis == FromNothing {
		return ""
	}
	return fmt.Sprintf(in(language).bases[k.Basis], k.From.In(language))
}

// Standing says how a clock stands now: "3 days left, until 8 March 2026".
func (k Clock) Standing(language string, now time.Time) string {
	t := in(language)
	left := k.Due.end().Sub(now)
	switch {
	case k.State == NotApplicable:
		return t.none
	case k.State == Met && k.Late:
		return fmt.Sprintf(t.met, k.Met.In(language)) + t.late
	case k.State == Met:
		return fmt.Sprintf(t.met, k.Met.In(language))
	case k.State == Overdue:
		return fmt.Sprintf(t.overdue, k.Due.In(language))
	case k.Due.Exact():
		return fmt.Sprintf(t.hours, int(left.Hours()), k.Due.In(language))
	}
	switch days := int(left.Hours()) / 24; days {
	case 0:
		return t.today
	case 1:
		return fmt.Sprintf(t.left, t.oneDay, k.Due.In(language))
	default:
		return fmt.Sprintf(t.left, fmt.Sprintf(t.day, days), k.Due.In(language))
	}
}
