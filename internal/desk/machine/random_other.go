//go:build !linux

package machine

func random() Check {
	return Check{Random, Unknown, "Whether the kernel's random generator is seeded cannot be found out on this system."}
}
