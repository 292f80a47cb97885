package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"luwte/crypto/board"
	"luwte/crypto/message"
	"luwte/internal/desk"
)

// boardMaking measures how long a desk takes to make and sign boards of 2048 notes in all, with the pouch that carries each, beside one goroutine of the age
// library that seals as many notes, each to a recipient of its own. A board has 512 at most: they are four.
func boardMaking(b *bench) (lines []line, err error) {
	k, boards := pick(b, board.MaxK, board.MinK), 4
	dir := filepath.Join(b.dir, "board-desk")
	if err := newDesk(dir); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	d, err := desk.Open(dir, passphrase, "bench")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	l := line{what: fmt.Sprintf("s to make %d boards of %d notes", boards, 1<<k), beside: "age, one goroutine"}
	for turn := range pick(b, 5, 1) {
		began := time.Now()
		for i := range boards {
			path := filepath.Join(dir, fmt.Sprintf("pouch-%d-%d", turn, i))
			if _, err := d.Export(path, desk.ExportOptions{Size: k}); err != nil {
				return nil, err
			}
			if err := os.Remove(path); err != nil {
				return nil, err
			}
		}
		ours := time.Since(began)
		theirs, err := sealNotes(boards << k)
		if err != nil {
			return nil, err
		}
		l.add(ours.Seconds(), theirs.Seconds())
		b.say("  turn %d: %.2f s, age %.2f s", turn+1, ours.Seconds(), theirs.Seconds())
	}
	return []line{l}, nil
}

// sealNotes seals so many notes of zeros with the age library in this goroutine.
func sealNotes(n int) (time.Duration, error) {
	began, plaintext := time.Now(), make([]byte, message.NotePlaintextSize)
	var sealed bytes.Buffer
	for range n {
		identity, err := age.GenerateHybridIdentity()
		if err != nil {
			return 0, err
		}
		sealed.Reset()
		w, err := age.Encrypt(&sealed, identity.Recipient())
		if err != nil {
			return 0, err
		}
		if _, err := w.Write(plaintext); err != nil {
			return 0, err
		}
		if err := w.Close(); err != nil {
			return 0, err
		}
	}
	if sealed.Len() != board.NoteSize {
		return 0, fmt.Errorf("the notes of age have %d bytes", sealed.Len())
	}
	return time.Since(began), nil
}
