package main

import (
	"errors"
	"fmt"
	"time"
)

// boardSizes are classes of boards; the last is the largest that there is.
var boardSizes = []int{4, 8, 9}

// boards measures how many boards a second clients download from the drop, beside nginx that serves the same bytes as a file to the same clients. They take turns.
func boards(b *bench) ([]line, error) {
	var lines []line
	for _, k := range boardSizes {
		l, err := b.boardsOf(k)
		if err != nil {
			return lines, err
		}
		if k == 9 {
			l.what = "downloads/s of a board of 512 (2048 notes are four)"
		}
		lines = append(lines, l)
	}
	return lines, nil
}

const readers = 16 // at once

func (b *bench) boardsOf(k int) (l line, err error) {
	d, err := b.newDrop()
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, d.remove()) }()
	raw := d.bureau.Board(d.next, k)
	if err = d.serve(); err == nil {
		_, err = d.bring(raw)
	}
	if err != nil {
		return l, err
	}
	n, err := b.layNginx(map[string][]byte{"board": raw})
	if err == nil {
		err = n.start()
	}
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, n.stop()) }()
	l = line{what: fmt.Sprintf("downloads/s of a board of %d", 1<<k), beside: "nginx, same bytes", target: ratioAtLeast(0.8)}
	during := pick(b, time.Second, 50*time.Millisecond)
	for turn := range pick(b, 9, 1) {
		ours, err := b.looking(d.front, d.boardPath(), k, readers, during)
		if err != nil {
			return l, fmt.Errorf("drop: %w", err)
		}
		theirs, err := b.looking(n.address, "/board", k, readers, during)
		if err != nil {
			return l, fmt.Errorf("nginx: %w", err)
		}
		l.luwte, l.reference = append(l.luwte, ours.rate()), append(l.reference, theirs.rate())
		b.say("  turn %d: %d notes: %.0f/s (client %.0f %% of a core), nginx %.0f/s (client %.0f %%)", turn+1, 1<<k, ours.rate(), ours.share(), theirs.rate(), theirs.share())
	}
	return l, nil
}
