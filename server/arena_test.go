package server

import (
	"bytes"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// resident counts the pages of a that have memory.
func (a *arena) resident(t *testing.T) (n int) {
	t.Helper()
	pages := make([]byte, len(a.all)/unix.Getpagesize())
	if _, _, errno := unix.Syscall(unix.SYS_MINCORE, uintptr(unsafe.Pointer(&a.all[0])), uintptr(len(a.all)), uintptr(unsafe.Pointer(&pages[0]))); errno != 0 {
		t.Fatal(errno)
	}
	for _, p := range pages {
		n += int(p & 1)
	}
	return n
}

func TestArena_BuffersGivenBack_HaveNothingInThemAndAFewTheirMemory(t *testing.T) {
	const each = 4 // pages of a buffer
	a, err := newArena(3*mostWarm, each*unix.Getpagesize())
	if err != nil {
		t.Fatal(err)
	}
	taken := func(n int) (all [][]byte) {
		for range n {
			b := a.take()
			if b == nil || bytes.Count(b, []byte{0}) != len(b) {
				t.Fatalf("a buffer of %d bytes is not all zeros", len(b))
			}
			all = append(all, b)
		}
		return all
	}
	giveAll := func(all [][]byte, filled bool) {
		for _, b := range all {
			n := len(b)
			if !filled {
				n = 1
			}
			copy(b, bytes.Repeat([]byte("secret"), n/6+1)[:n])
			a.give(b[:n], filled)
		}
	}
	for range 3 { // what is taken again was given back before
		giveAll(taken(2*mostWarm), true)
		if n := a.resident(t); n != mostWarm*each { // what was only looked at has none any more
			t.Errorf("%d pages have memory, of at most %d", n, mostWarm*each)
		}
		giveAll(taken(2), true)
		if n := a.resident(t); n != mostWarm*each {
			t.Errorf("%d pages have memory after two more were filled, not %d", n, mostWarm*each)
		}
	}
	a.coolAll()
	if n := a.resident(t); n != 0 {
		t.Errorf("%d pages have memory when the doors are quiet", n)
	}
	giveAll(taken(mostWarm), false)
	if n := a.resident(t); n != 0 {
		t.Errorf("%d pages have memory after what was cut off", n)
	}
	if len(a.free) != 3*mostWarm || a.warm != 0 {
		t.Errorf("%d buffers are free, %d of them warm", len(a.free), a.warm)
	}
	if err := a.close(); err != nil {
		t.Error(err)
	}
}
