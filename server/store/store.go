// Package store keeps what the drop holds: sealed parcels by inbox, each until
// the end of a week, and each inbox's current public state.
//
// It knows no format: parcels, charters, boards and dispatches are opaque
// bytes, and who may replace what is decided by the caller, inside the
// transaction (Apply). It trusts the disk for durability and for nothing else:
// every value is sealed under a key of the store's own, and what was changed on
// the disk is refused as ErrDamaged.
//
// The engine is bbolt, in one directory:
//
//	DIR/current                  names the generation in use
//	DIR/<generation>/store.db    bbolt: buckets in tx.go, sealing in tide.go, values in record.go
//	DIR/<generation>/key         32 random bytes, the generation's tide key
//
// Only the drop may import it. Package storetest has the conformance suite for
// every engine, and a model in memory for tests.
package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
)

// ID names a parcel: the first 16 bytes of the SHA-256 of its bytes.
type ID [16]byte

// IDOf computes the id of a parcel.
func IDOf(parcel []byte) ID {
	sum := sha256.Sum256(parcel)
	return ID(sum[:16])
}

func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Inbox names an inbox: the first 16 bytes of its bureau's fingerprint.
type Inbox [16]byte

func (in Inbox) String() string { return hex.EncodeToString(in[:]) }

// State is the current public state of one inbox. It is only ever replaced
// whole. An empty slice and nil are the same.
type State struct {
	Fingerprint    [32]byte
	Serial, Number uint64 // of the charter and of the dispatch
	Charter        []byte
	Board          []byte
	Dispatch       []byte
}

// InboxStats counts what waits in one inbox.
type InboxStats struct {
	Inbox   Inbox
	Parcels int            // readable entries
	Bytes   int64          // of these parcels, unsealed
	Weeks   map[uint32]int // parcels by expiry week
	Damaged int            // parcels found on the disk whose id and week cannot be read any more
}

// Tided is what a tide has carried over.
type Tided struct {
	Parcels int   `json:"parcels"`
	Bytes   int64 `json:"bytes"`   // of these parcels, unsealed
	Damaged int   `json:"damaged"` // of these parcels, those whose bytes cannot be read any more: they are still listed, and mended when put again
	Lost    int   `json:"lost"`    // parcels left behind, of which neither the id nor the bytes could be read
}

// Store is what the drop needs of an engine. All methods may be called
// concurrently. What a method has written is on the disk (fsync) when it
// returns nil; when it returns an error, it was written whole or not at all,
// and calling again is right in both cases. A context that has ended is
// refused at the start; a write that has begun is not broken off.
//
// Every method may return ErrClosed, and ErrDamaged where the disk's content
// fails authentication; those that name an inbox, ErrNoInbox; those that
// write, ErrFull.
type Store interface {
	// Put keeps one parcel until the end of the given week and returns its
	// id. The same bytes again are kept once: created is false and the first
	// call's week stays. It does the same work as for other bytes, so also
	// needs the room. A kept parcel that has been damaged since is mended.
	Put(ctx context.Context, inbox Inbox, parcel []byte, week uint32) (id ID, created bool, err error)

	// Get returns a parcel's bytes, or ErrNoParcel.
	Get(ctx context.Context, inbox Inbox, id ID) ([]byte, error)

	// Snapshot returns one consistent view: the current state and the ids of
	// the parcels, sorted. A damaged parcel is listed as long as its id can
	// be read from its entry or from its bytes.
	Snapshot(ctx context.Context, inbox Inbox) (State, []ID, error)

	// State returns the current state and how many parcels there are, damaged ones
	// too: they are counted and not read, so that it takes no time to speak of.
	State(ctx context.Context, inbox Inbox) (state State, parcels int, err error)

	// Inboxes returns all inboxes, sorted.
	Inboxes(ctx context.Context) ([]Inbox, error)

	// AddInbox makes an inbox with its first state. Where the inbox exists,
	// its state is replaced without looking at the current one, which may be
	// damaged, and its parcels stay; a caller that must compare uses Apply.
	AddInbox(ctx context.Context, inbox Inbox, state State) error

	// Apply replaces the state and removes parcels in one transaction, if
	// decide agrees to the current state; an error of decide is returned
	// wrapped and nothing changes. Ids that are not there are ignored, removed
	// ones are forgotten. decide is called at most once, holds up every other
	// write, and must not call the store.
	Apply(ctx context.Context, inbox Inbox, decide func(current State) (next State, remove []ID, err error)) error

	// Expire removes every parcel whose week is before the given one and
	// returns how many. It works in several transactions: after an error,
	// what it counted is gone.
	Expire(ctx context.Context, week uint32) (int, error)

	// Stats returns the figures of each inbox, sorted by inbox.
	Stats(ctx context.Context) ([]InboxStats, error)

	// Tide writes what is live anew, under a new key and in an order that says
	// nothing of when it came, and destroys the key of what was there before. What
	// had been removed by then nobody can read any more, as far as the medium
	// forgets (Medium). Meanwhile reads go on; writes do too, and wait only for the
	// last step. It ends early, with nothing changed, when ctx does, or with
	// ErrNoRoom; after any error it is right to call it again. What was removed
	// while it ran is gone only after the next. progress, which may be nil, is told
	// how many of all values are written.
	Tide(ctx context.Context, progress func(done, all int)) (Tided, error)

	// Close waits for what runs and releases the store. Again: nil.
	Close() error
}
