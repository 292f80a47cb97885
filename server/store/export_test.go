package store

// Chunk is the engine's own choice.
const Chunk = chunkSize

// CreateWith is Create with other choices, for the benchmarks.
func CreateWith(dir string, chunk int, noFreelist bool) (Store, error) {
	return create(dir, options{chunk: chunk, noFreelist: noFreelist})
}

// ValueKey is the key under which the first chunk of a parcel lies, in a
// generation with this key.
func ValueKey(key []byte, inbox Inbox, id ID) []byte {
	t, err := newTide(key)
	if err != nil {
		panic(err)
	}
	return chunkKey(t.parcel(inbox, id).parcel, 0)
}
