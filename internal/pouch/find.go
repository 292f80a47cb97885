package pouch

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"luwte/crypto/label"
)

// Sticks are where Debian, Tails and Qubes show what is plugged in, as patterns of directories.
var Sticks = []string{"/media/*", "/media/*/*", "/run/media/*/*"}

// Found is a pouch on a stick, or a stick without one.
type Found struct {
	Path string // of the pouch, or of one that could be written there
	Size int64  // in bytes; 0 if there is none
}

// mostFiles is how many files of one directory are looked at.
const mostFiles = 1000

// Find looks into the directories that patterns name for files that begin as a pouch does; of a stick without any it returns where one can be written. Nothing of a
// stick is believed, opened further or followed.
func Find(patterns []string) (all []Found) {
	for _, pattern := range patterns {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		for _, dir := range dirs {
			found := findIn(dir)
			if len(found) == 0 && isMount(dir) {
				found = []Found{{Path: filepath.Join(dir, "pouch")}}
			}
			all = append(all, found...)
		}
	}
	return slices.CompactFunc(all, func(a, b Found) bool { return a.Path == b.Path })
}

func findIn(dir string) (all []Found) {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	entries, err := d.ReadDir(mostFiles)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !begins(filepath.Join(dir, e.Name())) {
			continue
		}
		all = append(all, Found{filepath.Join(dir, e.Name()), info.Size()})
	}
	slices.SortFunc(all, func(a, b Found) int { return strings.Compare(a.Path, b.Path) })
	return all
}

func begins(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(label.Pouch))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == label.Pouch
}
