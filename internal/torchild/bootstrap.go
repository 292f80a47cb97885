package torchild

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"sync"

	"github.com/cretz/bine/control"
)

// bootstrap follows how far tor is in reaching its network.
type bootstrap struct {
	progress func(percent int, summary string)
	ready    chan struct{} // closed at 100 percent
	ended    chan struct{} // closed when the control connection has ended
	told     chan struct{} // closed when progress will not be called any more

	mu      sync.Mutex // guards what follows; progress is called without it
	percent int
	summary string
	warning string // what tor last complained of, "" once it got further
}

// followBootstrap asks tor where it is and listens to what follows, for as long as the connection lasts. Nothing else may
// be asked on conn from then on: bine's connection isn't made for requests from several goroutines.
func followBootstrap(conn *control.Conn, progress func(int, string)) (*bootstrap, error) {
	b := &bootstrap{progress: progress, ready: make(chan struct{}), ended: make(chan struct{}),
		told: make(chan struct{}), percent: -1}
	events := make(chan control.Event, 64)
	if err := conn.AddEventListener(events, control.EventCodeStatusClient); err != nil {
		return nil, fmt.Errorf("listen to tor's progress: %w", err)
	}
	phase, err := conn.GetInfo("status/bootstrap-phase")
	if err != nil || len(phase) != 1 {
		return nil, fmt.Errorf("ask for tor's progress: %w", err)
	}
	go func() {
		_ = conn.HandleEvents(context.Background()) // ends with the connection, which is no news: process.done says why
		close(b.ended)
	}()
	go func() {
		defer close(b.told)
		b.take(phase[0].Val)
		for {
			select {
			case event := <-events:
				if status, ok := event.(*control.StatusEvent); ok {
					b.take(status.Raw)
				}
			case <-b.ended:
				return
			}
		}
	}()
	return b, nil
}

// The fields are read from the raw line: bine cuts the summary at its first space. An example from the control
// specification: NOTICE BOOTSTRAP PROGRESS=50 TAG=loading_descriptors SUMMARY="Loading relay descriptors"
var (
	isBootstrap = regexp.MustCompile(`^[A-Z]+ BOOTSTRAP `)
	progressOf  = regexp.MustCompile(` PROGRESS=(\d{1,3})(?: |$)`)
	summaryOf   = regexp.MustCompile(` SUMMARY="([^"\\]*)"`)
	warningOf   = regexp.MustCompile(` WARNING="([^"\\]*)"`)
)

// take takes in one line of status.
func (b *bootstrap) take(line string) {
	if !isBootstrap.MatchString(line) {
		return
	}
	percent, err := strconv.Atoi(group(progressOf, line))
	if err != nil {
		return
	}
	summary := group(summaryOf, line)
	b.mu.Lock()
	changed := percent != b.percent || summary != b.summary
	done := percent == 100 && b.percent != 100
	b.percent, b.summary, b.warning = percent, summary, group(warningOf, line)
	b.mu.Unlock()
	if changed && b.progress != nil {
		b.progress(percent, summary)
	}
	if done {
		select {
		case <-b.ready:
		default:
			close(b.ready)
		}
	}
}

// state says where tor is: "10 % (Connecting to a relay; Connection refused)".
func (b *bootstrap) state() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	text := fmt.Sprintf("%d %% (%s", max(b.percent, 0), b.summary)
	if b.warning != "" {
		text += "; " + b.warning
	}
	return text + ")"
}

// Progress says how far tor is in reaching its network: a percentage, and what it does, in its words.
func (c *Child) Progress() (percent int, summary string) {
	c.boot.mu.Lock()
	defer c.boot.mu.Unlock()
	return max(c.boot.percent, 0), c.boot.summary
}

// group returns the expression's first group, or "".
func group(re *regexp.Regexp, text string) string {
	if m := re.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
