package courier

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"luwte/crypto/parcel"
	"luwte/internal/pouch"
	"luwte/internal/wire"
)

const (
	// atOnce is how many parcels are under way at a time: over Tor most of the time is waiting.
	atOnce = 4
	// lostInARow is after how many parcels in a row without any answer the connection is taken for lost. It is more than one, so that a
	// drop cannot withhold the rest by being silent about one.
	lostInARow = 3
)

// Errors that end the fetching, not the sync.
var (
	errLost = errors.New("connection lost")
	errFull = errors.New("no room for more")
)

// takeParcels brings together the parcels of the new pouch and returns their ids. held is what the drop lists, from the old pouch, from an
// interrupted sync or fetched now, in random order: ids can be chosen by whoever sends many parcels, and where there is no room for all,
// others must not always come last. only is what is in the old pouch and gone from the drop without the desk's word for it. Such a
// one expired there, and the pouch may have the only copy.
func (r *run) takeParcels(ctx context.Context) (only, held []parcel.ID, err error) {
	if err := r.openFetched(); err != nil {
		return nil, nil, err
	}
	only = r.onlyHere()
	listed := slices.Clone(r.state.Parcels)
	rand.Shuffle(len(listed), func(i, j int) { listed[i], listed[j] = listed[j], listed[i] })
	if room := pouch.MaxParcels - len(only); len(listed) > room {
		r.result.Waiting = len(listed) - room
		listed = listed[:room]
	}
	c := &collection{run: r, of: len(listed)}
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, id := range listed {
		group.Go(func() error { return c.take(groupCtx, id) })
	}
	err = group.Wait()
	if ctx.Err() != nil {
		return nil, nil, fmt.Errorf("interrupted after %d of %d parcels, which are kept for the next sync: %w", len(c.have), c.of, ctx.Err())
	}
	switch {
	case errors.Is(err, errLost):
		r.problem("the connection was lost after %d of %d parcels; the next sync goes on from there", len(c.have), c.of)
	case errors.Is(err, errFull):
		r.result.Waiting += c.of - len(c.have)
	case err != nil:
		return nil, nil, err
	}
	slices.SortFunc(r.result.LeftOut, func(a, b LeftOut) int { return a.ID.Compare(b.ID) })
	return only, c.have, nil
}

// onlyHere returns what the old pouch holds and neither the drop nor, by the last dispatch, the desk.
func (r *run) onlyHere() (ids []parcel.ID) {
	if r.old == nil {
		return nil
	}
	for _, id := range r.old.IDs() {
		if _, listed := slices.BinarySearchFunc(r.state.Parcels, id, parcel.ID.Compare); !listed && !r.kept[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// openFetched makes the inbox's directory for parcels under way. It is this user's alone, though they are sealed. What interrupted syncs
// left there and the drop does not list any more is removed: otherwise a drop could fill the disk, each time with other ones.
func (r *run) openFetched() error {
	r.fetched = filepath.Join(r.Dir, "fetched", r.state.Bureau.Inbox().String())
	if err := os.MkdirAll(r.fetched, 0o700); err != nil {
		return err
	}
	files, err := os.ReadDir(r.fetched)
	for _, file := range files {
		id, bad := parcel.ParseID(file.Name())
		if _, listed := slices.BinarySearchFunc(r.state.Parcels, id, parcel.ID.Compare); bad != nil || !listed {
			err = errors.Join(err, os.Remove(filepath.Join(r.fetched, file.Name())))
		}
	}
	return err
}

func (r *run) fetchedPath(id parcel.ID) string { return filepath.Join(r.fetched, id.String()) }

// parcel returns a parcel that is here, for pouch.Write.
func (r *run) parcel(id parcel.ID) ([]byte, error) {
	if r.old != nil && r.old.Has(id) {
		return r.old.Parcel(id)
	}
	return os.ReadFile(r.fetchedPath(id))
}

// here says whether a parcel is in the old pouch or was fetched whole before. What a killed sync half wrote has another id.
func (r *run) here(id parcel.ID) bool {
	if r.old != nil && r.old.Has(id) {
		return true
	}
	data, err := os.ReadFile(r.fetchedPath(id))
	return err == nil && check(id, data) == ""
}

// check returns why bytes are not the parcel with that id, or "".
func check(id parcel.ID, data []byte) string {
	switch {
	case parcel.IDOf(data) != id:
		return "its bytes are not those of its id"
	case parcel.CheckShape(data) != nil:
		return "it is not a parcel by its shape"
	}
	return ""
}

// collection is what the workers share.
type collection struct {
	*run
	of int

	mu   sync.Mutex // guards have, lost, and the run's result and Progress
	have []parcel.ID
	lost int // parcels without any answer since the last that had one
}

// take takes one parcel from where it is. An error ends the fetching.
func (c *collection) take(ctx context.Context, id parcel.ID) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if c.here(id) {
		c.done(id)
		return nil
	}
	data, reason, err := c.fetch(ctx, id)
	if err == nil && reason == "" {
		return c.keep(id, data)
	}
	return c.without(ctx, id, reason, err)
}

func (c *collection) keep(id parcel.ID, data []byte) error {
	path := c.fetchedPath(id)
	if err := os.WriteFile(path, data, 0o600); isFull(err) {
		return errors.Join(errFull, os.Remove(path))
	} else if err != nil {
		return fmt.Errorf("keep a parcel: %w", err)
	}
	c.done(id)
	return nil
}

// fetch gets a parcel from the drop, and once more if it is not what its id says.
func (c *collection) fetch(ctx context.Context, id parcel.ID) (data []byte, reason string, err error) {
	for range 2 {
		data, err = c.Door.parcel(ctx, id)
		if err != nil && !errors.Is(err, wire.ErrTooLong) {
			return nil, "", err
		}
		if reason = check(id, data); reason == "" {
			break
		}
	}
	return data, reason, nil
}

func (c *collection) done(id parcel.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.have, c.lost = append(c.have, id), 0
	c.Progress(fmt.Sprintf("parcel %d of %d", len(c.have), c.of))
}

// without notes a parcel that did not come, for the reason or the error.
func (c *collection) without(ctx context.Context, id parcel.ID, reason string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var status *wire.StatusError
	switch {
	case err == nil:
	case !errors.As(err, &status):
		reason = "no answer"
		c.lost++
	case status.Status == http.StatusNotFound: // released or expired since the list was made
		c.result.Gone++
		return nil
	default:
		reason = status.Error()
	}
	c.result.LeftOut = append(c.result.LeftOut, LeftOut{id, reason})
	if c.lost >= lostInARow {
		return errLost
	}
	return nil
}
