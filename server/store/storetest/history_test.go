package storetest

import (
	"strings"
	"testing"
)

// history makes one of events; an empty one is a crash.
func history(t *testing.T, events ...Event) *History {
	t.Helper()
	h := &History{}
	for _, e := range events {
		if e == (Event{}) {
			h.Crash()
		} else {
			h.Add(e)
		}
	}
	return h
}

func ask(client int, op Op) Event          { return Event{Client: client, Op: &op} }
func told(client int, result Result) Event { return Event{Client: client, Result: &result} }

// TestHistory_WrongAnswers_AreFound: each of the promises, kept and broken.
func TestHistory_WrongAnswers_AreFound(t *testing.T) {
	put1, snapshot := ask(1, Op{Kind: "put", Parcel: 1}), ask(2, Op{Kind: "snapshot"})
	created, crash := told(1, Result{Yes: true}), Event{}
	apply := ask(1, Op{Kind: "apply", Remove: []int{1}})
	for name, c := range map[string]struct {
		events []Event
		right  bool
	}{
		"there after a crash":   {[]Event{put1, created, crash, snapshot, told(2, Result{Parcels: []int{1}})}, true},
		"lost":                  {[]Event{put1, created, crash, snapshot, told(2, Result{})}, false},
		"unanswered, there":     {[]Event{put1, crash, snapshot, told(2, Result{Parcels: []int{1}})}, true},
		"unanswered, not there": {[]Event{put1, crash, snapshot, told(2, Result{})}, true},
		"unanswered, then later": {[]Event{put1, crash, snapshot, told(2, Result{}),
			snapshot, told(2, Result{Parcels: []int{1}})}, false},
		"created twice":       {[]Event{put1, created, put1, created}, false},
		"seen, then not":      {[]Event{put1, snapshot, told(2, Result{Parcels: []int{1}}), snapshot, told(2, Result{}), created}, false},
		"released":            {[]Event{put1, created, apply, told(1, Result{Number: 8}), snapshot, told(2, Result{Number: 8})}, true},
		"released, back":      {[]Event{put1, created, apply, told(1, Result{Number: 8}), crash, snapshot, told(2, Result{Number: 8, Parcels: []int{1}})}, false},
		"half applied":        {[]Event{put1, created, apply, crash, snapshot, told(2, Result{Number: 8, Parcels: []int{1}})}, false},
		"other half applied":  {[]Event{put1, created, apply, crash, snapshot, told(2, Result{Number: 7})}, false},
		"wholly applied":      {[]Event{put1, created, apply, crash, snapshot, told(2, Result{Number: 8})}, true},
		"not applied":         {[]Event{put1, created, apply, crash, snapshot, told(2, Result{Number: 7, Parcels: []int{1}})}, true},
		"got what is not":     {[]Event{ask(1, Op{Kind: "get", Parcel: 3}), told(1, Result{Yes: true})}, false},
		"expired":             {[]Event{ask(1, Op{Kind: "put", Parcel: Old}), created, ask(1, Op{Kind: "expire"}), told(1, Result{Count: 1}), snapshot, told(2, Result{Number: 7})}, true},
		"expired, there":      {[]Event{ask(1, Op{Kind: "put", Parcel: Old}), created, ask(1, Op{Kind: "expire"}), told(1, Result{Count: 1}), snapshot, told(2, Result{Number: 7, Parcels: []int{Old}})}, false},
		"older dispatch":      {[]Event{ask(1, Op{Kind: "dispatch", Number: 7}), told(1, Result{Yes: true})}, false},
		"newer dispatch":      {[]Event{ask(1, Op{Kind: "dispatch", Number: 9}), told(1, Result{Yes: true}), ask(2, Op{Kind: "board"}), told(2, Result{Number: 9})}, true},
		"old board after new": {[]Event{ask(1, Op{Kind: "dispatch", Number: 9}), told(1, Result{Yes: true}), ask(2, Op{Kind: "board"}), told(2, Result{Number: 7})}, false},
		"tide":                {[]Event{put1, created, ask(3, Op{Kind: "tide"}), told(3, Result{}), snapshot, told(2, Result{Number: 7, Parcels: []int{1}})}, true},
	} {
		for i, e := range c.events {
			if e.Client == 2 && e.Result != nil && e.Result.Number == 0 {
				c.events[i].Result.Number = 7
			}
		}
		tb := &quiet{TB: t}
		if right := history(t, c.events...).Check(tb, 7); right != c.right {
			t.Errorf("%s: %v\n%s", name, right, tb.said.String())
		}
	}
}

// quiet is a test whose failing is no failure.
type quiet struct {
	testing.TB
	said strings.Builder
}

func (q *quiet) Error(...any)        { q.said.WriteString("failed") }
func (q *quiet) Logf(string, ...any) {}
