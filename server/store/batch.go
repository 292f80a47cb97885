package store

import (
	"context"
	"errors"
	"slices"
	"sync"

	"luwte/server/failpoint"
)

// batchSize is the most parcels that share one commit: 8 MiB.
const batchSize = 32

// batcher lets concurrent writes share a commit, and so its fsyncs: each caller
// queues its call and waits until it is done or the turn is free; who takes the
// turn commits, in its own goroutine, all that queued during the commit before.
// A single caller waits for nobody.
//
// bbolt's own DB.Batch commits in a timer's goroutine, where a panic over a
// damaged page ends the process; and it makes every caller wait for the timer.
type batcher struct {
	mu    sync.Mutex // guards queue
	queue []*call

	turn chan struct{} // holds one token while somebody commits
}

func newBatcher() *batcher { return &batcher{turn: make(chan struct{}, 1)} }

type call struct {
	fn   func(tx) error
	done chan error // of one, so that nobody waits to report
}

func (b *batcher) add(c *call) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = append(b.queue, c)
}

func (b *batcher) take() []*call {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := min(batchSize, len(b.queue))
	calls := slices.Clone(b.queue[:n])
	b.queue = slices.Delete(b.queue, 0, n)
	return calls
}

// batch is update for many callers at once. fn may be called again, and what it
// did is in effect only when batch returns nil.
func (e *engine) batch(ctx context.Context, fn func(tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c := &call{fn, make(chan error, 1)}
	e.batches.add(c)
	for {
		select {
		case err := <-c.done:
			return err
		case e.batches.turn <- struct{}{}:
			e.commit(e.batches.take())
			<-e.batches.turn
		}
	}
}

// commit writes what it can of the calls in one transaction. A call that fails
// is left out; where the commit meets damage, each is tried alone.
func (e *engine) commit(calls []*call) {
	for len(calls) > 0 {
		failed := -1
		err := e.update(context.Background(), func(t tx) error {
			for i, c := range calls {
				failed = i // also if it panics
				if err := c.fn(t); err != nil {
					return err
				}
			}
			failed = -1
			return failpoint.Step("commit: write")
		})
		if step := failpoint.Step("commit: answer"); err == nil {
			err = step
		}
		switch {
		case failed >= 0:
			calls[failed].done <- err
			calls = slices.Delete(calls, failed, failed+1)
		case errors.Is(err, ErrDamaged) && len(calls) > 1:
			for _, c := range calls {
				e.commit([]*call{c})
			}
			return
		default:
			for _, c := range calls {
				c.done <- err
			}
			return
		}
	}
}
