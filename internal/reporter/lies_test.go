package reporter_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/internal/reporter"
	"luwte/internal/testdrop/lies"
	"luwte/internal/wire"
)

// visitor is somebody with a code at a liar's.
type visitor struct {
	*testing.T
	truth  *lies.Truth
	liar   *lies.Liar
	slow   bool
	next   code.Code
	known  map[code.Code]code.Master
	letter *reporter.Letter // that was made and not acknowledged
}

// TestLies_EveryOne_IsRefusedOrSaidAndLocksNobodyOut tells every lie to a look, a report and a turn, each of which must make of it what the table says, send nothing
// that it would not have sent to an honest drop, and come through with the same code once the drop is honest.
func TestLies_EveryOne_IsRefusedOrSaidAndLocksNobodyOut(t *testing.T) {
	truth := lies.Tell(t)
	next := code.New()
	known := map[code.Code]code.Master{}
	for _, c := range []code.Code{truth.Code, next} {
		master, err := c.Stretch()
		if err != nil {
			t.Fatal(err)
		}
		known[c] = master
	}
	acts := map[string]func(*visitor) (string, error){"look": (*visitor).look, "report": (*visitor).report, "turn": (*visitor).turn}
	honest := map[string][]string{}
	for name, act := range acts {
		v := &visitor{T: t, truth: truth, liar: truth.Lie(t, lies.Lie{}), next: next, known: maps.Clone(known)}
		if got, err := act(v); got != lies.Through {
			t.Fatalf("an honest drop: a %s is %s: %v", name, got, err)
		}
		honest[name] = v.liar.Requests(t)
	}
	if len(honest["look"]) != 2 || len(honest["report"]) != 3 || !slices.Equal(honest["report"], honest["turn"]) || !slices.Equal(honest["report"][:2], honest["look"]) {
		t.Fatalf("honest requests: %q", honest)
	}
	var all sync.WaitGroup
	atOnce := make(chan struct{}, 16) // they mostly wait
	for _, l := range lies.Table() {
		for name, want := range map[string]string{"look": l.Look, "report": l.Report, "turn": l.Turn} {
			if l.To == lies.Parcels && name == "look" {
				continue
			}
			all.Go(func() {
				atOnce <- struct{}{}
				defer func() { <-atOnce }()
				v := &visitor{T: t, truth: truth, liar: truth.Lie(t, l), slow: l.Slow, next: next, known: maps.Clone(known)}
				v.hears(name, want, acts[name], honest[name])
			})
		}
	}
	all.Wait()
	if n := truth.Visited.Load(); n > 0 {
		t.Errorf("%d requests went to where a lie led", n)
	}
}

// hears is told a lie, and then the truth.
func (v *visitor) hears(name, want string, act func(*visitor) (string, error), honest []string) {
	what := fmt.Sprintf("%s: a %s", v.liar.Name(), name)
	got, err := act(v)
	if got != want {
		v.Errorf("%s is %s, not %s: %v", what, got, want, err)
	}
	if !v.liar.Told() {
		v.Errorf("%s: the lie was not told", what)
	}
	if err != nil {
		sayOnce(v.T, what, err)
	}
	parcels := v.liar.Parcels(v)
	if sent := slices.Compact(v.liar.Requests(v)); len(sent) > len(honest) || !slices.Equal(sent, honest[:len(sent)]) {
		v.Errorf("%s sent\n%q\nand to an honest drop it sends\n%q", what, sent, honest)
	}
	v.liar.Honest()
	v.slow = false
	if got, err := act(v); got != lies.Through {
		v.Errorf("%s, and at an honest drop then, is %s: %v", what, got, err)
	}
	for _, p := range append(parcels, v.liar.Parcels(v)...) { // of one letter, always the same bytes
		if len(p) == 262144 && idOf(p) != v.letter.ID {
			v.Errorf("%s sent a second parcel", what)
		}
	}
}

// sayOnce: an error is one sentence without anything that the drop said.
func sayOnce(t *testing.T, what string, err error) {
	says := err.Error()
	if strings.Contains(says, "Type your code") || strings.Contains(says, "127.0.0.1") || strings.ContainsAny(says, "\n\r\x1b") || len(says) > 250 {
		t.Errorf("%s says %q", what, says)
	}
}

// visit downloads what the drop has for everyone, on connections of its own.
func (v *visitor) visit(do func(context.Context, *reporter.Drop, *reporter.Public) (string, error)) (string, error) {
	address, err := reporter.ParseAddress(v.liar.URL)
	if err != nil {
		return "", err
	}
	d, leave, err := reporter.Reach(v.Context(), address, reporter.Tor{}, func(string) {})
	if err != nil {
		return "", err
	}
	defer leave()
	d.Hurry()
	d.Patience(20*time.Second, 20*time.Second)
	if v.slow {
		d.Patience(300*time.Millisecond, 300*time.Millisecond)
	}
	p, err := d.Public(v.Context())
	if err != nil {
		return fateOf(err), err
	}
	return do(v.Context(), d, p)
}

func (v *visitor) look() (string, error) {
	return v.visit(func(_ context.Context, _ *reporter.Drop, p *reporter.Public) (string, error) {
		seen, err := reporter.LookWith(p.Bureaus, v.known[v.truth.Code], day.Today())
		switch {
		case err != nil:
			return fateOf(err), err
		case seen.Outcome == reporter.Nothing:
			return lies.Nothing, nil
		case seen.Outcome != reporter.Answers || seen.Answers[0].Text != lies.Answer || seen.Receipt == nil:
			return fmt.Sprintf("%+v", seen), nil
		case seen.Old:
			return lies.OldBoard, nil
		}
		return lies.Through, nil
	})
}

func (v *visitor) report() (string, error) {
	return v.visit(func(ctx context.Context, d *reporter.Drop, p *reporter.Public) (string, error) {
		b, err := p.Choose(v.words())
		if err == nil && v.letter == nil {
			v.letter, err = b.ReportWith(v.known, v.next, reporter.Draft{Language: "nl", Text: "Wat ik zag."}, day.Today())
		}
		if err != nil {
			return fateOf(err), err
		}
		return v.send(ctx, d)
	})
}

func (v *visitor) turn() (string, error) {
	return v.visit(func(ctx context.Context, d *reporter.Drop, p *reporter.Public) (string, error) {
		b, err := p.Choose(v.words())
		if err == nil && v.letter == nil {
			var s *reporter.Sealed
			if s, err = (reporter.Turn{Code: v.truth.Code, Next: &v.next, Language: "nl", Text: "Gisteren."}).SealWith(v.known, []*reporter.Bureau{b}, day.Today()); err == nil {
				v.letter = s.Letter
			}
		}
		if err != nil {
			return fateOf(err), err
		}
		return v.send(ctx, d)
	})
}

// words are those of a new card.
func (v *visitor) words() string {
	return strings.Join(v.truth.Words(), " ")
}

func (v *visitor) send(ctx context.Context, d *reporter.Drop) (string, error) {
	err := d.Send(ctx, v.letter, func(reporter.Progress) {})
	if err != nil && v.letter.MayHaveArrived() {
		return lies.Unsure, err
	}
	return fateOf(err), err
}

// fateOf says what an error means.
func fateOf(err error) string {
	var status *wire.StatusError
	var lost *wire.LostError
	switch {
	case err == nil:
		return lies.Through
	case errors.Is(err, reporter.ErrNoBureau):
		return lies.NoBureau
	case errors.Is(err, reporter.ErrOtherWords):
		return lies.OtherWords
	case errors.Is(err, reporter.ErrClosed):
		return lies.Closed
	case errors.Is(err, reporter.ErrNothing):
		return lies.Nothing
	case errors.Is(err, reporter.ErrBoard):
		return lies.BadBoard
	case errors.Is(err, reporter.ErrAnswer), errors.Is(err, wire.ErrTooLong):
		return lies.Strange
	case errors.As(err, &lost):
		return lies.Lost
	case errors.As(err, &status):
		return lies.Refused
	}
	return err.Error()
}
