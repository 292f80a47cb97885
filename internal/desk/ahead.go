package desk

import (
	"cmp"
	"errors"
	"runtime"
	"slices"
	"sync"

	"luwte/crypto/charter"
	"luwte/crypto/message"
	opening "luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/pouch"
)

// opener opens parcels on all cores, ahead of whoever files them one by one. Opening is most of the work of an import; what is filed may depend on what was filed
// before it, and so has an order.
type opener struct {
	opened chan openedParcel // in the order in which they were asked for
	ended  chan struct{}
	all    sync.WaitGroup
}

// openedParcel is a parcel that was opened, or why not.
type openedParcel struct {
	id        parcel.ID
	message   message.Message
	err       error // what is wrong with the parcel
	recipient error // of sealing to its R once
	broken    error // it could not be read from the pouch
}

// aheadOf bounds how many parcels are open and not filed yet: half a megabyte each.
const aheadOf = batchSize

// openAhead begins to open parcels of a pouch. The caller takes as many from opened, and stops it.
func (d *Desk) openAhead(p *pouch.Pouch, ids []parcel.ID) *opener {
	o := &opener{opened: make(chan openedParcel), ended: make(chan struct{})}
	places := make(chan chan openedParcel, aheadOf) // one for each, in order
	jobs := make(chan func(last *uint64))
	for range runtime.GOMAXPROCS(0) {
		o.all.Go(func() {
			var last uint64
			for job := range jobs {
				job(&last)
			}
		})
	}
	o.all.Go(func() { o.hand(d, p, ids, places, jobs) })
	o.all.Go(func() { o.order(places) })
	return o
}

// hand gives every parcel a place and somebody who opens it.
func (o *opener) hand(d *Desk, p *pouch.Pouch, ids []parcel.ID, places chan<- chan openedParcel, jobs chan<- func(*uint64)) {
	defer close(places)
	defer close(jobs)
	for _, id := range ids {
		place := make(chan openedParcel, 1)
		select {
		case places <- place:
		case <-o.ended:
			return
		}
		jobs <- func(last *uint64) { place <- d.openOne(p, id, last) }
	}
}

// order waits for each in its turn.
func (o *opener) order(places <-chan chan openedParcel) {
	defer close(o.opened)
	for place := range places {
		select {
		case o.opened <- <-place:
		case <-o.ended:
			return
		}
	}
}

// stop ends it, whatever was not taken; after it nobody reads from the pouch.
func (o *opener) stop() {
	close(o.ended)
	o.all.Wait()
}

func (d *Desk) openOne(p *pouch.Pouch, id parcel.ID, last *uint64) openedParcel {
	got := openedParcel{id: id}
	data, err := p.Parcel(id)
	if err != nil {
		got.broken = err
		return got
	}
	if got.message, got.err = d.openParcel(data, last); got.err == nil {
		got.recipient = checkRecipient(got.message)
	}
	return got
}

// first ranks the epoch of the last parcel before others.
func first(e charter.Epoch, last uint64) int {
	if e.Epoch == last {
		return 0
	}
	return 1
}

// openParcel opens a parcel with the identity of the epoch that it is for. That of the parcel before, number last, is tried first: a wrong one takes half as long as
// the right one, and there is one for each month. An error is a reason that can be shown: none of package open's quotes contents.
func (d *Desk) openParcel(data []byte, last *uint64) (message.Message, error) {
	epochs := d.keys.Epochs()
	slices.Reverse(epochs)
	slices.SortStableFunc(epochs, func(a, b charter.Epoch) int { return cmp.Compare(first(a, *last), first(b, *last)) })
	for _, e := range epochs {
		identity, keyErr := d.keys.Identity(e.Epoch)
		if keyErr != nil {
			continue
		}
		m, openErr := opening.Parcel(identity, data, d.bureau, e.Epoch)
		if openErr == nil || !errors.Is(openErr, opening.ErrSealed) || errors.Is(openErr, opening.ErrDamaged) {
			*last = e.Epoch
			return m, openErr // where that is not nil: it was for this epoch, and is bad inside
		}
	}
	if err := d.lockedEpoch(); err != nil {
		return nil, err
	}
	return nil, d.unopened()
}

// checkRecipient seals to a message's R once; a file has none.
func checkRecipient(m message.Message) error {
	switch m := m.(type) {
	case *message.Report:
		return seal.CheckRecipient(m.Recipient)
	case *message.Followup:
		return seal.CheckRecipient(m.Recipient)
	}
	return nil
}
