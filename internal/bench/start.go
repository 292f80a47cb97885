package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// start measures how long it takes from the start of the program until it has answered the first request, with one parcel stored and with many;
// beside it nginx with one small file.
func start(b *bench) (lines []line, err error) {
	d, err := b.serving(4)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.remove()) }()
	stored := 0
	for _, n := range []int{1, pick(b, 4000, 32)} {
		if _, err := d.post(n-stored, uint64(stored)); err != nil {
			return lines, err
		}
		stored = n
		l, err := d.starts(pick(b, 15, 1))
		if err != nil {
			return lines, err
		}
		l.what = fmt.Sprintf("ms from start to first answer, %d stored", n)
		lines = append(lines, l)
	}
	return lines, nil
}

// starts starts the drop so often anew, and nginx in turns with it.
func (d *drop) starts(times int) (l line, err error) {
	l = line{beside: "nginx", target: atMost(100)}
	for range times {
		ours, err := d.again()
		if err != nil {
			return l, err
		}
		theirs, err := d.b.nginxStarts()
		if err != nil {
			return l, err
		}
		l.add(float64(ours.Microseconds())/1000, float64(theirs.Microseconds())/1000)
	}
	return l, nil
}

// nginxStarts starts nginx, looks at a small file, and ends it.
func (b *bench) nginxStarts() (took time.Duration, err error) {
	n, err := b.layNginx(map[string][]byte{"charters": make([]byte, 1000)})
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := n.start(); err != nil {
		return 0, err
	}
	err = b.look(n.address, "/charters")
	return time.Since(began), errors.Join(err, n.stop())
}

// again ends the drop, starts it again and looks at its charters.
func (d *drop) again() (took time.Duration, err error) {
	if err := d.stop(); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := d.serve(); err != nil {
		return 0, err
	}
	if err := d.b.look(d.front, "/v1/charters"); err != nil {
		return 0, err
	}
	return time.Since(began), nil
}

// look makes one request over a connection of its own and reads the answer.
func (b *bench) look(address, path string) error {
	transport := new(http.Transport)
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(b.ctx, http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		return err
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s, %w", path, response.Status, err)
	}
	return nil
}
