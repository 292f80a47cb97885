package desk

import (
	"cmp"
	"errors"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"luwte/crypto/message"
	opening "luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/desk/cases"
	"luwte/internal/pouch"
)

// opener opens parcels on all cores, ahead of whoever files them one by one. Opening is most of the work of an import; what is filed may depend on what was filed
// before it, and so has an order.
type opener struct {
	opened chan openedParcel // in the order in which they were asked for
	rooms  chan []byte       // in which pieces of files were sealed that are on disk
	ended  chan struct{}
	all    sync.WaitGroup
}

// openedParcel is a parcel that was opened, or why not.
type openedParcel struct {
	id        parcel.ID
	message   message.Message
	body      *sealedBody // of a piece of a file; in message it is no more
	err       error       // what is wrong with the parcel
	recipient error       // of sealing to its R once
	broken    error       // it could not be read from the pouch
}

// aheadOf bounds how many parcels are open and not filed yet, 270 kB each at most: there is something to do while a batch comes onto the disk.
const aheadOf = 2 * batchSize

// collectLess lets the garbage collector wait until there is twice as much garbage as there is else, and returns how that ends. Opening a parcel leaves 150 kB, mostly age's, and
// what is else there is little: a collection for every few dozen parcels takes a quarter of the time of two cores.
func collectLess() (end func()) {
	before := debug.SetGCPercent(200)
	return func() { debug.SetGCPercent(before) }
}

// openAhead begins to open parcels of a pouch. The caller takes as many from opened, and stops it.
func (d *Desk) openAhead(p *pouch.Pouch, ids []parcel.ID) *opener {
	o := &opener{opened: make(chan openedParcel), rooms: make(chan []byte, aheadOf), ended: make(chan struct{})}
	places := make(chan chan openedParcel, aheadOf) // one for each, in order
	jobs := make(chan func(*worker))
	for range runtime.GOMAXPROCS(0) {
		o.all.Go(func() {
			w := &worker{d: d, p: p, keys: d.receptionKeys(), marks: d.keys.Marks(), bodies: bodySealer{record: d.reg.Seal}, rooms: o.rooms}
			defer w.room.Wipe()
			for job := range jobs {
				job(w)
			}
		})
	}
	o.all.Go(func() { o.hand(ids, places, jobs) })
	o.all.Go(func() { o.order(places) })
	return o
}

// hand gives every parcel a place and somebody who opens it.
func (o *opener) hand(ids []parcel.ID, places chan<- chan openedParcel, jobs chan<- func(*worker)) {
	defer close(places)
	defer close(jobs)
	for _, id := range ids {
		place := make(chan openedParcel, 1)
		select {
		case places <- place:
		case <-o.ended:
			return
		}
		jobs <- func(w *worker) { place <- w.open(id) }
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

// worker opens parcels one after the other in the same memory.
type worker struct {
	d      *Desk
	p      *pouch.Pouch
	keys   []opening.Key // of the epoch of the last parcel that opened first
	marks  cases.Keys
	data   [parcel.Size]byte
	room   opening.Room
	bodies bodySealer
	rooms  <-chan []byte
}

func (w *worker) open(id parcel.ID) openedParcel {
	got := openedParcel{id: id}
	if got.broken = w.p.ReadParcel(id, w.data[:]); got.broken != nil {
		return got
	}
	if got.message, got.err = w.parcel(w.data[:]); got.err != nil {
		return got
	}
	got.recipient = checkRecipient(got.message)
	if f, ok := got.message.(*message.File); ok {
		got.body, got.broken = w.seal(id, f)
	}
	return got
}

// seal seals a piece of a file here, while others are being filed: most of what is to be kept is such.
func (w *worker) seal(id parcel.ID, f *message.File) (*sealedBody, error) {
	var room []byte
	select {
	case room = <-w.rooms:
	default:
	}
	sealed, err := w.bodies.seal(room, w.marks.ParcelMark(f.Epoch, id), f.Body)
	f.Body = nil // it is in the worker's room
	return sealed, err
}

// parcel opens a parcel with the identity of the epoch that it is for. That of the parcel before is tried first, then the newest: there is one for each month. An error is a reason that can be shown: none of
// package open's quotes contents.
func (w *worker) parcel(data []byte) (message.Message, error) {
	m, epoch, err := w.room.Parcel(data, w.d.bureau, w.keys...)
	if epoch != 0 {
		slices.SortStableFunc(w.keys, func(a, b opening.Key) int { return cmp.Compare(first(a, epoch), first(b, epoch)) })
	}
	if len(w.keys) > 0 && (!errors.Is(err, opening.ErrSealed) || errors.Is(err, opening.ErrDamaged)) {
		return m, err // where that is not nil: it was for this epoch, and is bad inside
	}
	if err := w.d.lockedEpoch(); err != nil {
		return nil, err
	}
	return nil, w.d.unopened()
}

func first(k opening.Key, epoch uint64) int {
	if k.Epoch == epoch {
		return 0
	}
	return 1
}

// receptionKeys are the identities that are here, the newest first.
func (d *Desk) receptionKeys() (keys []opening.Key) {
	for _, e := range slices.Backward(d.keys.Epochs()) {
		if identity, err := d.keys.Identity(e.Epoch); err == nil {
			keys = append(keys, opening.Key{Epoch: e.Epoch, Identity: identity})
		}
	}
	return keys
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
