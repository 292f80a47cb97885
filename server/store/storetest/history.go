package storetest

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/anishathalye/porcupine"
)

// Op is what one of many clients asks of one inbox. Parcels are numbers; those from Old on are kept for a week that Expire is asked to
// remove, and only one client puts and expires them, because Expire promises nothing of what is put meanwhile.
type Op struct {
	Kind    string // put, get, snapshot, apply, dispatch, board, expire, tide
	Parcel  int
	Remove  []int  // by apply and dispatch
	Number  uint64 // of a dispatch, which is refused unless it is newer; apply takes the next one
	Unasked bool   // the answer to a put does not say whether it was there already
}

// Old is the first parcel of an earlier week.
const Old = 1000

// Result is what an Op was answered.
type Result struct {
	Yes     bool   // created, found, or not refused
	Number  uint64 // of the state: for snapshot, apply and board
	Parcels []int  // for snapshot
	Count   int    // for expire
}

// Event is a client's asking or its being answered. A client asks one thing at a time.
type Event struct {
	Client int
	Op     *Op     `json:",omitempty"`
	Result *Result `json:",omitempty"`
}

// History is what several clients asked and were answered, in that order, also across crashes. It must be linearizable: as if each Op had
// happened at one moment between asking and answer, and each that a crash left unanswered before the crash or not at all.
type History struct {
	events  []porcupine.Event
	asked   map[int]int // by client: the event that has no answer yet
	answers int
}

// Add adds an event.
func (h *History) Add(e Event) {
	if h.asked == nil {
		h.asked = map[int]int{}
	}
	if e.Op != nil {
		h.asked[e.Client] = len(h.events)
		h.events = append(h.events, porcupine.Event{ClientId: e.Client, Kind: porcupine.CallEvent, Value: *e.Op, Id: len(h.events)})
		return
	}
	h.answer(e.Client, e.Result)
	h.answers++
}

func (h *History) answer(client int, r *Result) {
	id, found := h.asked[client]
	if !found {
		panic(fmt.Sprintf("storetest: client %d was answered and had not asked", client))
	}
	delete(h.asked, client)
	h.events = append(h.events, porcupine.Event{ClientId: client, Kind: porcupine.ReturnEvent, Value: r, Id: id})
}

// Crash leaves all that has no answer open.
func (h *History) Crash() {
	for client := range h.asked {
		h.answer(client, nil)
	}
}

// Answers returns how many answers there were.
func (h *History) Answers() int { return h.answers }

// Check fails the test if the history is not linearizable from an empty inbox of the given number on, and shows its end.
func (h *History) Check(t testing.TB, number uint64) bool {
	t.Helper()
	if porcupine.CheckEvents(model(number), h.events) {
		return true
	}
	t.Error("no order of these events explains the answers:")
	for _, e := range h.events[max(0, len(h.events)-60):] {
		switch v := e.Value.(type) {
		case Op:
			t.Logf("client %d asks %d: %+v", e.ClientId, e.Id, v)
		case *Result:
			t.Logf("client %d is answered %d: %+v", e.ClientId, e.Id, v)
		}
	}
	return false
}

// held is an inbox in the model: comparable, so that states met again are known. kept is a set of numbers.
type held struct {
	number uint64
	kept   string
}

func (s held) has(parcel int) bool { return s.set().Bit(parcel) == 1 }
func (s held) set() *big.Int       { return new(big.Int).SetBytes([]byte(s.kept)) }

func (s held) with(parcel int, bit uint) held {
	set := s.set()
	s.kept = string(set.SetBit(set, parcel, bit).Bytes())
	return s
}

func (s held) parcels() (all []int) {
	set := s.set()
	for n := range set.BitLen() {
		if set.Bit(n) == 1 {
			all = append(all, n)
		}
	}
	return all
}

func model(number uint64) porcupine.Model {
	m := porcupine.NondeterministicModel{
		Init: func() []any { return []any{held{number: number}} },
		Step: func(state, input, output any) []any {
			now, r := state.(held), output.(*Result)
			next, right := now.step(input.(Op), r)
			switch {
			case r == nil && next != now:
				return []any{now, next}
			case r == nil || right:
				return []any{next}
			}
			return nil
		},
		Equal: func(a, b any) bool { return a == b },
	}
	return m.ToModel()
}

// step returns what follows if the operation happens, and whether the result, if there is one, is then right.
func (s held) step(op Op, r *Result) (next held, right bool) {
	if r == nil {
		r = &Result{}
	}
	switch op.Kind {
	case "put":
		return s.with(op.Parcel, 1), op.Unasked || r.Yes == !s.has(op.Parcel)
	case "get":
		return s, r.Yes == s.has(op.Parcel)
	case "snapshot":
		return s, r.Number == s.number && slices.Equal(r.Parcels, s.parcels())
	case "board":
		return s, r.Number == s.number
	case "apply":
		return s.without(op.Remove, s.number+1), r.Number == s.number+1
	case "dispatch":
		if op.Number <= s.number {
			return s, !r.Yes
		}
		return s.without(op.Remove, op.Number), r.Yes
	case "expire":
		due := s.parcels()
		due = slices.DeleteFunc(due, func(n int) bool { return n < Old })
		return s.without(due, s.number), r.Count == len(due)
	case "tide":
		return s, true
	}
	panic("storetest: there is no operation " + op.Kind)
}

func (s held) without(parcels []int, number uint64) held {
	for _, n := range parcels {
		s = s.with(n, 0)
	}
	s.number = number
	return s
}
