package desk

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"luwte/internal/desk/register"
)

// Event is a line of the desk's log: who did what. Times are those of the officers' work, never of a reporter's.
type Event struct {
	Number uint64         `json:"number"` // from 1, without gaps
	Time   time.Time      `json:"time"`   // UTC, to the second
	Actor  string         `json:"actor"`
	Action string         `json:"action"` // the command
	Case   string         `json:"case,omitempty"`
	Detail map[string]any `json:"detail,omitempty"` // counts, numbers and ids; no words of a report
}

const (
	eventBucket  = "events"
	countBucket  = "counts"
	eventCounter = "events"
)

func (d *Desk) event(action, caseID string, detail map[string]any) Event {
	return Event{Time: d.now(), Actor: d.actor, Action: action, Case: caseID, Detail: detail}
}

// logEvent writes an event under the next number, in the transaction of what it tells of.
func logEvent(tx *register.Tx, e Event) error {
	last, err := getNumber(tx, countBucket, eventCounter)
	if err != nil {
		return err
	}
	e.Number, e.Time = last+1, e.Time.UTC().Truncate(time.Second)
	if err := putNumber(tx, countBucket, eventCounter, e.Number); err != nil {
		return err
	}
	return tx.PutJSON(eventBucket, fmt.Sprint(e.Number), e)
}

// lastEvent returns the time of the last event.
func lastEvent(tx *register.Tx) (time.Time, error) {
	last, err := getNumber(tx, countBucket, eventCounter)
	if err != nil {
		return time.Time{}, err
	}
	var e Event
	_, err = tx.GetJSON(eventBucket, fmt.Sprint(last), &e)
	return e.Time, err
}

// Log returns all events, in order.
func (d *Desk) Log() (all []Event, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		all, err = register.AllJSON[Event](tx, eventBucket)
		return err
	})
	slices.SortFunc(all, func(a, b Event) int { return int(a.Number) - int(b.Number) })
	return all, err
}

// getNumber reads a number; 0 if there is none.
func getNumber(tx *register.Tx, bucket, key string) (uint64, error) {
	value, ok, err := tx.Get(bucket, key)
	if err != nil || !ok {
		return 0, err
	}
	if len(value) != 8 {
		return 0, register.ErrDamaged
	}
	return binary.BigEndian.Uint64(value), nil
}

func putNumber(tx *register.Tx, bucket, key string, n uint64) error {
	return tx.Put(bucket, key, be64(n))
}

func be64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
