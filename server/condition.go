package server

import (
	"context"
	"maps"
	"slices"

	"golang.org/x/sys/unix"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/confine"
)

// Condition is what the process that has the drop open knows of how it does; luwte-drop doctor asks for it. It has nothing of any reporter:
// no count, and no id but inboxes'.
type Condition struct {
	Serving  bool             `json:"serving"`
	Process  Process          `json:"process"`
	Confined *confine.State   `json:"confined"` // what shuts in the process that serves; null if nothing does
	Since    day.Day          `json:"since"`    // when it was opened
	Tide     *day.Day         `json:"tide"`     // the day of the last one since, or null
	MayHold  int              `json:"may_hold"` // parcels, each inbox
	Allowed  int              `json:"allowed"`  // the same, if the disk had room
	Tor      TorState         `json:"tor"`
	Work     string           `json:"proof_of_work"` // as in FrontDoor
	Front    string           `json:"front"`         // onion address
	Writable string           `json:"writable"`      // why the store's disk takes nothing, or ""
	Failures int64            `json:"failures"`      // answers that said "the drop could not do this", since it serves
	Inboxes  []InboxCondition `json:"inboxes"`
}

// Process is what a process is allowed.
type Process struct {
	ID    int    `json:"id"`
	Files uint64 `json:"files"` // that it may have open at once
	Dumps bool   `json:"dumps"` // whether a crash may leave its memory on the disk
}

// Kinds of TorState.
const (
	TorNone   = "none"
	TorOwn    = "own"
	TorSystem = "system" // which the drop knows nothing of
)

// TorState is how far tor is.
type TorState struct {
	Kind    string `json:"kind"`
	Percent int    `json:"percent"` // of the bootstrap
	Summary string `json:"summary"` // of the same, in tor's words
	Control string `json:"control"` // host:port of its control port
	Torrc   string `json:"torrc"`   // the further torrc that it was given, or ""
}

// Fullness of an inbox.
const (
	Roomy  = ""
	Nearly = "nearly" // some parcels are refused, by chance
	Full   = "full"
)

// InboxCondition is how one inbox does.
type InboxCondition struct {
	ID      string        `json:"id"`
	Name    charter.Texts `json:"name"`
	Door    Door          `json:"door"`
	LeftOut string        `json:"left_out"`      // why visitors do not see it, or ""
	Takes   bool          `json:"takes"`         // reports, today
	Reports day.Day       `json:"reports_until"` // 0 if the charter is damaged
	Made    *day.Day      `json:"board_made"`    // null before the first board
	Next    *day.Day      `json:"board_next"`    // when the board promises the next one
	Damaged bool          `json:"damaged"`       // the disk has spoilt parcels
	Full    string        `json:"full"`
}

// Condition looks at the drop as it is now. It keeps nothing.
func (d *Drop) Condition(ctx context.Context) (*Condition, error) {
	counted, err := d.store.Stats(ctx)
	if err != nil {
		return nil, err
	}
	damaged := map[charter.Inbox]bool{}
	for _, c := range counted {
		damaged[charter.Inbox(c.Inbox)] = c.Damaged > 0
	}
	now := &Condition{Since: d.since, Tide: d.lastTide(), MayHold: int(d.quota.Load()), Allowed: d.limits.Parcels, Tor: d.torState(), Work: d.proofOfWork(), Process: process(), Front: d.address, Failures: d.failures.Load(), Inboxes: []InboxCondition{}}
	if s := d.serving.Load(); s != nil {
		now.Serving, now.Confined = true, s.confined()
	}
	if err := d.probe(); err != nil {
		now.Writable = err.Error()
	}
	known := d.public.Load().inboxes
	for _, in := range slices.SortedFunc(maps.Keys(known), compareInboxes) {
		one := d.conditionOf(in, known[in])
		one.Damaged = damaged[in]
		now.Inboxes = append(now.Inboxes, one)
	}
	return now, nil
}

func (d *Drop) conditionOf(in charter.Inbox, p *published) InboxCondition {
	one := InboxCondition{ID: in.String(), Door: d.door(in), LeftOut: p.leftOut, Full: d.fullness(p)}
	if p.charter != nil {
		one.Name, one.Reports, one.Takes = p.charter.Name, p.charter.ReportsUntil(), takesReports(p.charter)
	}
	if p.made > 0 {
		one.Made, one.Next = &p.made, &p.next
	}
	return one
}

// takesReports says whether a page seals to the charter today.
func takesReports(c *charter.Charter) bool {
	_, open := c.Epoch(day.Today())
	return open && !c.Expired(day.Today())
}

// fullness says what keep does with the next parcel.
func (d *Drop) fullness(p *published) string {
	quota := d.quota.Load()
	switch held := p.parcels.Load(); {
	case held >= quota:
		return Full
	case held >= quota-quota/10:
		return Nearly
	}
	return Roomy
}

func (d *Drop) torState() TorState {
	s := d.serving.Load()
	switch {
	case s != nil && s.conf.SystemTor:
		return TorState{Kind: TorSystem}
	case s == nil || !s.conf.Tor:
		return TorState{Kind: TorNone}
	}
	state := TorState{Kind: TorOwn, Summary: "Starting", Torrc: s.conf.Torrc}
	s.mu.Lock()
	child := s.tor
	s.mu.Unlock()
	if child != nil {
		state.Percent, state.Summary = child.Progress()
		state.Control = child.ControlAddr()
	}
	return state
}

// process asks the kernel about this process.
func process() Process {
	p := Process{ID: unix.Getpid(), Dumps: true}
	var files, core unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &files) == nil {
		p.Files = files.Cur
	}
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	if err == nil && unix.Getrlimit(unix.RLIMIT_CORE, &core) == nil {
		p.Dumps = dumpable != 0 && core.Cur > 0
	}
	return p
}
