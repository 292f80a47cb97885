package server

// stackDepth is more than a request takes of a goroutine's stack, in bytes.
const stackDepth = 12 << 10

// overwriteStack overwrites the part of a goroutine's stack that is not in use: what was there, of a parcel or an id, stays there as long as the connection, and
// longer, as nothing clears a stack that is given to the next goroutine. Called first, it makes the stack large enough, so that it is not copied to a larger one
// in the middle.
//
//go:noinline
func overwriteStack() byte {
	var unused [stackDepth]byte
	clear(unused[:])
	return unused[len(unused)-1-stackEnd] // otherwise the compiler would leave it out
}

var stackEnd int
