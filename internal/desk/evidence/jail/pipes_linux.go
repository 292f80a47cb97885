package jail

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
)

// pipes are a process' descriptors from 3 on.
type pipes struct {
	theirs, ours []*os.File
	copies       []func() error
	results      chan error
}

// into gives the process a descriptor from which it reads what from has.
func (p *pipes) into(cmd *exec.Cmd, from io.Reader) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	p.add(cmd, r, w, func() error {
		_, err := io.Copy(w, from)
		if errors.Is(err, syscall.EPIPE) {
			err = nil // it ended before it had read all; its status says why
		}
		return errors.Join(err, w.Close())
	})
	return nil
}

// outOf gives the process a descriptor and writes to to what it writes there.
func (p *pipes) outOf(cmd *exec.Cmd, to io.Writer) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	p.add(cmd, w, r, func() error {
		_, err := io.Copy(to, r)
		return errors.Join(err, r.Close())
	})
	return nil
}

func (p *pipes) add(cmd *exec.Cmd, theirs, ours *os.File, copy func() error) {
	cmd.ExtraFiles = append(cmd.ExtraFiles, theirs)
	p.theirs, p.ours, p.copies = append(p.theirs, theirs), append(p.ours, ours), append(p.copies, copy)
}

// started closes what is the process' alone, so that each side sees when the other ends, and begins to copy.
func (p *pipes) started() {
	p.results = make(chan error, len(p.copies))
	p.close()
	for _, c := range p.copies {
		go func() { p.results <- c() }()
	}
}

// wait returns when everything has been copied: soon after the process has ended.
func (p *pipes) wait() (err error) {
	for range p.copies {
		err = errors.Join(err, <-p.results)
	}
	return err
}

// close closes what started has not.
func (p *pipes) close() {
	for _, f := range p.theirs {
		f.Close()
	}
	p.theirs = nil
	if p.results == nil {
		for _, f := range p.ours {
			f.Close()
		}
	}
}

// limitedWriter stops the program when it writes too much, or when what it wrote cannot be taken.
type limitedWriter struct {
	w    io.Writer
	left int64
	stop func()
	full bool
	err  error
}

func (l *limitedWriter) Write(data []byte) (int, error) {
	if int64(len(data)) > l.left {
		l.full = true
		l.stop()
		return 0, ErrOutput
	}
	n, err := l.w.Write(data)
	l.left -= int64(n)
	if err != nil {
		l.err = err
		l.stop()
	}
	return n, err
}

// head keeps the beginning of what is written to it.
type head struct{ kept bytes.Buffer }

func (h *head) Write(data []byte) (int, error) {
	h.kept.Write(data[:min(len(data), max(0, 4096-h.kept.Len()))])
	return len(data), nil
}
