//go:build !linux

package machine

// Looks says whether this package can see anything of the machine on this system.
const Looks = false

func random() Check {
	return found(Random, Unknown, RandomUnread)
}
