package machine

import (
	"errors"

	"golang.org/x/sys/unix"
)

// random asks the kernel for randomness without waiting: it refuses until its generator has been seeded, and never after (getrandom(2)).
func random() Check {
	var b [32]byte
	_, err := unix.Getrandom(b[:], unix.GRND_NONBLOCK)
	switch {
	case err == nil:
		return Check{Random, Good, "The kernel's random generator is seeded."}
	case errors.Is(err, unix.EAGAIN):
		return Check{Random, Bad, "The kernel's random generator is not seeded yet. Type and move the mouse for a minute, and begin again."}
	}
	return Check{Random, Unknown, "Whether the kernel's random generator is seeded cannot be found out."}
}
