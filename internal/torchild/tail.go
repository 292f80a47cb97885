package torchild

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// tailLines is how much of tor's log is kept.
const tailLines = 50

// tail keeps the last lines written to it, in memory only.
type tail struct {
	mu      sync.Mutex
	last    []string
	partial []byte
}

func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.partial = append(t.partial, data...)
	for {
		line, rest, ok := bytes.Cut(t.partial, []byte("\n"))
		if !ok {
			return len(data), nil
		}
		t.partial = rest
		t.last = append(t.last, string(line))
		if extra := len(t.last) - tailLines; extra > 0 {
			t.last = slices.Delete(t.last, 0, extra)
		}
	}
}

func (t *tail) lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.last)
}

// reason returns the last line that tells why tor gave up, without its time: "Nov 22 06:00:00.000 [warn] Why." The very
// last one is often "Reading config failed--see warnings above.", which doesn't.
func (t *tail) reason() string {
	lines := t.lines()
	for _, line := range slices.Backward(lines) {
		for _, level := range []string{" [err] ", " [warn] "} {
			if _, text, ok := strings.Cut(line, level); ok && !strings.Contains(text, "see warnings above") {
				return text
			}
		}
	}
	if len(lines) > 0 {
		return lines[len(lines)-1]
	}
	return ""
}
