package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
)

// pages reads a bbolt file as it lies on the disk, without bbolt, which trusts
// it: each page by itself, and what cannot be read is left out. The format is
// bbolt's version 2 (internal/common: page.go, meta.go, inode.go), in the order
// of bytes of amd64 and arm64.
type pages struct {
	file *os.File
	meta meta

	// free are the pages that are not in use. Nil if the list cannot be read: then
	// no page says whether it is, and each is taken for one that is.
	free map[uint64]bool

	all, unreadable int  // pages in use
	astray          bool // the tree does not lead to all of them
}

const (
	pageHeader  = 16 // id, u64 ‖ flags, u16 ‖ count, u16 ‖ overflow, u32
	elementSize = 16

	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagFreelist = 0x10
	flagBucket   = 0x01 // of an element of a leaf
	bucketHeader = 16   // root, u64 ‖ sequence, u64

	metaMagic   = 0xED0CDAED
	metaVersion = 2
	longCount   = 0xFFFF // of a free list: the count is its first number
)

// meta is what a meta page says of one transaction.
type meta struct{ root, freelist, end, tx uint64 }

// openPages finds out which pages are in use.
func openPages(path string) (*pages, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	p := &pages{file: f}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	p.readMeta()
	p.free = p.readFree()
	if p.free == nil { // nor is it known where the file should end
		p.meta.end = max(p.meta.end, uint64(info.Size()+pageSize-1)/pageSize)
	}
	return p, nil
}

// checkFile refuses a file whose end is missing, where bbolt would go on writing,
// and one whose pages lead in a circle.
func checkFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	p := &pages{file: f}
	p.readMeta()
	info, err := f.Stat()
	if short := int64(p.meta.end) * pageSize; err == nil && info.Size() < max(short, 4*pageSize) {
		err = fmt.Errorf("%w: %q has %d bytes, of at least %d", ErrDamaged, path, info.Size(), max(short, 4*pageSize))
	}
	if err == nil && p.circular(p.meta.root, true, map[uint64]bool{}, map[uint64]bool{}) {
		err = fmt.Errorf("%w: the pages of %q lead in a circle", ErrDamaged, path)
	}
	return err
}

// circular says whether branches lead back to themselves, which bbolt would
// follow until there is no memory left. Of the leaves it reads the headers only.
func (p *pages) circular(id uint64, isRoot bool, above, done map[uint64]bool) bool {
	header := p.bytesAt(int64(id)*pageSize, pageHeader)
	if header == nil || kindOf(header) != flagBranch && !isRoot || done[id] {
		return false
	}
	if above[id] {
		return true
	}
	above[id] = true
	defer func() { delete(above, id); done[id] = true }()
	page := p.page(id)
	if page == nil {
		return false
	}
	for n := range countOf(page) {
		if _, below := p.child(page, n); below != 0 && p.circular(below, isRoot && kindOf(page) == flagBranch, above, done) {
			return true
		}
	}
	return false
}

// readMeta finds the last transaction.
func (p *pages) readMeta() {
	for id := range uint64(2) {
		m, ok := parseMeta(p.raw(id, 0))
		if p.all++; !ok {
			p.unreadable++ // perhaps the newer one: then what was done last is lost
		} else if m.tx >= p.meta.tx {
			p.meta = m
		}
	}
}

func parseMeta(page []byte) (m meta, ok bool) {
	if len(page) < pageHeader+64 {
		return m, false
	}
	b, u64 := page[pageHeader:], binary.LittleEndian.Uint64
	h := fnv.New64a()
	h.Write(b[:56])
	m = meta{root: u64(b[16:]), freelist: u64(b[32:]), end: u64(b[40:]), tx: u64(b[48:])}
	return m, h.Sum64() == u64(b[56:]) && binary.LittleEndian.Uint32(b) == metaMagic && binary.LittleEndian.Uint32(b[4:]) == metaVersion
}

// raw returns a page and its overflow, or nil.
func (p *pages) raw(id uint64, overflow uint32) []byte {
	if overflow > 1<<16 {
		return nil
	}
	b := make([]byte, (int64(overflow)+1)*pageSize)
	if _, err := p.file.ReadAt(b, int64(id)*pageSize); err != nil {
		return nil
	}
	return b
}

// page returns a page in use with its overflow, or nil.
func (p *pages) page(id uint64) []byte {
	b := p.raw(id, 0)
	if id >= p.meta.end || len(b) == 0 || binary.LittleEndian.Uint64(b) != id {
		return nil
	}
	overflow := binary.LittleEndian.Uint32(b[12:])
	if id+uint64(overflow) >= p.meta.end {
		return nil
	}
	for n := id; n <= id+uint64(overflow); n++ {
		if p.free[n] {
			return nil
		}
	}
	switch kindOf(b) {
	case flagBranch, flagLeaf, flagFreelist:
		return p.raw(id, overflow)
	}
	return nil
}

func kindOf(page []byte) uint16        { return binary.LittleEndian.Uint16(page[8:]) }
func countOf(page []byte) int          { return int(binary.LittleEndian.Uint16(page[10:])) }
func spanOf(page []byte) uint64        { return uint64(len(page)) / pageSize }
func (p *pages) within(id uint64) bool { return id > 1 && id < p.meta.end }

func (p *pages) readFree() map[uint64]bool {
	if !p.within(p.meta.freelist) {
		return nil
	}
	b := p.page(p.meta.freelist)
	if b == nil || kindOf(b) != flagFreelist {
		return nil
	}
	count, ids := uint64(countOf(b)), b[pageHeader:]
	if count == longCount {
		count, ids = binary.LittleEndian.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids))/8 {
		return nil
	}
	free := map[uint64]bool{}
	for n := range count {
		id := binary.LittleEndian.Uint64(ids[8*n:])
		if !p.within(id) || free[id] {
			return nil
		}
		free[id] = true
	}
	return free
}

// item is a key and where its value lies in the file.
type item struct {
	key  []byte
	at   int64
	size int
}

// scan calls fn for each key with a value on the pages in use.
func (p *pages) scan(fn func(item)) {
	reached := p.walk()
	for id := uint64(2); id < p.meta.end; {
		if p.free[id] {
			id++
			continue
		}
		page, span := p.page(id), uint64(1)
		switch {
		case page != nil && p.free != nil:
			span = spanOf(page)
		case page == nil && (p.free != nil || p.raw(id, 0) == nil):
			p.unreadable++
		}
		p.astray = p.astray || page == nil || !reached[id]
		if page != nil && kindOf(page) == flagLeaf {
			p.leaf(page, int64(id)*pageSize, fn)
		}
		for within := id + 1; within < id+span; within++ { // where a spoilt list of free pages had something new written over what was there
			if !reached[within] {
				continue
			}
			p.astray = true
			if page := p.page(within); page != nil && kindOf(page) == flagLeaf {
				p.leaf(page, int64(within)*pageSize, fn)
			}
		}
		p.all, id = p.all+int(span), id+span // without a list of free pages what looks like overflow may be newer
	}
}

// leaf calls fn for each key on a leaf that lies in the file at base.
func (p *pages) leaf(page []byte, base int64, fn func(item)) {
	for n := range countOf(page) {
		flags, key, from, value := element(page, n)
		switch {
		case key == nil:
			p.astray = true
		case flags&flagBucket == 0:
			fn(item{key, base + int64(from), len(value)})
		case len(value) > bucketHeader+pageHeader && binary.LittleEndian.Uint64(value) == 0: // a small bucket lies in its parent's leaf
			p.leaf(value[bucketHeader:], base+int64(from)+bucketHeader, fn)
		}
	}
}

// element returns one of a leaf's elements, from where its value lies; key is nil
// if it does not lie on the page.
func element(page []byte, n int) (flags uint32, key []byte, from int, value []byte) {
	at := pageHeader + n*elementSize
	if at+elementSize > len(page) {
		return 0, nil, 0, nil
	}
	u32 := binary.LittleEndian.Uint32
	begin, size, length := int64(at)+int64(u32(page[at+4:])), int64(u32(page[at+8:])), int64(u32(page[at+12:]))
	if begin+size+length > int64(len(page)) || size == 0 {
		return 0, nil, 0, nil
	}
	from = int(begin + size)
	return u32(page[at:]), page[begin:from], from, page[from : from+int(length)]
}

// walk follows the tree as bbolt does and returns the pages that it leads to.
func (p *pages) walk() (reached map[uint64]bool) {
	reached = map[uint64]bool{p.meta.freelist: true}
	p.descend(p.meta.root, nil, reached)
	return reached
}

func (p *pages) descend(id uint64, first []byte, reached map[uint64]bool) {
	page := p.page(id)
	if page == nil || reached[id] || !p.within(id) {
		p.astray = true
		return
	}
	reached[id] = true
	last := first
	for n := range countOf(page) {
		key, below := p.child(page, n)
		if key == nil || bytes.Compare(key, last) < 0 {
			p.astray = true
			return
		}
		if last = key; below != 0 {
			if kindOf(page) == flagLeaf {
				key = nil // another bucket's keys follow
			}
			p.descend(below, key, reached)
		}
	}
}

// child returns a key on a page and the page that lies below it, or zero.
func (p *pages) child(page []byte, n int) (key []byte, below uint64) {
	if kindOf(page) == flagLeaf {
		flags, key, _, value := element(page, n)
		if flags&flagBucket != 0 && len(value) >= bucketHeader {
			below = binary.LittleEndian.Uint64(value)
		}
		return key, below
	}
	at := pageHeader + n*elementSize
	if kindOf(page) != flagBranch || at+elementSize > len(page) {
		return nil, 0
	}
	begin := int64(at) + int64(binary.LittleEndian.Uint32(page[at:]))
	end := begin + int64(binary.LittleEndian.Uint32(page[at+4:]))
	if end > int64(len(page)) || begin == end {
		return nil, 0
	}
	return page[begin:end], binary.LittleEndian.Uint64(page[at+8:])
}

// bytesAt returns what lies in the file, or nil.
func (p *pages) bytesAt(at int64, size int) []byte {
	b := make([]byte, size)
	if _, err := p.file.ReadAt(b, at); err != nil {
		return nil
	}
	return b
}
