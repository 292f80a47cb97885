package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"luwte/internal/courier"
	"luwte/internal/torchild"
	"luwte/internal/tortest"
)

// roundTrip measures a conversation's round trip with the real programs through onion services of a private Tor network: a report is sent, fetched, opened and
// answered, the answer is brought, and found by a look. Beside it are its requests, sent once more on the same circuits by nobody in particular.
func roundTrip(b *bench) (lines []line, err error) {
	n, err := tortest.Open(b.ctx, b.log)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	w, err := b.newWorld(n)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	whole := line{what: "s for a round trip over Tor", beside: "its requests, bare, same circuits"}
	network := line{what: "s of it in programs that use Tor", beside: whole.beside}
	built := line{what: "s of it without opening circuits", beside: whole.beside}
	for turn := range pick(b, 5, 1) {
		t, err := w.trip(turn)
		if err != nil {
			return nil, err
		}
		bare := t.bare.Seconds()
		whole.add((t.online + t.offline).Seconds(), bare)
		network.add(t.online.Seconds(), bare)
		built.add((t.online - t.circuits).Seconds(), bare)
		b.say("  turn %d: %.2f s, of it at the desk %.2f s, opening circuits %.2f s; %d requests, bare: %.2f s", turn+1,
			(t.online + t.offline).Seconds(), t.offline.Seconds(), t.circuits.Seconds(), t.requests, bare)
	}
	return []line{whole, network, built}, nil
}

// trip is what a round trip took.
type trip struct {
	played
	online, offline time.Duration // of programs
}

// world is a bureau with its desk and courier, and a drop that serves over Tor.
type world struct {
	b     *bench
	dir   string
	serve *exec.Cmd
	url   string
	door  []string // the courier's flags that lead to the bureau's door
	relay *relay   // through which all programs go

	forget func() error // has tor forget the courier's key
}

var (
	onionAddress = regexp.MustCompile(`[a-z2-7]{56}\.onion`)
	clientKey    = regexp.MustCompile(`[A-Z2-7]{52}`)
)

// newWorld makes all that, and brings the first board.
func (b *bench) newWorld(n *tortest.Network) (w *world, err error) {
	w = &world{b: b, dir: filepath.Join(b.dir, "world")}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if err := os.Mkdir(w.dir, 0o700); err != nil {
		return nil, err
	}
	if w.relay, err = newRelay(n.SocksAddr); err != nil {
		return nil, err
	}
	s := &script{b: b}
	onion := onionAddress.FindString(s.run("", "luwte-drop", "init", "--dir", w.path("drop")))
	s.run("", "luwte-desk", "init", "--dir", w.path("desk"), "--name", "Bureau")
	charter := s.run("", "luwte-desk", "charter", "--dir", w.path("desk"), "--onion", onion)
	if s.err == nil {
		s.err = os.WriteFile(w.path("charter.json"), []byte(charter), 0o600)
	}
	key := clientKey.FindString(s.run("", "luwte-courier", "init", "--dir", w.path("courier")))
	door := onionAddress.FindString(s.run("", "luwte-drop", "inbox", "add", "--dir", w.path("drop"), "--courier", key, w.path("charter.json")))
	w.url = "http://" + onion
	w.door = []string{"--door", door, "--socks", w.relay.address, "--control", n.ControlAddr}
	if s.err == nil {
		s.err = w.authorize(n.ControlAddr, door)
	}
	if s.err != nil {
		return w, s.err
	}
	if err := w.start(n); err != nil {
		return w, err
	}
	s.run("", "luwte-desk", "export", "--dir", w.path("desk"), w.path("pouch"))
	w.sync(s)
	if s.err == nil {
		_, s.err = w.relay.replay() // forgets it
	}
	return w, s.err
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

// authorize gives tor the courier's key, which the courier then finds there and leaves there: without it its requests could not be sent once more.
func (w *world) authorize(control, door string) error {
	key, err := courier.LoadKey(w.path("courier"))
	if err != nil {
		return err
	}
	_, err = torchild.AddClientAuth(w.b.ctx, control, door, key)
	w.forget = func() error { return torchild.RemoveClientAuth(context.WithoutCancel(w.b.ctx), control, door) }
	return err
}

// start starts the drop and waits until tor has published where both of its doors are.
func (w *world) start(n *tortest.Network) error {
	w.serve = exec.CommandContext(w.b.ctx, filepath.Join(w.b.bin, "luwte-drop"), append([]string{"serve", "--dir", w.path("drop"), "--tor", "--torrc", n.CommonTorrc}, generous...)...)
	w.serve.Cancel = func() error { return w.serve.Process.Signal(syscall.SIGTERM) } // its tor ends with it
	var said output
	w.serve.Stdout, w.serve.Stderr = &said, &said
	if err := w.serve.Start(); err != nil {
		return err
	}
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if text := said.String(); strings.Contains(text, "front door: "+w.url) && strings.Contains(text, "bureau door") {
			return nil
		}
	}
	return fmt.Errorf("the drop cannot be reached over Tor: %s", said.String())
}

func (w *world) close() (err error) {
	if w.relay != nil {
		err = w.relay.close()
	}
	if w.forget != nil {
		err = errors.Join(err, w.forget())
	}
	if w.serve != nil && w.serve.Process != nil {
		err = errors.Join(err, w.serve.Process.Signal(syscall.SIGTERM), w.serve.Wait())
	}
	return errors.Join(err, os.RemoveAll(w.dir))
}

// trip does it once.
func (w *world) trip(turn int) (t trip, err error) {
	text := fmt.Sprintf("Report %d: they asked for an address.", turn)
	s := &script{b: w.b}
	var code string
	w.online(&t, s, func() { code = w.report(s, text) })
	w.online(&t, s, func() { w.sync(s) })
	s.timed(&t.offline, func() {
		s.run("", "luwte-desk", "import", "--dir", w.path("desk"), w.path("pouch"))
		s.run("", "luwte-desk", "reply", w.newest(s), "--dir", w.path("desk"), "-m", "Thank you. Are you safe?")
		s.run("", "luwte-desk", "export", "--dir", w.path("desk"), w.path("pouch"))
	})
	w.online(&t, s, func() { w.sync(s) })
	w.online(&t, s, func() { w.look(s, code) })
	return t, s.err
}

// online has programs do something over Tor, and then does what they sent once more.
func (w *world) online(t *trip, s *script, do func()) {
	s.timed(&t.online, do)
	if s.err != nil {
		return
	}
	p, err := w.relay.replay()
	s.err = err
	t.requests, t.circuits, t.bare = t.requests+p.requests, t.circuits+p.circuits, t.bare+p.bare
}

func (w *world) report(s *script, text string) string {
	var sent struct{ Code string }
	s.json(&sent, text, "luwte-report", "send", "--drop", w.url, "--socks", w.relay.address, "--json")
	return sent.Code
}

func (w *world) sync(s *script) {
	s.run("", "luwte-courier", append([]string{"sync", "--dir", w.path("courier"), "--pouch", w.path("pouch")}, w.door...)...)
}

// newest is the case that has no answer yet.
func (w *world) newest(s *script) string {
	var all []struct {
		ID      string
		Answers int
	}
	s.json(&all, "", "luwte-desk", "list", "--dir", w.path("desk"), "--json")
	for _, c := range all {
		if c.Answers == 0 {
			return c.ID
		}
	}
	return "none"
}

func (w *world) look(s *script, code string) {
	var found struct{ Outcome string }
	s.json(&found, code+"\n", "luwte-report", "look", "--drop", w.url, "--socks", w.relay.address, "--json")
	if s.err == nil && found.Outcome != "answers" {
		s.err = fmt.Errorf("the look finds %q", found.Outcome)
	}
}

// script runs programs one after the other until one fails.
type script struct {
	b   *bench
	err error
}

func (s *script) run(stdin, name string, args ...string) string {
	if s.err != nil {
		return ""
	}
	var out string
	out, s.err = s.b.told(stdin, name, args...)
	return out
}

func (s *script) json(v any, stdin, name string, args ...string) {
	if out := s.run(stdin, name, args...); s.err == nil {
		s.err = json.Unmarshal([]byte(out), v)
	}
}

// timed adds to sum how long something takes.
func (s *script) timed(sum *time.Duration, do func()) {
	began := time.Now()
	do()
	*sum += time.Since(began)
}

// output is what a program that still runs says.
type output struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.said.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.said.String()
}
