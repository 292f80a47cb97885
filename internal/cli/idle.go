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
	idle    time.Duration
	expired func(why Why)
	stop    chan struct{}

	mu   sync.Mutex
	last time.Time
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
// latest. The caller ends it with End.
func BeginWatch(stdin io.Reader, idle time.Duration, expired func(Why)) *Watch {
	w := &Watch{idle: idle, stop: make(chan struct{}), last: time.Now()}
	w.expired = restoring(stdin, expired)
	watchMu.Lock()
	watch = w
	watchMu.Unlock()
	go w.run()
	return w
}

// restoring returns fn after the terminal is put back as it is now.
func restoring(stdin io.Reader, fn func(Why)) func(Why) {
	in, ok := stdin.(*os.File)
	if !ok {
		return fn
	}
	state, err := term.GetState(int(in.Fd()))
	if err != nil {
		return fn
	}
	return func(why Why) {
		_ = term.Restore(int(in.Fd()), state)
		fn(why)
	}
}

// Watched says whether a watch is on.
func Watched() bool {
	watchMu.Lock()
	defer watchMu.Unlock()
	return watch != nil
}

// Touch begins the idle time anew: somebody typed, or work goes on that ends by itself.
func Touch() {
	watchMu.Lock()
	w := watch
	watchMu.Unlock()
	if w == nil {
		return
	}
	w.mu.Lock()
	w.last = time.Now()
	w.mu.Unlock()
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

func (w *Watch) run() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, append(stops, syscall.SIGHUP, syscall.SIGQUIT)...) // the runtime answers SIGQUIT with a trace, which shows arguments
	defer signal.Stop(signals)
	tick := time.NewTicker(min(w.idle/4, time.Second))
	defer tick.Stop()
	for {
		select {
		case <-w.stop:
			return
		case s := <-signals:
			if s == syscall.SIGHUP || s == syscall.SIGQUIT {
				w.expired(HungUp)
			} else {
				w.expired(Stopped)
			}
			return
		case <-tick.C:
			if w.passed() {
				w.expired(Idle)
				return
			}
		}
	}
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
