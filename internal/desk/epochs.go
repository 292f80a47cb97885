package desk

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

const (
	// DefaultMonths is how many months ahead, after the one that it is, have an epoch.
	DefaultMonths = 12
	// MaxMonths keeps epochs, with those not yet destroyed, within what a charter can announce.
	MaxMonths = 36

	// clockDays is how far a clock may be ahead: a reporter's page takes the next epoch that much too early.
	clockDays = 2
	// graceDays is what an epoch's key is kept beyond the last day on which a parcel for it can be on the drop: clocks that are behind, and a week
	// in which a pouch may be under way.
	graceDays = 9
)

// ErrDaily is returned when keys are to be destroyed and those in the keyring would stay, as its passphrase is not here.
var ErrDaily = errors.New("the keyring holds these keys too, under its passphrase")

// firstPeriods are a new bureau's epochs: the rest of this month, and months further. A reporter's clock may be a day behind.
func firstPeriods(today day.Day, months int) []keyring.Period {
	return append([]keyring.Period{{From: max(today, 1) - 1, Until: monthAfter(today, 1) + 1}}, nextPeriods(monthAfter(today, 1), months)...)
}

// nextPeriods are whole months from this first of a month on. Each ends a day late: the next one has begun then and goes before it, but where there
// is none, a clock that is behind finds this one still.
func nextPeriods(first day.Day, months int) (all []keyring.Period) {
	for range months {
		next := monthAfter(first, 1)
		all = append(all, keyring.Period{From: first, Until: next + 1})
		first = next
	}
	return all
}

// monthAfter returns the first day of the month that comes so many months after a day's.
func monthAfter(d day.Day, months int) day.Day {
	t := time.Unix(int64(d)*24*60*60, 0).UTC()
	return day.Of(time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC))
}

const retentionKey = "retention" // the most weeks that a charter ever let a drop keep a parcel

// EpochState is an epoch and what the desk can do with it.
type EpochState struct {
	charter.Epoch
	Open bool    // its key is here
	Due  day.Day // from which on its key may be destroyed; the first day of all, if it was destroyed and came back with a backup
}

// Epochs returns the epochs that are not destroyed, and those that are, both ascending.
func (d *Desk) Epochs() (states []EpochState, gone []Destroyed, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		weeks, err := longestRetention(tx)
		if err != nil {
			return err
		}
		for _, e := range d.keys.Epochs() {
			_, err := d.keys.Identity(e.Epoch)
			from := due(e, weeks)
			if again(tx, e.Epoch) {
				from = 0
			}
			states = append(states, EpochState{e, err == nil, from})
		}
		gone, err = destroyed(tx)
		return err
	})
	return states, gone, err
}

// due is the day from which on no parcel for an epoch can come any more: its time is over, the drop has let go of the last one (it keeps them for whole
// weeks, rounded up), and the grace is over.
func due(e charter.Epoch, weeks uint64) day.Day { return e.Until + day.Day(7*(weeks+1)) + graceDays }

// noteRetention remembers the longest retention that a charter announced; a drop may have parcels that it took under it.
func noteRetention(tx *register.Tx, weeks uint64) error {
	longest, err := longestRetention(tx)
	if err != nil {
		return err
	}
	return putNumber(tx, charterBucket, retentionKey, max(longest, weeks))
}

func longestRetention(tx *register.Tx) (uint64, error) {
	weeks, err := getNumber(tx, charterBucket, retentionKey)
	if err != nil || weeks > 0 {
		return weeks, err
	}
	s, err := settings(tx)
	return s.Retention.Parcels, err
}

// writeKeys writes the files of keys that this desk has. What is cut short between them, settle finishes.
func (d *Desk) writeKeys() error {
	if d.passphrase != "" {
		if err := d.keys.Replace(filepath.Join(d.dir, keyringFile), d.passphrase); err != nil {
			return err
		}
	}
	if d.dealing == nil {
		return nil
	}
	return writeDealing(d.dir, d.dealing)
}

// Release takes the key of an epoch from the custodians into the desk's keyring, for daily work. It returns quorum.ErrTooFew
// without a Gathered, ErrDaily where the keyring's passphrase is not here, ErrEverySession where there is no keyring, or an error of quorum.Gathering.Epoch; then nothing is released.
func (d *Desk) Release(numbers ...uint64) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	switch {
	case d.gathered == nil:
		return quorum.ErrTooFew
	case d.passphrase == "" && OpenedBy(d.dir) == Passphrase:
		return ErrDaily
	case d.passphrase == "":
		return ErrEverySession
	}
	keys := d.keys.Clone() // what fails, or is not in the log, releases nothing
	for _, n := range numbers {
		if err := keys.Release(d.gathered, n); err != nil {
			return err
		}
	}
	err := d.reg.Update(func(tx *register.Tx) error {
		return d.logEvent(tx, d.event("release", "", map[string]any{"epochs": numbers, "custodians": d.gathered.Custodians()}))
	})
	if err != nil {
		return err
	}
	d.keys = keys
	return d.writeKeys()
}

// ToRelease returns the epochs that custodians should release to the desk now: those that have begun, or begin within a week. After the root key was replaced
// there are two for each month for as long as the old ones run.
func (d *Desk) ToRelease() (numbers []uint64, err error) {
	states, _, err := d.Epochs()
	for _, e := range states {
		if d.toRelease(e) {
			numbers = append(numbers, e.Epoch.Epoch)
		}
	}
	return numbers, err
}

func (d *Desk) toRelease(e EpochState) bool {
	return !e.Open && e.From <= d.today()+releaseDays && d.passphrase != ""
}

// lockedEpoch returns keyring.ErrLocked with its number if an epoch to which reports may be sealed by now is still with the custodians.
func (d *Desk) lockedEpoch() error {
	for _, e := range d.keys.Epochs() {
		if _, err := d.keys.Identity(e.Epoch); errors.Is(err, keyring.ErrLocked) && e.From <= d.today()+clockDays {
			return fmt.Errorf("%w: epoch %d, from %s", err, e.Epoch, e.From)
		}
	}
	return nil
}

// ErrDealt is returned when epochs are to be made on a desk whose custodians must have shares of them.
var ErrDealt = errors.New("the keys of this desk are dealt to custodians, who need shares of new ones")

// Extend makes epochs up to months ahead, on a desk whose keys are dealt to nobody. It returns ErrDealt, ErrMonths, or what writing the keyring gave.
func (d *Desk) Extend(months int) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	if d.dealing != nil {
		return ErrDealt
	}
	if months < 1 || months > MaxMonths {
		return ErrMonths
	}
	keys, before := d.keys.Clone(), len(d.keys.Epochs())
	err := d.reg.View(func(tx *register.Tx) error { return d.extend(tx, keys, months) })
	if err != nil || len(keys.Epochs()) == before {
		return err
	}
	d.keys = keys
	if err := d.writeKeys(); err != nil { // before a charter can announce them
		return err
	}
	return d.reg.Update(func(tx *register.Tx) error {
		return d.logEvent(tx, d.event("extend", "", map[string]any{"epochs": len(keys.Epochs()) - before}))
	})
}

// releaseDays is how long before an epoch begins its release is asked for.
const releaseDays = 7

// Reminders returns what has to be done soon about charter and epochs.
func (d *Desk) Reminders() (all []Reminder, err error) {
	states, _, err := d.Epochs()
	if err != nil {
		return nil, err
	}
	var last *charter.Charter
	var backups []Reminder
	err = d.reg.View(func(tx *register.Tx) (err1 error) {
		last, err1 = lastCharter(tx)
		backups, err = d.backupReminders(tx)
		return errors.Join(err1, err)
	})
	if err != nil {
		return nil, err
	}
	if last != nil {
		if ends := last.ReportsUntil(); charter.Reminder(ends, d.today()) != "" {
			all = append(all, Reminder{Kind: RemindCharter, Day: ends, Days: int(ends) - int(d.today())})
		}
	}
	due, locked := Reminder{Kind: RemindDestroy}, Reminder{Kind: RemindRelease}
	for _, e := range states {
		if e.Due <= d.today() {
			due.Epochs = append(due.Epochs, e.Epoch.Epoch)
		}
		if d.toRelease(e) {
			locked.Epochs = append(locked.Epochs, e.Epoch.Epoch)
		}
	}
	for _, r := range []Reminder{due, locked} {
		if len(r.Epochs) > 0 {
			all = append(all, r)
		}
	}
	return append(all, backups...), nil
}
