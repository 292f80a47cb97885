//go:build !linux

package machine

func random() Check {
	return found(Random, Unknown, RandomUnread)
}
