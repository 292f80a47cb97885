package doctor

import (
	"fmt"

	"luwte/crypto/day"
)

// tideLate is after how many days without one a tide is missing; it comes every night.
const tideLate = 2

// tide says whether what was released is being made unreadable.
func (e *examination) tide() {
	if !e.serves() {
		e.unseen("tide", "", "when the last one was is not written down", whileServing)
		return
	}
	last, says := e.now.Since, "there was none since the drop was started: the first comes within an hour, or after the first dispatch"
	if e.now.Tide != nil {
		last, says = *e.now.Tide, fmt.Sprintf("the last one was on %s", *e.now.Tide)
	}
	if day.Today() > last+tideLate {
		e.bad("tide", "", fmt.Sprintf("there was none since %s: what bureaus have released since could still be read from the disk", last),
			"run one, which says what is in its way: luwte-drop tide --dir "+quoted(e.Dir))
		return
	}
	e.ok("tide", "", says)
}
