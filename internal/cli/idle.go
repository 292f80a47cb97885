package cli

import (
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"
)

// Watch ends what a program holds in memory when nobody is there: whatever command runs, and whatever it waits for.
type Watch struct {
	expired func(why Why, idle time.Duration)
	stop    chan struct{}

	mu     sync.Mutex
	idle   time.Duration
	last   time.Time
	before func() // what has to be done first, or nil
}

// Why is why a watch ended.
type Why int

// Reasons of a Watch.
const (
	Idle    Why = iota // nothing was typed
	Stopped            // Ctrl-Z: a stopped process would keep everything in memory
	HungUp             // the terminal is gone, or Ctrl-\\
)

var (
	watchMu sync.Mutex
	watch   *Watch // the one that Touch is for
)

// BeginWatch calls expired, once, in a goroutine of its own, when nothing was typed for a time, by the clock on the wall too, as the other stands still while a
// machine sleeps; or when the process is to be stopped, or its terminal is gone. Before, the terminal shows again what is typed. Only one watch is on: the
// latest. The caller ends it with End. Expired is told the time that was over.
func BeginWatch(stdin io.Reader, idle time.Duration, expired func(why Why, idle time.Duration)) *Watch {
	w := &Watch{stop: make(chan struct{}), idle: idle, last: time.Now()}
	w.expired = restoring(stdin, expired)
	watchMu.Lock()
	watch = w
	watchMu.Unlock()
	go w.run(min(idle/4, time.Second))
	return w
}

// Lasting gives people another time on the watch that is on, such as to print a page and to copy it, and has fn called before the watch ends what runs, in that
// goroutine. Neither holds any more once the function that it returns was called. Without a watch it does nothing.
func Lasting(idle time.Duration, fn func()) (undo func()) {
	watchMu.Lock()
	w := watch
	watchMu.Unlock()
	if w == nil {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	idleBefore, fnBefore := w.idle, w.before
	w.idle, w.last, w.before = idle, time.Now(), fn
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.idle, w.last, w.before = idleBefore, time.Now(), fnBefore
	}
}

// restoring returns fn after the terminal is put back as it is now.
func restoring(stdin io.Reader, fn func(Why, time.Duration)) func(Why, time.Duration) {
	in, ok := stdin.(*os.File)
	if !ok {
		return fn
	}
	state, err := term.GetState(int(in.Fd()))
	if err != nil {
		return fn
	}
	return func(why Why, idle time.Duration) {
		_ = term.Restore(int(in.Fd()), state)
		fn(why, idle)
	}
}

// Watched says whether a watch is on.
func Watched() bool {
	watchMu.Lock()
	defer watchMu.Unlock()
	return watch != nil
}

// Touch begins the idle time anew: somebody typed, or work goes on that ends by itself.
func Touch() { TouchFor(0) }

// TouchFor begins the idle time anew, and has it last for this time at least: somebody writes where the program cannot see it.
func TouchFor(least time.Duration) {
	watchMu.Lock()
	w := watch
	watchMu.Unlock()
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if last := time.Now().Add(max(0, least-w.idle)); last.After(w.last) {
		w.last = last
	}
}

// End ends the watch.
func (w *Watch) End() {
	watchMu.Lock()
	defer watchMu.Unlock()
	if watch == w {
		watch = nil
		close(w.stop)
	}
}

func (w *Watch) run(look time.Duration) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, append(stops, syscall.SIGHUP, syscall.SIGQUIT)...) // the runtime answers SIGQUIT with a trace, which shows arguments
	defer signal.Stop(signals)
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-w.stop:
			return
		case s := <-signals:
			if s == syscall.SIGHUP || s == syscall.SIGQUIT {
				w.expire(HungUp)
			} else {
				w.expire(Stopped)
			}
			return
		case <-tick.C:
			if w.passed() {
				w.expire(Idle)
				return
			}
		}
	}
}

func (w *Watch) expire(why Why) {
	w.mu.Lock()
	before, idle := w.before, w.idle
	w.mu.Unlock()
	if before != nil {
		before()
	}
	w.expired(why, idle)
}

// passed says whether the idle time is over, by either clock.
func (w *Watch) passed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	return max(now.Sub(w.last), now.Round(0).Sub(w.last.Round(0))) >= w.idle
}

// Touching returns a reader that begins the idle time anew with all that is read.
func Touching(r io.Reader) io.Reader { return touching{r} }

type touching struct{ io.Reader }

func (t touching) Read(b []byte) (int, error) {
	n, err := t.Reader.Read(b)
	if n > 0 {
		Touch()
	}
	return n, err
}
