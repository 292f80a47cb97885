package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"luwte/crypto/board"
	"luwte/crypto/message"
	"luwte/crypto/seal"
)

// sealing measures how long the page's worker takes to seal a parcel in Firefox at Tor Browser's levels, beside one goroutine with the Go library that seals as many.
func sealing(b *bench) (lines []line, err error) {
	d, err := b.serving(board.MinK)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.remove()) }()
	for _, level := range []string{"standard", "safer"} {
		report := line{what: "ms to seal a report, Firefox, " + level, beside: "Go, one goroutine"}
		piece := line{what: "ms to seal a piece of a file, Firefox, " + level, beside: "Go, one goroutine"}
		for turn := range pick(b, 3, 1) {
			ours, err := d.sealInFirefox(level, pick(b, 10, 1))
			if err != nil {
				return nil, err
			}
			theirs, err := d.sealInGo(pick(b, 500, 10))
			if err != nil {
				return nil, err
			}
			report.add(ours.Report, theirs)
			piece.add(ours.Piece, theirs)
			b.say("  turn %d: %s: %.0f and %.0f ms, Go %.2f ms", turn+1, level, ours.Report, ours.Piece, theirs)
		}
		lines = append(lines, report, piece)
	}
	return lines, nil
}

// sealed is how long each took, in milliseconds.
type sealed struct{ Report, Piece float64 }

func (d *drop) sealInFirefox(level string, count int) (s sealed, err error) {
	cmd := exec.CommandContext(d.b.ctx, "node", "test/sealtime.mjs", "--url", "http://"+d.front+"/", "--level", level, "--count", strconv.Itoa(count))
	cmd.Dir = filepath.Join(d.b.root, "web")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return s, fmt.Errorf("sealtime.mjs: %w: %s", err, stderr.Bytes())
	}
	return s, json.Unmarshal(out, &s)
}

// sealInGo is how long the same takes in this goroutine: reports, to a reporter's keys that are there.
func (d *drop) sealInGo(count int) (ms float64, err error) {
	epoch := d.bureau.Charter.Epochs[0]
	r := &message.Report{
		Head: message.Head{Bureau: d.bureau.Fingerprint(), Epoch: epoch.Epoch}, Recipient: epoch.Recipient, Language: "nl", Form: 1, Topic: "approached",
		Answers: []message.Answer{}, Files: []message.FileRef{}, Text: strings.Repeat("Iemand vroeg mij om adressen. ", 70),
	}
	rand.Read(r.Slots[:])
	began := time.Now()
	for range count {
		if _, err := seal.Parcel(epoch.Recipient, r); err != nil {
			return 0, err
		}
	}
	return time.Since(began).Seconds() * 1000 / float64(count), nil
}
