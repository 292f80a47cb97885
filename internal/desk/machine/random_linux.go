package machine

import (
	"errors"

	"golang.org/x/sys/unix"
)

// Looks says whether this package can see anything of the machine on this system.
const Looks = true

// random asks the kernel for randomness without waiting: it refuses until its generator has been seeded, and never after (getrandom(2)).
func random() Check {
	var b [32]byte
	_, err := unix.Getrandom(b[:], unix.GRND_NONBLOCK)
	switch {
	case err == nil:
		return found(Random, Good, RandomSeeded)
	case errors.Is(err, unix.EAGAIN):
		return found(Random, Bad, RandomUnseeded)
	}
	return found(Random, Unknown, RandomUnread)
}
