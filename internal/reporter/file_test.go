package reporter_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/crypto/canon"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/internal/reporter"
	"luwte/internal/testdrop"
	"luwte/internal/wire"
)

// file writes a file of n bytes, each piece another, and opens it.
func (w *world) file(name string, n int) (*reporter.File, []byte) {
	w.Helper()
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i>>16 + i>>7 + i)
	}
	path := filepath.Join(w.TempDir(), name)
	err := os.WriteFile(path, data, 0o600)
	f, openErr := reporter.OpenFile(path, "")
	if err := errors.Join(err, openErr); err != nil {
		w.Fatal(err)
	}
	return f, data
}

func (w *world) letter(files ...*reporter.File) *reporter.Letter {
	w.Helper()
	l, err := w.public().Bureaus[0].Report(code.New(), reporter.Draft{Language: "en", Text: "x", Files: files}, day.Today())
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(l.Close)
	return l
}

func TestLetter_WithFiles_IsPutTogetherAgainByTheDesk(t *testing.T) {
	w := newWorld(t)
	one, data := w.file("plan.pdf", 2*message.MaxBody+7)
	two, short := w.file("note", message.MaxBody)
	all, err := sealed(w.letter(one, two), nil)
	if err != nil || len(all) != 5 {
		t.Fatalf("%d parcels, %v", len(all), err)
	}
	r := opened[*message.Report](w, all[4])
	if len(r.Files) != 2 || r.Files[0].Name != "plan.pdf" || r.Files[0].Type != "application/pdf" || r.Files[1].Type != "" {
		t.Fatalf("%+v", r.Files)
	}
	next := 0
	for i, want := range [][]byte{data, short} {
		var got []byte
		for _, id := range r.Files[i].Parcels {
			if p := all[next]; id != idOf(p) {
				t.Fatalf("parcel %d is not the one that is named", next)
			}
			got = append(got, opened[*message.File](w, all[next]).Body...)
			next++
		}
		if !bytes.Equal(got, want) || r.Files[i].SHA256 != canon.Hex32(sha256.Sum256(want)) || r.Files[i].Size != uint64(len(want)) {
			t.Errorf("file %d differs", i)
		}
	}
}

func TestLetter_FileChangedOnDisk_IsNoticedBeforeItIsNamed(t *testing.T) {
	w := newWorld(t)
	for name, change := range map[string]func(path string) error{
		"one byte":     func(path string) error { return patch(path, message.MaxBody+3) },
		"shorter":      func(path string) error { return os.Truncate(path, message.MaxBody+1) },
		"longer":       func(path string) error { return patch(path, 2*message.MaxBody) },
		"gone":         os.Remove,
		"first piece":  func(path string) error { return patch(path, 0) },
		"now a folder": func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) },
	} {
		f, _ := w.file("plan", 2*message.MaxBody)
		l := w.letter(f)
		if err := change(f.Path); err != nil {
			t.Fatal(err)
		}
		all, err := sealed(l, nil)
		if !errors.Is(err, reporter.ErrFileChanged) || len(all) > 1 {
			t.Errorf("%s: %v after %d parcels", name, err, len(all))
		}
	}
}

func patch(path string, at int64) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt([]byte{0xee}, at)
	return errors.Join(err, f.Close())
}

func TestOpenFile_WhatCannotBeSent_IsRefused(t *testing.T) {
	dir := t.TempDir()
	empty, some, large := filepath.Join(dir, "empty"), filepath.Join(dir, "some.txt"), filepath.Join(dir, "large")
	for path, data := range map[string]string{empty: "", some: "x", large: ""} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(large, reporter.MaxFileBytes+1); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, name string
		want       error
	}{
		{dir, "", reporter.ErrFile}, {empty, "", reporter.ErrFile}, {filepath.Join(dir, "none"), "", reporter.ErrFile}, {large, "", reporter.ErrFiles},
		{some, "a/b", reporter.ErrFile}, {some, "..", reporter.ErrFile}, {some, "a\x1bb", reporter.ErrFile}, {some, strings.Repeat("a", 256), reporter.ErrFile},
	} {
		if _, err := reporter.OpenFile(c.path, c.name); !errors.Is(err, c.want) {
			t.Errorf("%q as %q: %v", c.path, c.name, err)
		}
	}
	f, err := reporter.OpenFile(some, "other name.txt")
	if err != nil || f.Name != "other name.txt" || f.Size != 1 || f.Kind.Tells {
		t.Errorf("%+v, %v", f, err)
	}
	many := make([]*reporter.File, reporter.MaxFiles+1)
	for i := range many {
		many[i] = f
	}
	if err := reporter.CheckFiles(many); !errors.Is(err, reporter.ErrFiles) {
		t.Error(err)
	}
}

// TestSend_CutAndRefusedNowAndThen: what was acknowledged does not go again, what was not goes again as it was, and refusals that pass are waited for.
func TestSend_CutAndRefusedNowAndThen_GoesOnWhereItWas(t *testing.T) {
	w := newWorld(t)
	f, _ := w.file("plan", 4*message.MaxBody)
	l := w.letter(f)
	d := w.visit()
	d.HurryLong(time.Minute)
	var bodies [][]byte
	w.meddle = func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		switch len(bodies) {
		case 2:
			testdrop.Cut(rw)
		case 4:
			testdrop.Recorded(next, r)
			testdrop.Cut(rw)
		case 6:
			rw.WriteHeader(http.StatusTooManyRequests)
		default:
			next.ServeHTTP(rw, r)
		}
	}
	var said []reporter.Progress
	if err := d.Send(t.Context(), l, func(p reporter.Progress) { said = append(said, p) }); err != nil {
		t.Fatal(err)
	}
	if len(bodies) != 8 || l.Tries != 8 || !bytes.Equal(bodies[1], bodies[2]) || !bytes.Equal(bodies[3], bodies[4]) || !bytes.Equal(bodies[5], bodies[6]) {
		t.Errorf("%d posts, %d tries", len(bodies), l.Tries)
	}
	lost := 0
	for _, p := range said {
		if p.Lost != nil {
			lost++
		}
	}
	if last := said[len(said)-1]; lost != 3 || last.Parcels != 5 || last.Done != 4 {
		t.Errorf("%d losses told, at last %+v", lost, last)
	}
}

func TestSend_DropFull_StopsAndCanGoOn(t *testing.T) {
	w := newWorld(t)
	f, _ := w.file("plan", 2*message.MaxBody)
	l := w.letter(f)
	d := w.visit()
	d.HurryLong(time.Minute)
	posts := 0
	w.meddle = func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if posts++; posts == 2 {
			rw.WriteHeader(http.StatusInsufficientStorage)
			return
		}
		next.ServeHTTP(rw, r)
	}
	var status *wire.StatusError
	if err := d.Send(t.Context(), l, func(reporter.Progress) {}); !errors.As(err, &status) {
		t.Fatal(err)
	}
	if err := d.Send(t.Context(), l, func(reporter.Progress) {}); err != nil || posts != 4 {
		t.Errorf("%v after %d posts", err, posts)
	}
}

// TestSend_EachAnswer: only a refusal says that nothing is kept.
func TestSend_EachAnswer_SaysWhetherTheWordsMayHaveArrived(t *testing.T) {
	for status, may := range map[int]bool{400: false, 404: false, 408: false, 413: false, 415: false, 429: false, 507: false,
		200: true, 201: true, 302: true, 403: true, 405: true, 500: true, 502: true, 503: true} {
		w := newWorld(t)
		l := w.letter()
		w.meddle = func(rw http.ResponseWriter, r *http.Request, _ http.Handler) {
			_, _ = io.Copy(io.Discard, r.Body)
			rw.WriteHeader(status)
		}
		err := w.visit().Send(t.Context(), l, func(reporter.Progress) {})
		if err == nil || l.MayHaveArrived() != may || may && l.Tries != 3 {
			t.Errorf("%d: %v, %v after %d tries", status, err, l.MayHaveArrived(), l.Tries)
		}
	}
}

func TestReport_SecondBureau_HasTheAnswersInWords(t *testing.T) {
	w := newWorld(t)
	asked := w.public().Bureaus[0].Charter.Form
	asked.Topics = append(asked.Topics[:0:0], asked.Topics...)
	asked.Topics[0].ID = "elsewhere"
	asked.Topics[0].Questions = questions()
	draft := reporter.Draft{Language: "en", Text: "x", Form: &asked, Given: reporter.Given{"known": {"yes"}, "who": {"A."}}}
	sealed, err := words(w.public().Bureaus[0].Report(code.New(), draft, day.Today()))
	if err != nil {
		t.Fatal(err)
	}
	r := opened[*message.Report](w, sealed)
	if r.Topic != "approached" || len(r.Answers) != 2 || r.Answers[0].Answer != "Yes" || len(r.Answers[0].Values) != 0 {
		t.Errorf("%+v", r)
	}
}
