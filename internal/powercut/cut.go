package powercut

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
)

const (
	page   = 4096
	sector = 512
)

// cut is one power cut.
type cut struct {
	log   *Log
	rand  *rand.Rand
	at    int
	names Names
	keep  float64 // how likely an unsynced page, or a name where any may go, is on the disk

	written map[*inode]bool // files
}

// directories returns what each directory holds.
func (c *cut) directories() map[*inode]map[string]*inode {
	found := map[*inode]map[string]*inode{}
	until := map[*inode]int{} // unsynced changes after this moment are lost
	moment := c.rand.IntN(c.at + 1)
	for _, ch := range c.log.changes {
		if !ch.isName || ch.begin >= c.at {
			continue
		}
		if found[ch.of] == nil {
			found[ch.of] = maps.Clone(ch.of.names)
			if until[ch.of] = moment; c.names == InOrder {
				until[ch.of] = c.rand.IntN(c.at + 1)
			}
		}
		kept := ch.begin < until[ch.of]
		if c.names == Arbitrary {
			kept = c.rand.Float64() < c.keep
		}
		if !kept && !ch.durable(c.at, c.names) {
			continue
		}
		ch.apply(found[ch.of])
	}
	return found
}

// apply makes a change of names.
func (c change) apply(names map[string]*inode) {
	if c.from != "" {
		delete(names, c.from)
	}
	if c.target == nil {
		delete(names, c.name)
	} else {
		names[c.name] = c.target
	}
}

// write makes a file or directory with all that is in it.
func (c *cut) write(directories map[*inode]map[string]*inode, n *inode, to string) error {
	if n.names == nil {
		c.written[n] = true
		return os.WriteFile(to, c.content(n), 0o600)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	names, changed := directories[n]
	if !changed {
		names = n.names
	}
	for name, child := range names {
		if err := c.write(directories, child, filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return nil
}

// content returns what a file has on the disk.
func (c *cut) content(n *inode) []byte {
	b := append([]byte(nil), n.content...)
	size := len(b)
	until := c.rand.IntN(c.at + 1) // unsynced changes of size after this moment are lost
	for _, ch := range c.log.changes {
		if ch.of != n || ch.isName || ch.begin >= c.at {
			continue
		}
		durable := ch.durable(c.at, c.names)
		sized := durable || ch.begin < until
		if ch.resize {
			if sized && !(ch.grow && int(ch.size) < size) {
				size = int(ch.size)
				clear(b[min(size, len(b)):])
			}
			continue
		}
		end := int(ch.offset) + len(ch.data)
		if grown := end - len(b); grown > 0 {
			b = append(b, make([]byte, grown)...)
		}
		if sized {
			size = max(size, end)
		}
		c.pages(b, ch, durable)
	}
	return append(b, make([]byte, max(0, size-len(b)))...)[:size]
}

// pages writes of a write what gets to the disk.
func (c *cut) pages(b []byte, ch change, durable bool) {
	for from := 0; from < len(ch.data); {
		at := int(ch.offset) + from
		to := min(len(ch.data), from+page-at%page)
		switch {
		case durable || c.rand.Float64() < c.keep:
			copy(b[at:], ch.data[from:to])
		case c.rand.IntN(8) == 0:
			for s := from; s < to; s = min(to, s+sector-(int(ch.offset)+s)%sector) {
				if c.rand.IntN(2) == 0 {
					copy(b[int(ch.offset)+s:], ch.data[s:min(to, s+sector-(int(ch.offset)+s)%sector)])
				}
			}
		}
		from = to
	}
}
