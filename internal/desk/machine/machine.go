// Package machine looks at the machine that a desk runs on: whether it has a network, swap, and randomness, and what the programs are. What it
// cannot find out it says so; it guesses nothing.
//
// It reads what the Linux kernel shows and changes nothing. Only the desk imports it.
package machine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Results of a check.
const (
	Good    = "good"
	Bad     = "bad"
	Unknown = "unknown"
)

// What is checked.
const (
	Network   = "network"
	Swap      = "swap"
	Hibernate = "hibernation"
	Random    = "randomness"
)

// Check is what one look found.
type Check struct {
	What   string  `json:"what"`
	Result string  `json:"result"`
	Detail string  `json:"detail"` // one sentence
	Found  Finding `json:"-"`      // what the sentence says, for other languages
	Names  string  `json:"-"`      // of interfaces or swap areas that are in it
}

// Finding is what a look can find.
type Finding int

// All findings.
const (
	NetworkUnread Finding = iota
	NetworkOn
	NetworkOff
	NetworkNone
	SwapUnread
	SwapOn
	SwapOff
	HibernateNot
	HibernateUnread
	HibernateDisabled
	HibernateCan
	RandomSeeded
	RandomUnseeded
	RandomUnread
	Findings // how many there are
)

var sentences = [Findings]string{
	NetworkUnread:     "What network interfaces there are cannot be read.",
	NetworkOn:         "Network interfaces are on: %s. Take out cables and cards, and switch off radios.",
	NetworkOff:        "All network interfaces are off: %s.",
	NetworkNone:       "There is no network interface.",
	SwapUnread:        "Whether memory is swapped to disk cannot be read.",
	SwapOn:            "Memory may be written to %s. Switch it off: swapoff -a.",
	SwapOff:           "No memory is swapped to disk.",
	HibernateNot:      "This kernel cannot hibernate.",
	HibernateUnread:   "Whether this machine can hibernate cannot be read.",
	HibernateDisabled: "Hibernation is disabled.",
	HibernateCan:      "This machine can hibernate, and would write all memory to disk. Close the desk before the lid.",
	RandomSeeded:      "The kernel's random generator is seeded.",
	RandomUnseeded:    "The kernel's random generator is not seeded yet. Type and move the mouse for a minute, and begin again.",
	RandomUnread:      "Whether the kernel's random generator is seeded cannot be found out.",
}

func found(what, result string, f Finding, names ...string) Check {
	c := Check{What: what, Result: result, Detail: sentences[f], Found: f, Names: strings.Join(names, ", ")}
	if len(names) > 0 {
		c.Detail = fmt.Sprintf(sentences[f], c.Names)
	}
	return c
}

// Look checks this machine.
func Look() []Check { return look(Looks, os.DirFS("/")) }

// look finds nothing out where files are not those of a Linux kernel: that one is not there would say that all is well.
func look(looks bool, root fs.FS) []Check {
	if !looks {
		return []Check{found(Network, Unknown, NetworkUnread), found(Swap, Unknown, SwapUnread), found(Hibernate, Unknown, HibernateUnread), random()}
	}
	return append(lookAt(root), random())
}

func lookAt(root fs.FS) []Check { return []Check{network(root), swap(root), hibernation(root)} }

// network finds interfaces other than the loopback, and among them those that are on. An interface that is there and off can be switched on, so the
// detail names it all the same.
func network(root fs.FS) Check {
	entries, err := fs.ReadDir(root, "sys/class/net")
	if err != nil {
		return found(Network, Unknown, NetworkUnread)
	}
	var on, off []string
	for _, e := range entries {
		dir := path.Join("sys/class/net", e.Name())
		if kind, _ := read(root, path.Join(dir, "type")); kind == "772" { // ARPHRD_LOOPBACK, of linux/if_arp.h
			continue
		}
		if state, err := read(root, path.Join(dir, "operstate")); err == nil && state == "down" {
			off = append(off, e.Name())
		} else {
			on = append(on, e.Name())
		}
	}
	switch {
	case len(on) > 0:
		return found(Network, Bad, NetworkOn, on...)
	case len(off) > 0:
		return found(Network, Good, NetworkOff, off...)
	}
	return found(Network, Good, NetworkNone)
}

// swap finds memory that is written to disk. zram is memory that stays memory.
func swap(root fs.FS) Check {
	table, err := read(root, "proc/swaps")
	if err != nil {
		return found(Swap, Unknown, SwapUnread)
	}
	var areas []string
	for i, line := range strings.Split(table, "\n") {
		if f := strings.Fields(line); i > 0 && len(f) > 0 && !strings.HasPrefix(f[0], "/dev/zram") {
			areas = append(areas, f[0])
		}
	}
	if len(areas) > 0 {
		return found(Swap, Bad, SwapOn, areas...)
	}
	return found(Swap, Good, SwapOff)
}

// hibernation would write all memory to disk.
func hibernation(root fs.FS) Check {
	modes, err := read(root, "sys/power/disk")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return found(Hibernate, Good, HibernateNot)
	case err != nil:
		return found(Hibernate, Unknown, HibernateUnread)
	case strings.Contains(modes, "[disabled]"):
		return found(Hibernate, Good, HibernateDisabled)
	}
	return found(Hibernate, Bad, HibernateCan)
}

func read(root fs.FS, name string) (string, error) {
	b, err := fs.ReadFile(root, name)
	return strings.TrimSpace(string(b)), err
}

// Program is an executable file and its SHA-256, to be compared with a release.
type Program struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Programs returns the program that runs, and the others of Luwte beside it, by name.
func Programs() ([]Program, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	beside, err := filepath.Glob(filepath.Join(filepath.Dir(self), "luwte-*"))
	if err != nil {
		return nil, fmt.Errorf("find the programs: %w", err)
	}
	files := append(beside, self)
	slices.Sort(files)
	var all []Program
	for _, file := range slices.Compact(files) {
		p, err := hash(file)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func hash(file string) (Program, error) {
	f, err := os.Open(file)
	if err != nil {
		return Program{}, fmt.Errorf("hash a program: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return Program{}, fmt.Errorf("hash a program: %w", err)
	}
	return Program{filepath.Base(file), hex.EncodeToString(h.Sum(nil))}, nil
}
