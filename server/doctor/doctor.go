// Package doctor looks at a drop and at its machine, and says of each thing whether it is well and what to do.
//
// It looks from its own process: at files, the kernel's tables and the network through Tor, and asks the process that serves, if there is one,
// for what only that one knows (server.Condition). It shows nothing of reporters, neither counts nor sizes nor times, and writes nothing down; what it
// changes is that the drop's tor opens a SOCKS port in its own directory while the drop's address is tried. Only cmd/luwte-drop imports it.
package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"luwte/internal/findings"
	"luwte/internal/torchild"
	"luwte/server"
	"luwte/server/store"
)

// Options say what to look at, and how.
type Options struct {
	Dir   string                // the drop's directory
	Socks string                // host:port of another tor's SOCKS port, by which to try the drop's address, or ""
	Say   func(sentence string) // is told what takes a while

	Open   []server.Option    // how a drop that does not serve is opened
	Remedy func(error) string // what to do about an error of opening it, or ""
}

// examination is one look at a drop.
type examination struct {
	Options
	now     *server.Condition // nil if the drop could not be asked
	network *torchild.Network // nil if the drop's tor could not be asked
	live    int64             // bytes that a tide must write
	found   []findings.Finding
}

// Examine looks at the drop in a directory. It returns server.ErrNoDrop if there is none, and the one finding that says so.
func Examine(ctx context.Context, o Options) ([]findings.Finding, error) {
	e := &examination{Options: o}
	if err := e.ask(ctx); err != nil {
		e.bad("drop", "", err.Error(), e.Remedy(err))
		return e.found, err
	}
	e.torInstalled(ctx)
	e.torRuns(ctx)
	e.work()
	e.clock()
	e.disk()
	e.fileSystem()
	e.tide()
	e.permissions()
	e.inboxes()
	e.process()
	e.swap()
	e.reachable(ctx)
	return e.found, ctx.Err()
}

// ask asks the drop how it does. A drop that cannot be opened is a finding: the rest can be looked at all the same.
func (e *examination) ask(ctx context.Context) error {
	op, err := server.Operate(ctx, e.Dir, server.DefaultLimits, e.Open...)
	if errors.Is(err, server.ErrNoDrop) || errors.Is(err, os.ErrPermission) {
		return err
	}
	if err == nil {
		err = errors.Join(e.askOperator(ctx, op), op.Close())
	}
	switch {
	case errors.Is(err, errSilent):
		e.bad("serving", "", "the drop holds its store and does not answer its operator", "see in the system's log what it does; if the disk is well, end it and start it anew: what it acknowledged is kept")
	case errors.Is(err, store.ErrLocked):
		e.bad("serving", "", "another process has the store, and is no drop that serves", "wait until it is done, such as a restore or a check; or end it")
	case isMedium(err): // fileSystem says so
	case errors.Is(err, server.ErrKeyPassphrase), errors.Is(err, server.ErrKeySecret):
		e.unseen("store", "", fmt.Sprintf("a drop that does not serve cannot be looked into: %v", err), e.Remedy(err))
	case errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOSPC):
		e.bad("store", "", fmt.Sprintf("the drop cannot be opened: %v", err), whyNoWriting)
	case err != nil:
		e.bad("store", "", fmt.Sprintf("the drop cannot be asked or opened: %v", err), cmp.Or(e.Remedy(err), "luwte-drop check says what of it is whole"))
	case e.now.Writable != "":
		e.bad("store", "", e.now.Writable, whyNoWriting)
	default:
		e.ok("store", "", "it can be read, and its disk keeps what is written")
	}
	if e.now == nil {
		return nil
	}
	switch n := e.now.Failures; {
	case !e.now.Serving:
		e.warning("serving", "", "the drop does not serve", fmt.Sprintf("start it: luwte-drop serve --dir %s --tor, or its unit", quoted(e.Dir)))
	case n > 0:
		e.warning("serving", "", fmt.Sprintf("it serves, and since its start %d requests failed for reasons of the drop's own", n), "see whether the disk is well and has room; if so, please report it as a bug")
	default:
		e.ok("serving", "", "it serves, and no request failed for reasons of the drop's own")
	}
	return nil
}

// answerTimeout is how long a drop that serves may take to say how it does. A variable for tests.
var answerTimeout = time.Minute

var errSilent = errors.New("it does not answer")

func (e *examination) askOperator(ctx context.Context, op server.Operator) error {
	ctx, cancel := context.WithTimeoutCause(ctx, answerTimeout, errSilent)
	defer cancel()
	now, err := op.Condition(ctx)
	if err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	stats, err := op.Stats(ctx)
	if err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	for _, in := range stats.Inboxes {
		e.live += in.Bytes
	}
	e.now = now
	return nil
}

func (e *examination) ok(name, of, says string)          { e.add(findings.OK, name, of, says, "") }
func (e *examination) unseen(name, of, says, do string)  { e.add(findings.Unseen, name, of, says, do) }
func (e *examination) warning(name, of, says, do string) { e.add(findings.Warning, name, of, says, do) }
func (e *examination) bad(name, of, says, do string)     { e.add(findings.Bad, name, of, says, do) }

// add takes a finding; an error that it tells may be of several lines.
func (e *examination) add(level findings.Level, name, of, says, do string) {
	e.found = append(e.found, findings.Finding{Name: name, Of: of, Level: level, Says: strings.ReplaceAll(says, "\n", "; "), Do: do})
}

// serves says whether a process serves the drop and could be asked.
func (e *examination) serves() bool { return e.now != nil && e.now.Serving }

const whyNoWriting = "make room, and see in the system's log (dmesg) whether the disk is well or has become read-only"

const whileServing = "look again while the drop serves"
