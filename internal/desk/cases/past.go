package cases

import (
	"fmt"
	"slices"

	"luwte/crypto/day"
)

// Past is what happened in a case, without the words.
type Past struct {
	Events []Event // in order
	Read   []Reading
}

// Reading says which answers the reporter had read when a follow-up came.
type Reading struct {
	Day     day.Day
	Branch  int   // the follow-up's
	Answers []int // their numbers
}

// Past returns what happened in a case, or ErrNoCase.
func (r *Register) Past(id string, kept Kept) (p Past, err error) {
	c := r.cases[id]
	if c == nil {
		return p, fmt.Errorf("%w: %q", ErrNoCase, id)
	}
	p.Events = r.events(c, kept)
	for _, b := range c.Branches {
		if b.Parent == 0 {
			continue
		}
		one := Reading{Day: b.Day, Branch: b.ID}
		for _, g := range c.branch(b.Parent).Given {
			if slices.ContainsFunc(b.Read, func(slot int) bool { return slot >= g.First && slot < g.end() }) {
				one.Answers = append(one.Answers, g.Answer)
			}
		}
		if len(one.Answers) > 0 {
			p.Read = append(p.Read, one)
		}
	}
	return p, nil
}
