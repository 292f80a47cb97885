package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"luwte/crypto/day"
	opening "luwte/crypto/open"
	"luwte/internal/desk/register"
)

const (
	destroyedBucket = "destroyed" // epochs whose keys are gone, by number

	// steadyDays is how far apart, at most, what was done here lies for its dates to be believed without asking: a clock that somebody set wrong, or
	// that lost its battery, is off by years. So much longer than they must, keys stay unless somebody says what day it is: a clock that jumped ahead by no more destroys none too early.
	steadyDays = 21
)

// Destroyed is an epoch whose key is gone, as the minutes have it.
type Destroyed struct {
	Epoch       uint64
	From, Until day.Day
	Recipient   string            // SHA-256 of the public key that charters announced, hex
	Day         day.Day           // on which its key was destroyed
	Actor       string            // as the log has it
	Unasked     bool              // the desk did it by itself
	Custodians  []string          // names of those who had given shares
	Files       map[string]string // SHA-256, hex, of the desk's files that had the key, as they were, by name
}

func destroyed(tx *register.Tx) ([]Destroyed, error) {
	all, err := register.AllJSON[Destroyed](tx, destroyedBucket)
	slices.SortFunc(all, func(a, b Destroyed) int { return int(a.Epoch) - int(b.Epoch) })
	return all, err
}

// Due returns the epochs whose keys Destroy would destroy, ascending.
func (d *Desk) Due() (due []uint64, err error) {
	states, err := d.dueStates()
	for _, e := range states {
		due = append(due, e.Epoch.Epoch)
	}
	return due, err
}

func (d *Desk) dueStates() ([]EpochState, error) {
	states, _, err := d.Epochs()
	return slices.DeleteFunc(states, func(e EpochState) bool { return e.Due > d.today() }), err
}

// Destroy destroys the keys of all epochs that are due, in every file of the desk, and returns their numbers. What was sealed to them cannot be opened
// any more but with a copy of these files from before. Somebody has said that the day is right (CheckToday). That it happens is durable before it does: what is
// cut short is done again.
func (d *Desk) Destroy() (gone []uint64, err error) {
	if err := d.need(Keeper); err != nil {
		return nil, err
	}
	if d.passphrase == "" && OpenedBy(d.dir) == Passphrase {
		return nil, ErrDaily
	}
	states, err := d.dueStates()
	if err != nil {
		return nil, err
	}
	return d.destroy(states, false)
}

// DestroyUnasked does what Destroy does, where it needs no custodians, as the desk was opened with a passphrase, for those epochs for which the clock is beyond doubt:
// since the epoch's own time, or since somebody said what day it is, something was done here at least every steadyDays, and it is due for as long. A key that custodians never released stays while
// parcels wait for such a one.
func (d *Desk) DestroyUnasked() (gone []uint64, err error) {
	if d.passphrase == "" {
		return nil, nil
	}
	states, err := d.dueStates()
	if err != nil || len(states) == 0 {
		return nil, err
	}
	log, err := d.allEvents()
	if err != nil {
		return nil, err
	}
	var waiting uint64
	err = d.reg.View(func(tx *register.Tx) (err error) { waiting, err = getNumber(tx, dispatchBucket, lockedKey); return err })
	if err != nil {
		return nil, err
	}
	since := steadySince(log, d.now())
	return d.destroy(slices.DeleteFunc(states, func(e EpochState) bool {
		return e.Until < since || e.Due+steadyDays > d.today() || !e.Open && waiting > 0
	}), true)
}

// steadySince is the day from which on, until now, the dates in the log are believed: 0 if it never had a gap, or if somebody said what day it was.
func steadySince(log []Event, now time.Time) day.Day {
	next := now
	for _, e := range slices.Backward(log) {
		switch {
		case next.Sub(e.Time) > steadyDays*24*time.Hour:
			return day.Of(next)
		case e.Action == destroyAction && e.Detail["unasked"] == nil, e.Action == clockAction:
			return 0
		}
		next = e.Time
	}
	return 0
}

const destroyAction = "destroy"

func (d *Desk) destroy(states []EpochState, unasked bool) (gone []uint64, err error) {
	if len(states) == 0 {
		return nil, nil
	}
	records, err := d.records(states, unasked)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		gone = append(gone, r.Epoch)
	}
	detail := map[string]any{"epochs": gone}
	if unasked {
		detail["unasked"] = true
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		for _, r := range records {
			if err := tx.PutJSON(destroyedBucket, fmt.Sprint(r.Epoch), r); err != nil {
				return err
			}
		}
		return d.logEvent(tx, d.event(destroyAction, "", detail))
	})
	if err != nil {
		return nil, err
	}
	return gone, d.takeOut(gone)
}

// records are what the minutes say.
func (d *Desk) records(states []EpochState, unasked bool) (all []Destroyed, err error) {
	files := map[string]string{}
	for _, name := range []string{keyringFile, dealingFile} {
		data, err := os.ReadFile(filepath.Join(d.dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the files of keys: %w", err)
		}
		files[name] = hexSum(data)
	}
	who, err := d.gatheredNames()
	if err != nil {
		return nil, err
	}
	for _, e := range states {
		all = append(all, Destroyed{Epoch: e.Epoch.Epoch, From: e.From, Until: e.Until, Recipient: hexSum([]byte(e.Recipient)), Day: d.today(), Actor: d.actor, Unasked: unasked,
			Custodians: who, Files: files})
	}
	return all, nil
}

func hexSum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// gatheredNames are those of the custodians who gave shares.
func (d *Desk) gatheredNames() (names []string, err error) {
	if d.gathered == nil {
		return nil, nil
	}
	c, err := d.Custody()
	if err != nil {
		return nil, err
	}
	for _, n := range d.gathered.Custodians() {
		names = append(names, c.Custodians[n-1])
	}
	return names, nil
}

// takeOut takes epochs out of the files.
func (d *Desk) takeOut(gone []uint64) error {
	for _, n := range gone {
		if err := d.keys.Destroy(n); err != nil {
			return err
		}
		if d.dealing != nil {
			if err := d.dealing.Destroy(n); err != nil {
				return err
			}
		}
	}
	return d.writeKeys()
}

// Copies returns the days on which backups were made until a day, ascending: a backup from before an epoch was destroyed has its key.
func (d *Desk) Copies(until day.Day) (days []day.Day, err error) {
	log, err := d.Log()
	for _, e := range log {
		if on := day.Of(e.Time); e.Action == "backup" && on <= until && !slices.Contains(days, on) {
			days = append(days, on)
		}
	}
	return days, err
}

// unopened is the reason why a parcel opens with no key. Nothing tells from outside for which epoch one is.
func (d *Desk) unopened() error {
	var gone []Destroyed
	err := d.reg.View(func(tx *register.Tx) (err error) { gone, err = destroyed(tx); return err })
	if err != nil || len(gone) == 0 {
		return opening.ErrSealed
	}
	return fmt.Errorf("%w; or for an epoch whose key is destroyed: %s", opening.ErrSealed, listDestroyed(gone))
}

func listDestroyed(gone []Destroyed) string {
	days := map[day.Day][]string{}
	for _, g := range gone {
		days[g.Day] = append(days[g.Day], fmt.Sprint(g.Epoch))
	}
	var all []string
	for _, on := range slices.Sorted(maps.Keys(days)) {
		all = append(all, fmt.Sprintf("%s on %s", strings.Join(days[on], ", "), on))
	}
	return strings.Join(all, "; ")
}
