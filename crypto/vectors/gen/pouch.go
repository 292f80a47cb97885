package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"luwte/crypto/label"
	"luwte/crypto/parcel"
	"luwte/crypto/vectors"
)

// pouches are put together from SPEC §8 alone, without package pouch, which is to be tested with them.
func (g *generator) pouches() {
	report := g.read("report.age")
	empty := g.pouch(nil)
	g.write("pouch-empty.bin", empty)
	g.write("pouch-dispatch.bin", g.pouch(g.read("dispatch.bin")))
	g.write("pouch.bin", g.pouch(nil, report))
	doubled := g.pouch(nil, report, report)
	c := func(name, base, err string, edits ...vectors.Edit) vectors.Case {
		return vectors.Case{Name: name, Base: base, Edits: edits, Error: err}
	}
	countAt := len(label.Pouch) + 32 + 4
	g.write("pouch-doubled.bin", doubled)
	g.writeJSON("pouch.json", vectors.Pouches{Bureau: g.charter.Bureau.String(), Parcels: []string{parcel.IDOf(report).String()}, Cases: []vectors.Case{
		c("empty", "pouch-empty.bin", ""),
		c("with a dispatch", "pouch-dispatch.bin", ""),
		c("with a parcel", "pouch.bin", ""),
		c("of no bytes", "pouch-empty.bin", vectors.Cut, vectors.Edit{Cut: len(empty)}),
		c("cut in its first bytes", "pouch-empty.bin", vectors.Cut, vectors.Edit{Cut: len(empty) - 5}),
		c("cut by a byte", "pouch.bin", vectors.Cut, vectors.Edit{Cut: 1}),
		c("cut in a parcel", "pouch.bin", vectors.Cut, vectors.Edit{Cut: 1000}),
		c("trailing byte", "pouch-empty.bin", vectors.Malformed, vectors.Edit{Append: "00"}),
		c("unknown version", "pouch-empty.bin", vectors.Version, put(6, []byte("2"))),
		c("something else", "pouch-empty.bin", vectors.NotPouch, put(0, []byte("PK\x03\x04"))),
		c("a bit of the bureau flipped", "pouch-empty.bin", vectors.Altered, flip(empty, 20)),
		c("a bit of the hash flipped", "pouch-empty.bin", vectors.Altered, flip(empty, len(empty)-1)),
		c("a bit of a parcel flipped", "pouch.bin", vectors.Altered, put(countAt+4+5000, []byte{^report[5000]})),
		c("a dispatch longer than any", "pouch-empty.bin", vectors.Malformed, put(countAt-4, []byte{255, 255, 255, 255})),
		c("more parcels than there are", "pouch-empty.bin", vectors.Cut, put(countAt, []byte{0, 0, 0, 1})),
		c("more parcels than allowed", "pouch-empty.bin", vectors.Malformed, put(countAt, []byte{0, 1, 0, 1})),
		c("a parcel twice", "pouch-doubled.bin", vectors.Malformed),
	}})
}

func (g *generator) pouch(dispatch []byte, parcels ...[]byte) []byte {
	p := slices.Concat([]byte(label.Pouch), must(hex.DecodeString(g.charter.Bureau.String())))
	p = append(binary.BigEndian.AppendUint32(p, uint32(len(dispatch))), dispatch...)
	p = binary.BigEndian.AppendUint32(p, uint32(len(parcels)))
	p = append(p, slices.Concat(parcels...)...)
	sum := sha256.Sum256(p)
	return append(p, sum[:]...)
}
