package board_test

import (
	"encoding/hex"
	"errors"
	"testing"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/sign"
	"luwte/crypto/vectors"
	"luwte/internal/fuzzing"
)

const cases = 25

var sentinels = map[string]error{vectors.Malformed: board.ErrMalformed, vectors.Signature: sign.ErrSignature, vectors.Bureau: board.ErrBureau}

func load(t testing.TB) (v vectors.Boards, f charter.Fingerprint, key []byte) {
	v = vectors.Load[vectors.Boards]("board.json")
	if err := f.UnmarshalText([]byte(v.Bureau)); err != nil {
		t.Fatal(err)
	}
	key, err := hex.DecodeString(v.Dispatch)
	if err != nil {
		t.Fatal(err)
	}
	vectors.ExpectCount(t, len(v.Cases), cases)
	return v, f, key
}

func TestParse_Vectors_Agree(t *testing.T) {
	v, f, key := load(t)
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			_, err := board.Parse(c.Bytes(), f, key)
			vectors.Expect(t, c.Error, err, sentinels)
		})
	}
}

func TestParse_BaseBoard_SaysWhatItSays(t *testing.T) {
	v, f, key := load(t)
	b, err := board.Parse(vectors.File("board.bin"), f, key)
	if err != nil {
		t.Fatal(err)
	}
	if b.Number != v.Number || b.Made.String() != v.Made || b.Next.String() != v.Next || hex.EncodeToString(b.Nonce[:]) != v.Nonce {
		t.Errorf("%d %s %s %x, expected %d %s %s %s", b.Number, b.Made, b.Next, b.Nonce, v.Number, v.Made, v.Next, v.Nonce)
	}
	label, err := hex.DecodeString(v.Label)
	if err != nil {
		t.Fatal(err)
	}
	if note, ok := b.Find([16]byte(label)); !ok || len(note) != board.NoteSize || note[0] != 1 {
		t.Error("the note under a label is not found")
	}
	if _, ok := b.Find([16]byte{0xff, 0xff}); ok {
		t.Error("a note under a label that is not there is found")
	}
	if b.Old(b.Next+1) || !b.Old(b.Next+2) {
		t.Error("a board is old later than a day after its next, or earlier")
	}
}

func TestMarshal_Parse_ComesBack(t *testing.T) {
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, entries := range []int{0, 15, 16, 17, 32, 512, 513, 1024} {
		b := &board.Board{Number: 1, Made: 1, Next: 2}
		for i := range entries {
			label := [16]byte{byte(i), byte(i >> 8)}
			b.Entries = append(b.Entries, board.Entry{Label: label, Note: make([]byte, board.NoteSize)})
		}
		data, err := b.Marshal(key)
		if ok := entries == 16 || entries == 32 || entries == 512; ok != (err == nil) {
			t.Fatalf("%d entries: %v", entries, err)
		}
		if err != nil {
			continue
		}
		again, err := board.Parse(data, b.Bureau, key.Public())
		if err != nil || len(again.Entries) != entries {
			t.Fatalf("%d entries: %v", entries, err)
		}
	}
}

func TestMarshal_WhatParseRefuses_IsRefused(t *testing.T) {
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]board.Entry, 16)
	for i := range entries {
		entries[i] = board.Entry{Label: [16]byte{byte(i)}, Note: make([]byte, board.NoteSize)}
	}
	for name, b := range map[string]board.Board{
		"number 0": {Made: 1, Next: 2}, "number 2^53": {Number: 1 << 53, Made: 1, Next: 2},
		"next on the day it is made": {Number: 1, Made: 2, Next: 2}, "next after the year 9999": {Number: 1, Made: 2, Next: day.Last + 1},
	} {
		b.Entries = entries
		if _, err := b.Marshal(key); !errors.Is(err, board.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	v, bureau, key := load(f)
	for _, c := range v.Cases {
		fuzzing.Add(f, 10, c.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, err := board.Parse(data, bureau, key); err == nil && len(data) != board.Size(4) && len(b.Entries) < 32 {
			t.Fatal("a board of 16 entries and another size")
		}
	})
}
