package worksheet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrDecision is returned when a decision has grounds that it cannot have.
var ErrDecision = errors.New("this decision has no such ground")

// ErrEntry is returned when an entry of the internal log says nothing.
var ErrEntry = errors.New("an entry of the log has facts, effects or measures")

// Ground is why people are told of a breach, or are not.
type Ground string

// Grounds of a decision under GDPR art. 34, and one of the Dutch act that carries it out (UAVG).
const (
	HighRisk       Ground = "high-risk"      // 34(1): told
	NoHighRisk     Ground = "no-high-risk"   // 34(1): not told
	Unintelligible Ground = "unintelligible" // 34(3)(a): nobody could read the data
	RiskAverted    Ground = "risk-averted"   // 34(3)(b): measures afterwards
	Effort         Ground = "effort"         // 34(3)(c): too much effort; then a public communication, or the like
	Investigation  Ground = "investigation"  // GDPR art. 23, UAVG art. 41: so far and so long as it would harm the investigation of crimes
)

// Decision is whether people are told. Its reasons are part of the accountability of art. 5(2).
type Decision struct {
	Made    bool   `json:"made"`
	Inform  bool   `json:"inform"`
	Ground  Ground `json:"ground"`
	Reasons string `json:"reasons"` // in the officer's words
	By      string `json:"by"`
	Day     string `json:"day"`
}

// grounds by whether people are told.
var grounds = map[bool][]Ground{true: {HighRisk}, false: {NoHighRisk, Unintelligible, RiskAverted, Effort, Investigation}}

// Grounds are those of a decision that people are told, or are not.
func Grounds(inform bool) []Ground { return slices.Clone(grounds[inform]) }

// Decide notes a decision, or returns ErrDecision.
func (s *Sheet) Decide(d Decision) error {
	if err := d.valid(); err != nil {
		return err
	}
	s.Decision = d
	return nil
}

// DecideOn notes a decision by its ground, which says by itself whether people are told; none takes the decision back, and leaves the reasons. It returns ErrDecision.
func (s *Sheet) DecideOn(ground Ground, reasons, by, day string) error {
	if ground == "" {
		return s.Decide(Decision{Reasons: strings.TrimSpace(reasons)})
	}
	return s.Decide(Decision{Made: true, Inform: slices.Contains(grounds[true], ground), Ground: ground, Reasons: strings.TrimSpace(reasons), By: by, Day: day})
}

// Note adds an entry to the internal log, or returns ErrEntry if it says nothing.
func (s *Sheet) Note(e Entry) error {
	e.Facts, e.Effects, e.Measures = strings.TrimSpace(e.Facts), strings.TrimSpace(e.Effects), strings.TrimSpace(e.Measures)
	if e.Facts+e.Effects+e.Measures == "" {
		return ErrEntry
	}
	s.Log = append(s.Log, e)
	return nil
}

// Doubts returns what about a decision an authority would ask, in words.
func (s *Sheet) Doubts(language string) (all []string) {
	for _, key := range s.doubts() {
		all = append(all, in(language).doubts[key])
	}
	return all
}

func (d Decision) valid() error {
	if d.Made && !slices.Contains(grounds[d.Inform], d.Ground) {
		return fmt.Errorf("%w: %q", ErrDecision, d.Ground)
	}
	return nil
}

// doubts returns what about a decision an authority would ask, as keys of the texts; none if nothing.
func (s *Sheet) doubts() (all []string) {
	d := s.Decision
	switch {
	case !d.Made && s.Phase == Withdrawn:
		return nil
	case !d.Made:
		return []string{"undecided"}
	}
	if d.Reasons == "" {
		all = append(all, "reasons")
	}
	if d.By == "" || d.Day == "" {
		all = append(all, "who")
	}
	reached := s.Values["receivers"] == "criminals"
	switch {
	case d.Ground == NoHighRisk && (reached || s.Values["severity"] == "large"):
		all = append(all, "risk")
	case d.Ground == Effort && s.Values["public"] == "":
		all = append(all, "public")
	case d.Ground == Investigation:
		all = append(all, "until")
	case d.Inform && s.Values["told"] == "":
		all = append(all, "told")
	}
	return all
}

// Entry is a line of the internal log (art. 33(5)): facts, effects, measures. It is kept for every breach, notified or not.
type Entry struct {
	Day      string `json:"day"`
	By       string `json:"by"`
	Facts    string `json:"facts"`
	Effects  string `json:"effects"`
	Measures string `json:"measures"`
}

// logGaps are the parts of the log that no entry has.
func (s *Sheet) logGaps() (all []string) {
	var facts, effects, measures bool
	for _, e := range s.Log {
		facts, effects, measures = facts || e.Facts != "", effects || e.Effects != "", measures || e.Measures != ""
	}
	for key, there := range map[string]bool{"facts": facts, "effects": effects, "measures": measures} {
		if !there {
			all = append(all, key)
		}
	}
	slices.Sort(all)
	return all
}
