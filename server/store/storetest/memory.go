package storetest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"luwte/server/store"
)

// Fault says how the next write of a Memory fails. In both versions the caller
// sees an error; what differs is what it finds later.
type Fault int

const (
	NoFault           Fault = iota // it succeeds
	FailAndNotPersist              // the write was lost
	FailButPersist                 // the write is there, only its acknowledgement was lost
)

// ErrInjected is the error of a failed write, unless FailNext named another.
var ErrInjected = errors.New("storetest: injected fault")

// Memory is a Store in memory, for tests: the model that says what every engine
// must do, and the one that can be told to fail. It is ready for use.
type Memory struct {
	mu      sync.Mutex
	closed  bool
	inboxes map[store.Inbox]*inbox
	fault   Fault
	err     error
}

type inbox struct {
	state   store.State
	parcels map[store.ID]parcel
}

type parcel struct {
	bytes []byte
	week  uint32
}

// FailNext makes the next write fail in this way, with err or ErrInjected.
func (m *Memory) FailNext(f Fault, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault, m.err = f, cmp.Or(err, ErrInjected)
}

// Reopen undoes Close.
func (m *Memory) Reopen() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = false
}

// begin locks the model for one call; the caller unlocks it, whatever the error.
func (m *Memory) begin(ctx context.Context) error {
	m.mu.Lock()
	if m.closed {
		return store.ErrClosed
	}
	return ctx.Err()
}

// commit does a write that nothing speaks against any more, or the injected fault.
func (m *Memory) commit(write func()) error {
	fault := m.fault
	m.fault = NoFault
	if fault != FailAndNotPersist {
		write()
	}
	if fault != NoFault {
		return fmt.Errorf("write: %w", m.err)
	}
	return nil
}

func (m *Memory) Put(ctx context.Context, in store.Inbox, b []byte, week uint32) (store.ID, bool, error) {
	id := store.IDOf(b)
	defer m.mu.Unlock()
	if err := m.begin(ctx); err != nil {
		return id, false, err
	}
	box := m.inboxes[in]
	if box == nil {
		return id, false, store.ErrNoInbox
	}
	_, found := box.parcels[id]
	err := m.commit(func() {
		if !found {
			box.parcels[id] = parcel{bytes.Clone(b), week}
		}
	})
	return id, err == nil && !found, err
}

func (m *Memory) Get(ctx context.Context, in store.Inbox, id store.ID) ([]byte, error) {
	defer m.mu.Unlock()
	if err := m.begin(ctx); err != nil {
		return nil, err
	}
	box := m.inboxes[in]
	if box == nil {
		return nil, store.ErrNoInbox
	}
	p, found := box.parcels[id]
	if !found {
		return nil, store.ErrNoParcel
	}
	return bytes.Clone(p.bytes), nil
}

func (m *Memory) Snapshot(ctx context.Context, in store.Inbox) (store.State, []store.ID, error) {
	defer m.mu.Unlock()
	if err := m.begin(ctx); err != nil {
		return store.State{}, nil, err
	}
	box := m.inboxes[in]
	if box == nil {
		return store.State{}, nil, store.ErrNoInbox
	}
	ids := slices.SortedFunc(maps.Keys(box.parcels), func(a, b store.ID) int { return bytes.Compare(a[:], b[:]) })
	return clone(box.state), ids, nil
}

func (m *Memory) State(ctx context.Context, in store.Inbox) (store.State, int, error) {
	state, ids, err := m.Snapshot(ctx, in)
	return state, len(ids), err
}

func (m *Memory) Inboxes(ctx context.Context) ([]store.Inbox, error) {
	defer m.mu.Unlock()
	if err := m.begin(ctx); err != nil {
		return nil, err
	}
	return m.sorted(), nil
}

func (m *Memory) sorted() []store.Inbox {
	return slices.SortedFunc(maps.Keys(m.inboxes), func(a, b store.Inbox) int { return bytes.Compare(a[:], b[:]) })
}

func (m *Memory) AddInbox(ctx context.Context, in store.Inbox, s store.State) error {
	defer m.mu.Unlock()
	if err := m.begin(ctx); err != nil {
		return err
	}
	return m.commit(func() {
		if m.inboxes == nil {
			m.inboxes = map[store.Inbox]*inbox{}
		}
		if m.inboxes[in] == nil {
			m.inboxes[in] = &inbox{parcels: map[store.ID]parcel{}}
		}
		m.inboxes[in].state = clone(s)
	})
}

func (m *Memory) Apply(ctx context.Context, in store.Inbox, decide func(store.State) (store.State, []store.ID, error)) error {
	defer m.mu.Unlock()
	if err := m.begin(ctx); err != nil {
		return err
	}
	box := m.inboxes[in]
	if box == nil {
		return store.ErrNoInbox
	}
	next, remove, err := decide(clone(box.state))
	if err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	return m.commit(func() {
		box.state = clone(next)
		for _, id := range remove {
			delete(box.parcels, id)
		}
	})
}

func (m *Memory) Expire(ctx context.Context, week uint32) (int, error) {
	defer m.mu.Unlock()
	if err := m.begin(ctx); err != nil {
		return 0, err
	}
	n := 0
	err := m.commit(func() {
		for _, box := range m.inboxes {
			maps.DeleteFunc(box.parcels, func(_ store.ID, p parcel) bool {
				if p.week < week {
					n++
				}
				return p.week < week
			})
		}
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func (m *Memory) Stats(ctx context.Context) ([]store.InboxStats, error) {
	defer m.mu.Unlock()
	if err := m.begin(ctx); err != nil {
		return nil, err
	}
	var all []store.InboxStats
	for _, in := range m.sorted() {
		s := store.InboxStats{Inbox: in, Weeks: map[uint32]int{}}
		for _, p := range m.inboxes[in].parcels {
			s.Parcels++
			s.Bytes += int64(len(p.bytes))
			s.Weeks[p.week]++
		}
		all = append(all, s)
	}
	return all, nil
}

// Tide changes nothing that can be seen.
func (m *Memory) Tide(ctx context.Context, _ func(done, all int)) (t store.Tided, err error) {
	defer m.mu.Unlock()
	if err := m.begin(ctx); err != nil {
		return store.Tided{}, err
	}
	for _, box := range m.inboxes {
		for _, p := range box.parcels {
			t.Parcels++
			t.Bytes += int64(len(p.bytes))
		}
	}
	return t, m.commit(func() {})
}

func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

func clone(s store.State) store.State {
	s.Charter, s.Board, s.Dispatch = bytes.Clone(s.Charter), bytes.Clone(s.Board), bytes.Clone(s.Dispatch)
	return s
}
