package main

import (
	"encoding/binary"
	"encoding/hex"
	"slices"

	"luwte/crypto/board"
	"luwte/crypto/label"
	"luwte/crypto/parcel"
	"luwte/crypto/sign"
	"luwte/crypto/vectors"

	"luwte/crypto/dispatch"
)

// Offsets in a board (SPEC §3).
const (
	boardF, boardNumber, boardMade, boardNext, boardK, boardEntries = 14, 46, 86, 90, 94, 95
	boardEntry                                                      = 16 + 4096
)

func (g *generator) newBoard(number uint64) []byte {
	b := &board.Board{Bureau: g.charter.Bureau, Number: number, Nonce: [32]byte{7}, Made: date("2026-11-22"), Next: date("2026-11-29")}
	for i := range 1 << board.MinK {
		// Notes are opaque to a board: these are not sealed.
		b.Entries = append(b.Entries, board.Entry{Label: [16]byte{byte(i * 3), 1}, Note: slices.Repeat([]byte{byte(i)}, board.NoteSize)})
	}
	return must(b.Marshal(g.dispatch))
}

// resigned applies edits and adds the one that signs the result anew.
func resigned(key *sign.Key, label string, data []byte, edits ...vectors.Edit) []vectors.Edit {
	data = slices.Clone(data)
	for _, e := range edits {
		copy(data[e.At:], must(hex.DecodeString(e.Put)))
		data = append(data[:len(data)-e.Cut], must(hex.DecodeString(e.Append))...)
	}
	at := len(data) - sign.SignatureSize
	return append(edits, put(at, must(key.Sign(label, data[:at]))))
}

func (g *generator) boards() {
	data := g.newBoard(5)
	g.write("board.bin", data)
	again := func(edits ...vectors.Edit) []vectors.Edit {
		return resigned(g.dispatch, label.SignBoard, data, edits...)
	}
	c := func(name, err string, edits ...vectors.Edit) vectors.Case {
		return vectors.Case{Name: name, Base: "board.bin", Edits: edits, Error: err}
	}
	u64 := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	u32 := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
	g.writeJSON("board.json", vectors.Boards{
		Bureau: g.charter.Bureau.String(), Dispatch: hex.EncodeToString(g.dispatch.Public()), Nonce: hex.EncodeToString(data[54:86]),
		Number: 5, Made: "2026-11-22", Next: "2026-11-29", Label: hex.EncodeToString(data[boardEntries+boardEntry:][:16]),
		Cases: []vectors.Case{
			c("good", ""),
			c("signed again", "", again()...),
			c("empty", vectors.Malformed, vectors.Edit{Cut: len(data)}),
			c("header alone", vectors.Malformed, vectors.Edit{Cut: len(data) - boardEntries}),
			c("cut by a byte", vectors.Malformed, vectors.Edit{Cut: 1}),
			c("trailing byte", vectors.Malformed, vectors.Edit{Append: "00"}),
			c("unknown version", vectors.Malformed, again(put(6, []byte("2")))...),
			c("an entry missing", vectors.Malformed, again(vectors.Edit{Cut: boardEntry})...),
			c("size class 3", vectors.Malformed, again(put(boardK, []byte{3}), vectors.Edit{Cut: 8 * boardEntry})...),
			c("size class 5 with 16 entries", vectors.Malformed, again(put(boardK, []byte{5}))...),
			c("size class 255", vectors.Malformed, again(put(boardK, []byte{255}))...),
			c("number 0", vectors.Malformed, again(put(boardNumber, u64(0)))...),
			c("number 2^53", vectors.Malformed, again(put(boardNumber, u64(1<<53)))...),
			c("next on the day it is made", vectors.Malformed, again(put(boardNext, u32(uint32(date("2026-11-22")))))...),
			c("next after the year 9999", vectors.Malformed, again(put(boardNext, u32(2932897)))...),
			c("labels unsorted", vectors.Malformed, again(put(boardEntries, []byte{4}))...),
			c("label doubled", vectors.Malformed, again(put(boardEntries, data[boardEntries+boardEntry:][:16]))...),
			c("of another bureau", vectors.Bureau, again(flip(data, boardF))...),
			c("a bit of the nonce flipped", vectors.Signature, flip(data, 60)),
			c("a bit of a note flipped", vectors.Signature, flip(data, boardEntries+boardEntry+100)),
			c("a bit of the made day flipped", vectors.Signature, flip(data, boardMade+3)),
			c("a bit of the first signature half flipped", vectors.Signature, flip(data, len(data)-sign.SignatureSize)),
			c("a bit of the second signature half flipped", vectors.Signature, flip(data, len(data)-1)),
			c("signed by another key", vectors.Signature, resigned(g.root, label.SignBoard, data)...),
			c("signed as a dispatch", vectors.Signature, resigned(g.dispatch, label.SignDispatch, data)...),
		},
	})
}

func (g *generator) newDispatch(number uint64, boardRaw []byte) []byte {
	d := &dispatch.Dispatch{Bureau: g.charter.Bureau, Number: number, CharterRaw: g.line, BoardRaw: boardRaw,
		Kept: []parcel.ID{{1}, {1, 2}, {9}}}
	return must(d.Marshal(g.dispatch))
}

func (g *generator) dispatches() {
	data := g.newDispatch(5, g.newBoard(5))
	g.write("dispatch.bin", data)
	again := func(edits ...vectors.Edit) []vectors.Edit {
		return resigned(g.dispatch, label.SignDispatch, data, edits...)
	}
	c := func(name, err string, edits ...vectors.Edit) vectors.Case {
		return vectors.Case{Name: name, Base: "dispatch.bin", Edits: edits, Error: err}
	}
	const charterAt = 17 + 32 + 8
	boardAt := charterAt + 4 + len(g.line)
	idsAt := boardAt + 4 + board.Size(board.MinK) + 4
	zeros := func(n int) []byte { return make([]byte, n) }
	otherNumber := g.newDispatch(6, g.newBoard(5))
	foreign := generator{bureau: bureau{}}
	foreign.makeBureau()
	g.write("dispatch-number.bin", otherNumber)
	g.write("dispatch-foreign-board.bin", g.newDispatch(5, foreign.newBoard(5)))
	g.writeJSON("dispatch.json", vectors.Dispatches{Bureau: g.charter.Bureau.String(), Number: 5,
		Kept: []string{parcel.ID{1}.String(), parcel.ID{1, 2}.String(), parcel.ID{9}.String()},
		Cases: []vectors.Case{
			c("good", ""),
			c("signed again", "", again()...),
			c("empty", vectors.Malformed, vectors.Edit{Cut: len(data)}),
			c("cut by a byte", vectors.Malformed, vectors.Edit{Cut: 1}),
			c("cut in the charter", vectors.Malformed, vectors.Edit{Cut: len(data) - charterAt - 100}),
			c("trailing byte", vectors.Malformed, vectors.Edit{Append: "00"}),
			c("unknown version", vectors.Malformed, again(put(6, []byte("2")))...),
			c("number 0", vectors.Malformed, again(put(49, zeros(8)))...),
			c("number 2^53", vectors.Malformed, again(put(49, []byte{0, 32, 0, 0, 0, 0, 0, 0}))...),
			c("charter longer than all", vectors.Malformed, put(charterAt, []byte{255, 255, 255, 255})),
			c("board of no bytes", vectors.Malformed, again(put(boardAt, zeros(4)))...),
			c("more ids than there are", vectors.Malformed, put(idsAt-4, []byte{0, 0, 0, 4})),
			c("more ids than allowed", vectors.Malformed, put(idsAt-4, []byte{0, 1, 0, 1})),
			c("ids unsorted", vectors.Malformed, again(put(idsAt, []byte{200}))...),
			c("id doubled", vectors.Malformed, again(put(idsAt, []byte{1, 2}))...),
			c("a bit of the charter flipped", vectors.Malformed, again(flip(data, charterAt+4+30))...),
			c("a bit of the board flipped", vectors.Malformed, again(flip(data, boardAt+4+boardEntries+100))...),
			c("of another bureau", vectors.Mismatch, again(flip(data, 20))...),
			c("a bit of an id flipped", vectors.Signature, flip(data, idsAt+15)),
			c("a bit of the second signature half flipped", vectors.Signature, flip(data, len(data)-1)),
			c("signed by the root", vectors.Signature, resigned(g.root, label.SignDispatch, data)...),
			c("signed as a board", vectors.Signature, resigned(g.dispatch, label.SignBoard, data)...),
			{Name: "board of another number", Base: "dispatch-number.bin", Error: vectors.Mismatch},
			{Name: "board of another bureau", Base: "dispatch-foreign-board.bin", Error: vectors.Malformed},
		}})
}
