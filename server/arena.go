package server

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"syscall"
)

// arena is a fixed number of buffers of one size for the bodies that come in, outside of Go's heap. A page of it takes memory when the
// first byte for it has come, so that who sends nothing holds nothing; and what was in a buffer is gone as soon as it is given back. Its memory
// then goes back to the system, except that a few which were filled are written over and taken again first: a page of the system's costs
// more than the bytes that come into it. The collector would leave both lying, and keep twice as much.
type arena struct {
	all  []byte
	size int // of a buffer, in bytes: whole pages

	mu   sync.Mutex // guards free and warm
	free [][]byte
	warm int // buffers at the end of free that have memory, all zeros
}

// mostWarm is how many free buffers keep their memory until the doors are quiet.
const mostWarm = 16

// newArena makes room for so many buffers of at least size bytes.
func newArena(buffers, size int) (*arena, error) {
	page := os.Getpagesize()
	size = (size + page - 1) / page * page
	all, err := syscall.Mmap(-1, 0, buffers*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("make room for %d bodies of %d bytes: %w", buffers, size, err)
	}
	a := &arena{all: all, size: size}
	// A huge page would be there whole for one byte. Where the kernel has none of them, it says so.
	_ = syscall.Madvise(all, syscall.MADV_NOHUGEPAGE)
	for at := len(all); at > 0; at -= size {
		a.free = append(a.free, all[at-size:at:at])
	}
	return a, nil
}

// take returns a buffer of zeros, or nil if all are in use.
func (a *arena) take() []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	last := len(a.free) - 1
	if last < 0 {
		return nil
	}
	b := a.free[last]
	a.free = a.free[:last]
	a.warm = max(a.warm-1, 0)
	return b
}

// give takes a buffer back, whatever its length is now. Nothing may look at it any more. One that was filled to its end has all its memory.
func (a *arena) give(b []byte, filled bool) {
	b = b[:a.size:a.size]
	if filled {
		clear(b)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if filled && a.warm < mostWarm {
		a.free = append(a.free, b)
		a.warm++
		return
	}
	a.free = slices.Insert(a.free, len(a.free)-a.warm, cool(b))
}

// coolAll gives the memory of the free buffers back to the system.
func (a *arena) coolAll() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, b := range a.free[len(a.free)-a.warm:] {
		cool(b)
	}
	a.warm = 0
}

// cool gives a buffer's memory back to the system, which forgets what was in it.
func cool(b []byte) []byte {
	if syscall.Madvise(b, syscall.MADV_DONTNEED) != nil {
		clear(b)
	}
	return b
}

// half says whether more than half of the buffers are in use: then who has one may not rest for long.
func (a *arena) half() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return 2*len(a.free)*a.size < len(a.all)
}

// close gives the room back. Where a buffer is still in use, by a handler that did not end in time, it is left to the end of the process.
func (a *arena) close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.free)*a.size < len(a.all) {
		return nil
	}
	a.free, a.warm = nil, 0
	return syscall.Munmap(a.all)
}
