package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// swap looks for swap space on a disk that keeps what is written there: the drop's memory has the store's key.
func (e *examination) swap() {
	table, err := os.ReadFile("/proc/swaps")
	if err != nil {
		e.unseen("swap", "", fmt.Sprintf("whether there is any cannot be seen: %v", err), "")
		return
	}
	open, sealed := swaps(string(table), encrypted)
	switch {
	case len(open) > 0:
		e.warning("swap", "", fmt.Sprintf("%s is not encrypted: the drop's memory, with the store's key, may be written there and stay", strings.Join(open, ", ")),
			"swapoff -a and take it out of /etc/fstab; or encrypt it with a key of each start (crypttab: /dev/urandom swap); or MemorySwapMax=0 in the unit")
	case sealed > 0:
		e.ok("swap", "", "it is encrypted, or in memory")
	default:
		e.ok("swap", "", "there is none")
	}
}

// swaps reads /proc/swaps: a head, then a line for each, the name first. It returns those that are not encrypted.
func swaps(table string, encrypted func(path string) bool) (open []string, sealed int) {
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		fields := strings.Fields(line)
		switch {
		case i == 0 || len(fields) == 0:
		case encrypted(strings.ReplaceAll(fields[0], `\040`, " ")):
			sealed++
		default:
			open = append(open, fields[0])
		}
	}
	return open, sealed
}

// encrypted says whether a swap device or file lies on dm-crypt, or in memory (zram).
func encrypted(path string) bool {
	var info unix.Stat_t
	if unix.Stat(path, &info) != nil {
		return false
	}
	dev := info.Dev // of the file system that a swap file is in
	if info.Mode&unix.S_IFMT == unix.S_IFBLK {
		dev = info.Rdev
	}
	return onCrypt(fmt.Sprintf("/sys/dev/block/%d:%d", unix.Major(dev), unix.Minor(dev)))
}

// onCrypt follows a device to those beneath it, such as a volume of LVM to its disk: all of them must be encrypted.
func onCrypt(sys string) bool {
	if real, err := filepath.EvalSymlinks(sys); err == nil && strings.HasPrefix(filepath.Base(real), "zram") {
		return true
	}
	if uuid, err := os.ReadFile(filepath.Join(sys, "dm", "uuid")); err == nil && strings.HasPrefix(string(uuid), "CRYPT-") {
		return true
	}
	beneath, err := os.ReadDir(filepath.Join(sys, "slaves"))
	if err != nil || len(beneath) == 0 {
		return false
	}
	for _, b := range beneath {
		if !onCrypt(filepath.Join(sys, "slaves", b.Name())) {
			return false
		}
	}
	return true
}
