package store

// Chunk is the engine's own choice.
const Chunk = chunkSize

// CreateWith is Create with other choices, for the benchmarks.
func CreateWith(dir string, chunk int, noFreelist bool) (Store, error) {
	return create(dir, options{chunk: chunk, noFreelist: noFreelist})
}

// ValueKey is the key under which a chunk from the middle of a parcel lies, in a
// generation with this key: one whose page no other parcel has had a part of.
func ValueKey(key []byte, inbox Inbox, id ID) []byte {
	t, err := newTide(key)
	if err != nil {
		panic(err)
	}
	return chunkKey(t.parcel(inbox, id).parcel, 32)
}
