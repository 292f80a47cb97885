package courier

import (
	"context"
	"fmt"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/findings"
)

// maxHealth bounds the answer to GET /v1/health, in bytes.
const maxHealth = 4 << 10

// Health is what a door says of how the drop does (SPEC §10). Nothing in it depends on what waits there.
type Health struct {
	Today   day.Day  `json:"today"`         // by the drop's clock
	Store   bool     `json:"store"`         // its disk takes a dispatch
	Shown   bool     `json:"shown"`         // visitors see this inbox
	Reports *day.Day `json:"reports_until"` // nil: the charter cannot be read
	Made    *day.Day `json:"board_made"`    // nil: there is no board
	Next    *day.Day `json:"board_next"`
	Tor     string   `json:"tor"`  // "ready", "starting", or "none": not by the drop itself
	Tide    *day.Day `json:"tide"` // the day of the last one, nil: none since the drop started
}

// Health reads GET /v1/health. It returns ErrState, or an error of wire.
func (d *Door) Health(ctx context.Context) (*Health, error) {
	data, err := d.client.Get(ctx, "/v1/health", maxHealth)
	if err != nil {
		return nil, fmt.Errorf("ask the door how the drop does: %w", err)
	}
	h := new(Health)
	if err := canon.Unmarshal(data, h); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrState, err)
	}
	return h, nil
}

// tellOperator is what a bureau can do about the machine of a drop.
const tellOperator = "tell the drop's operator: luwte-drop doctor says why, and what to do"

// Findings judges it by this machine's day.
func (h *Health) Findings(today day.Day) []findings.Finding {
	all := []findings.Finding{
		h.clock(today),
		yes("store", h.Store, "the drop keeps what it is given", "the drop's disk takes nothing"),
		yes("shown", h.Shown, "visitors see this inbox", "visitors do not see this inbox"),
		h.charter(today),
		h.board(today),
	}
	switch h.Tor {
	case "ready":
		all = append(all, findings.Finding{Name: "tor", Says: "the drop's tor has reached its network"})
	case "none":
		all = append(all, findings.Finding{Name: "tor", Level: findings.Unseen, Says: "the drop runs no tor of its own, and cannot say how the system's does"})
	default:
		all = append(all, findings.Finding{Name: "tor", Level: findings.Warning, Says: "the drop's tor has not reached its network", Do: "look again in some minutes, then " + tellOperator})
	}
	return append(all, h.tide(today))
}

func yes(name string, well bool, says, otherwise string) findings.Finding {
	if well {
		return findings.Finding{Name: name, Says: says}
	}
	return findings.Finding{Name: name, Level: findings.Bad, Says: otherwise, Do: tellOperator}
}

// clock allows a day: the two machines may stand on both sides of midnight.
func (h *Health) clock(today day.Day) findings.Finding {
	if h.Today+1 < today || today+1 < h.Today {
		return findings.Finding{Name: "clock", Level: findings.Bad, Says: fmt.Sprintf("the drop's clock says %s, and this machine's %s", h.Today, today),
			Do: "set the one that is wrong; parcels expire by the drop's"}
	}
	return findings.Finding{Name: "clock", Says: "the drop's day is this machine's"}
}

func (h *Health) charter(today day.Day) findings.Finding {
	f := findings.Finding{Name: "charter"}
	switch {
	case h.Reports == nil:
		f.Level, f.Says, f.Do = findings.Bad, "the drop cannot read the charter", tellOperator
	case charter.Reminder(*h.Reports, today) == "":
		f.Says = fmt.Sprintf("it takes reports for another %d days", *h.Reports-today)
	case today >= *h.Reports:
		f.Level, f.Says, f.Do = findings.Bad, fmt.Sprintf("it takes no reports since %s", *h.Reports), "bring a dispatch with a newer charter: luwte-desk charter, export, then sync"
	default:
		f.Level, f.Says = findings.Warning, fmt.Sprintf("it takes no reports from %s on, in %d days", *h.Reports, *h.Reports-today)
		f.Do = "bring a dispatch with a newer charter before: luwte-desk charter, export, then sync"
	}
	return f
}

func (h *Health) board(today day.Day) findings.Finding {
	f := findings.Finding{Name: "board"}
	switch {
	case h.Next == nil:
		f.Level, f.Says, f.Do = findings.Warning, "there is none yet", "bring the desk's first dispatch: luwte-desk export, then sync"
	case *h.Next+1 < today: // as board.Old
		f.Level, f.Says = findings.Bad, fmt.Sprintf("it is older than it promises: the next one should have come by %s", *h.Next)
		f.Do = "bring the desk's next dispatch: luwte-desk export, then sync; every visitor is told that the board is old"
	default:
		f.Says = fmt.Sprintf("the next one is promised by %s", *h.Next)
	}
	return f
}

// tideDays is how many days may go by between two tides: one is made every night, and midnight may lie between.
const tideDays = 2

func (h *Health) tide(today day.Day) findings.Finding {
	f := findings.Finding{Name: "tide"}
	switch {
	case h.Tide == nil:
		f.Level, f.Says = findings.Unseen, "there was none since the drop started"
	case *h.Tide+tideDays < today:
		f.Level, f.Says, f.Do = findings.Warning, fmt.Sprintf("the last one was on %s: what was released since can still be read from the drop's disk", *h.Tide), tellOperator
	default:
		f.Says = fmt.Sprintf("the last one was on %s", *h.Tide)
	}
	return f
}
