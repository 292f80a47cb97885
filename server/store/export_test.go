package store

import "time"

// Chunk and BatchDelay are the engine's own choices.
const (
	Chunk      = chunkSize
	BatchDelay = batchDelay
)

// CreateWith is Create with other choices, for the benchmarks.
func CreateWith(dir string, chunk int, batchDelay time.Duration, noFreelist bool) (Store, error) {
	return create(dir, options{chunk, batchDelay, noFreelist})
}
