package store

import (
	"fmt"
	"syscall"
)

// Medium is what a directory lies on.
type Medium struct {
	Name string // the file system's

	// Forgets says that a file which is overwritten in place and unlinked is gone
	// as far as the file system is concerned: what the device beneath keeps, a
	// flash drive's spare blocks or a snapshot of a virtual disk, nobody can ask.
	Forgets bool

	// Memory says that it is gone at power-off.
	Memory bool
}

// media are the f_type of statfs(2), from linux/magic.h. In a btrfs image a key
// was found again after it was overwritten and unlinked
// (TestMedium_KeyOverwritten_IsGoneWhereItIsAccepted); zfs, f2fs and bcachefs
// write elsewhere too, a network's or an overlay's medium is unknown.
var media = map[uint32]Medium{
	0xef53:     {Name: "ext4", Forgets: true}, // and ext2, ext3
	0x58465342: {Name: "xfs", Forgets: true},
	0x01021994: {Name: "tmpfs", Forgets: true, Memory: true},
	0x858458f6: {Name: "ramfs", Forgets: true, Memory: true},
	0x9123683e: {Name: "btrfs"},
	0x2fc12fc1: {Name: "zfs"},
	0xf2f52010: {Name: "f2fs"},
	0xca451a4e: {Name: "bcachefs"},
	0x794c7630: {Name: "overlayfs"},
	0x6969:     {Name: "nfs"},
	0xff534d42: {Name: "cifs"},
	0xfe534d42: {Name: "smb"},
	0x65735546: {Name: "fuse"},
	0x01021997: {Name: "9p"},
	0x4d44:     {Name: "vfat"},
}

// MediumOf says what a directory lies on.
func MediumOf(dir string) (Medium, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return Medium{}, fmt.Errorf("see what %q lies on: %w", dir, err)
	}
	if m, known := media[uint32(fs.Type)]; known {
		return m, nil
	}
	return Medium{Name: fmt.Sprintf("an unknown file system (%#x)", uint32(fs.Type))}, nil
}
