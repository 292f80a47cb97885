package store

// Chunk is the engine's own choice.
const Chunk = chunkSize

// CreateWith is Create with other choices, for the benchmarks.
func CreateWith(dir string, chunk int, noFreelist bool) (Store, error) {
	return create(dir, options{chunk: chunk, noFreelist: noFreelist})
}
