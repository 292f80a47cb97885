package server

import (
	"fmt"
	"os"
	"sync"
	"syscall"
)

// arena is a fixed number of buffers of one size for the bodies that come in, outside of Go's heap. A page of it takes memory when the
// first byte for it has come, so that who sends nothing holds nothing; and what was in a buffer goes back to the system, which forgets it,
// as soon as the buffer is given back. The collector would leave both lying, and keep twice as much.
type arena struct {
	all  []byte
	size int // of a buffer, in bytes: whole pages

	mu   sync.Mutex // guards free
	free [][]byte
}

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
	return b
}

// give takes a buffer back, whatever its length is now. Nothing may look at it any more.
func (a *arena) give(b []byte) {
	b = b[:a.size:a.size]
	if syscall.Madvise(b, syscall.MADV_DONTNEED) != nil {
		clear(b)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.free = append(a.free, b)
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
	a.free = nil
	return syscall.Munmap(a.all)
}
