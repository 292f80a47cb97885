// Package powercut imitates power cuts: it records what a process does to a directory, in the order in which the system saw it, and then
// makes, at any moment of that record and as often as one likes, a directory as a disk may have it that lost its power right then.
//
// What was synced is there. Of what was only written, each page of 4096 bytes is there or not whatever became of the others, or only some
// of its sectors of 512 are; files have the size of any moment since their last sync; and of what was made, renamed and removed in
// directories after their last sync, some is on the disk (Names says which). That is more than what any file system does to a program.
//
// The record is strace's. Only tests import the package.
package powercut

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Names says which of the unsynced changes to directories a disk may keep, and what a sync of a file means for its name.
type Names int

const (
	Journal   Names = iota // as ext4: those before any one moment; the sync of any file also keeps all names until then
	InOrder                // in each directory those before a moment of its own; the sync of a file keeps its content only
	Arbitrary              // any, whatever became of those before; the sync of a file keeps its content only
	kinds
)

func (n Names) String() string { return [kinds]string{"journal", "in order", "arbitrary"}[n] }

// Log is what a process did.
type Log struct {
	root    *inode
	changes []change
	syncs   []sync
	said    []said
	end     int
	moments []int
}

// inode is a file or, with names, a directory, as it was before the process began.
type inode struct {
	content []byte
	names   map[string]*inode // nil for a file
}

// span is when a call began and when it had ended, as moments. What it does may be on the disk from its beginning.
type span struct{ begin, end int }

// change is one of a write, a change of size, and a change of names in one directory.
type change struct {
	span
	of *inode

	offset int64
	data   []byte // nil unless it is a write

	resize, grow bool // grow: never makes it smaller
	size         int64

	isName     bool
	name, from string // from: a rename's old name
	target     *inode // nil if the name is removed

	synced, journaled int // from this moment on it is on the disk: by a sync of the file or directory; of anything
}

type sync struct {
	span
	of  *inode
	all bool
}

type said struct {
	at   int
	text string
}

// Moments returns when something begins or has ended, the last of them after all.
func (l *Log) Moments() []int { return l.moments }

// Said returns all that the process had written to its standard output before a moment.
func (l *Log) Said(at int) (text string) {
	for _, s := range l.said {
		if s.at < at {
			text += s.text
		}
	}
	return text
}

// Cut makes in directory to, which is made, what a disk may have that lost its power at a moment. It returns also what lies in the blocks
// of files that have no name any more.
func (l *Log) Cut(r *rand.Rand, at int, names Names, to string) (nameless [][]byte, err error) {
	c := cut{log: l, rand: r, at: at, names: names, keep: []float64{0, 0.1, 0.5, 0.9, 1}[r.IntN(5)], written: map[*inode]bool{}}
	if err := c.write(c.directories(), l.root, to); err != nil {
		return nil, err
	}
	for _, n := range l.files(at) {
		if !c.written[n] {
			c.written[n] = true
			nameless = append(nameless, c.content(n))
		}
	}
	return nameless, nil
}

// files returns all that there have been by a moment, some more than once.
func (l *Log) files(at int) (all []*inode) {
	var below func(n *inode)
	below = func(n *inode) {
		if n.names == nil {
			all = append(all, n)
		}
		for _, child := range n.names {
			below(child)
		}
	}
	below(l.root)
	for _, ch := range l.changes {
		if ch.target != nil && ch.begin < at {
			below(ch.target)
		}
	}
	return all
}

// settle finds out which moments there are, and from when on each change is on the disk for certain.
func (l *Log) settle() {
	for _, c := range l.changes {
		l.moments = append(l.moments, c.begin+1, c.end+1)
	}
	for _, s := range l.syncs {
		l.moments = append(l.moments, s.begin+1, s.end+1)
	}
	for _, s := range l.said {
		l.moments = append(l.moments, s.at+1)
	}
	slices.Sort(l.moments)
	l.moments = slices.Compact(append([]int{0}, append(l.moments, l.end+1)...))
	for i := range l.changes {
		c := &l.changes[i]
		c.synced, c.journaled = math.MaxInt, math.MaxInt
		for _, s := range l.syncs {
			if s.begin <= c.end {
				continue
			}
			c.journaled = min(c.journaled, s.end)
			if s.of == c.of || s.all {
				c.synced = min(c.synced, s.end)
			}
		}
	}
}

// durable reports whether a change is on the disk for certain at a moment.
func (c change) durable(at int, names Names) bool {
	return c.synced < at || c.isName && names == Journal && c.journaled < at
}
