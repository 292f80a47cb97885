package cases

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"luwte/crypto/message"
)

// Obvious rubbish gets no receipt, so that it takes no places on a board: reports that say nothing, and the very same report many times over in one pouch (SPEC
// §9.9). No client of this project makes the first; the second needs more people of one mind than a bureau has. Still it may be meant: such a report is a case like
// any other, listed and read, and the first thing that an officer or its reporter does with it ends this.

// MaxSame is how many reports of one pouch may say the very same and get receipts. A hundred colleagues can agree on a text.
const MaxSame = 100

// Blank is why a report that says nothing gets no receipt; any other reason is that it came too often.
const Blank = "not a word, no answer and no file in it"

// getsNothing says whether a case gets no receipt.
func (c *Case) getsNothing() bool { return c.Rubbish != "" && !c.taken() }

func (c *Case) taken() bool { return c.Taken || len(c.Answers) > 0 }

// saysNothing says whether a report has no file, no option chosen, and not one character that can be seen.
func saysNothing(m *message.Report) bool {
	blank := func(s string) bool { return !strings.ContainsFunc(s, visible) }
	return len(m.Files) == 0 && blank(m.Text) && !slices.ContainsFunc(m.Answers, func(a message.Answer) bool { return len(a.Values) > 0 || !blank(a.Answer) })
}

// visible leaves out what Unicode has that shows nothing: white space, controls, characters of format, and letters without a shape.
func visible(r rune) bool {
	return r != '\u2800' && !unicode.In(r, unicode.White_Space, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// said returns a hash of all that a report says.
func said(m *message.Report) []byte {
	files := []string{}
	for _, f := range m.Files {
		files = append(files, fmt.Sprintf("%x", f.SHA256))
	}
	text, err := json.Marshal([]any{m.Topic, m.Answers, m.Text, files})
	if err != nil {
		panic("cases: " + err.Error()) // strings and lists of them have a JSON
	}
	sum := sha256.Sum256(text)
	return sum[:]
}

func (r *Register) rubbish(by By, c *Case, reason string) {
	c.Rubbish = reason
	r.event(c, by, IsRubbish, 1, reason)
}

// Same finds, among the outcomes of a pouch, new cases that say the very same as more than MaxSame others, notes it in them, and gives them no receipts. It returns how many.
func (r *Register) Same(by By, outcomes []*Outcome) (n int) {
	same := map[Mark][]*Outcome{}
	for _, o := range outcomes {
		if o.Kind == NewCase && o.Says != "" {
			same[o.Says] = append(same[o.Says], o)
		}
	}
	for _, all := range same {
		if len(all) <= MaxSame+1 {
			continue
		}
		for _, o := range all {
			if c := r.cases[o.Case]; c != nil && c.Rubbish == "" && !c.taken() && len(c.Letters) == 1 {
				o.Rubbish = fmt.Sprintf("the very same report %d times in one pouch", len(all))
				r.rubbish(by, c, o.Rubbish)
				n++
			}
		}
	}
	return n
}

// TakeUp notes that an officer has taken up a case: it gets its receipt, whatever it looked like, and does not wait behind what nobody has looked at. It returns
// ErrNoCase.
func (r *Register) TakeUp(by By, id string) error {
	c := r.cases[id]
	if c == nil {
		return fmt.Errorf("%w: %q", ErrNoCase, id)
	}
	if !c.Taken {
		c.Taken = true
		r.event(c, by, DidTakeUp, 0, "")
	}
	return nil
}
