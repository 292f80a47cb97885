// Command bench measures what Luwte costs, each thing beside what it is to be compared with, and prints one table. BENCHMARKS.md explains each row.
//
//	bench [-run REGEXP] [-short] [-full] [-bin DIR] [-dir DIR]
//
// It runs the real programs, from -bin, and trusts nothing of theirs: a row whose answers are wrong is an error and no figure. Figures of one row come from
// one run and take turns with what they are compared with, so that a machine that is busy with something else slows both. Progress goes to standard
// error. It makes its files in -dir, which has to be on a disk, and removes them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == loadCommand {
		os.Exit(load(os.Stdin, os.Stdout, os.Stderr))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	ctx         context.Context
	root        string // the module's directory
	bin         string // of the programs
	dir         string // for files, on a disk; removed at the end
	short, full bool
	log         io.Writer
}

// row measures one thing. Its lines are printed as soon as all rows are done; those of a row that failed are not.
type row struct {
	name    string // what -run looks at
	measure func(*bench) ([]line, error)
}

// rows are in the order in which they are done: what is disturbed easily comes first, the Tor network, which goes on working by itself, last.
var rows = []row{
	{"posts", posts},
	{"boards", boards},
	{"growth", growth},
	{"start", start},
	{"memory", memory},
	{"opening", opening},
	{"board-making", boardMaking},
	{"sealing", sealing},
	{"size", size},
	{"round-trip", roundTrip},
}

func run(ctx context.Context, args []string, out, log io.Writer) error {
	b := &bench{ctx: ctx, log: log}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("run", "", "only the rows whose name matches this regular expression")
	list := flags.Bool("list", false, "only say which rows there are")
	dir := flags.String("dir", os.TempDir(), "directory for files; it has to be on a disk, with room for 5 GB (-full: 80 GB)")
	flags.StringVar(&b.bin, "bin", "bin", "directory of the programs")
	flags.StringVar(&b.root, "root", ".", "the module's directory")
	flags.BoolVar(&b.short, "short", false, "little of everything: shows that each row works, its figures mean nothing")
	flags.BoolVar(&b.full, "full", false, "also what writes 30 GB, which a drop takes only where 80 GB are free")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return errors.Join(err, errors.New("usage: bench [-run REGEXP] [-short] [-full] [-bin DIR] [-dir DIR]"))
	}
	wanted, err := regexp.Compile(*only)
	if err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	if *list {
		for _, r := range rows {
			fmt.Fprintln(out, r.name)
		}
		return nil
	}
	if err := b.prepare(*dir); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	return b.measure(wanted, out)
}

// prepare makes the paths absolute and the directory for files.
func (b *bench) prepare(dir string) (err error) {
	for _, path := range []*string{&b.bin, &b.root, &dir} {
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	if _, err := os.Stat(filepath.Join(b.bin, "luwte-drop")); err != nil {
		return fmt.Errorf("the programs are not there: %w (make build makes them; -bin says where they are)", err)
	}
	if b.dir, err = os.MkdirTemp(dir, "luwte-bench-"); err != nil {
		return err
	}
	if kind := filesystem(b.dir); kind == "tmpfs" {
		return errors.Join(fmt.Errorf("%s is in memory, where nothing is synced: give -dir with a directory on a disk", dir), os.Remove(b.dir))
	}
	return nil
}

// measure does the rows and prints the table of those that could be measured.
func (b *bench) measure(wanted *regexp.Regexp, out io.Writer) error {
	fmt.Fprintln(out, b.machine())
	var lines []line
	var failed []error
	for _, r := range rows {
		if !wanted.MatchString(r.name) {
			continue
		}
		began := time.Now()
		b.say("%s", r.name)
		got, err := r.measure(b)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", r.name, err))
			b.say("%s failed: %v", r.name, err)
		}
		lines = append(lines, got...)
		b.say("%s: %.0f s", r.name, time.Since(began).Seconds())
		if b.ctx.Err() != nil {
			break
		}
	}
	if b.short { // its figures mean nothing
		for i := range lines {
			lines[i].target = target{}
		}
	}
	if len(lines) == 0 && len(failed) == 0 {
		return errors.New("no row has such a name; -list shows them")
	}
	printTable(out, lines)
	fmt.Fprintln(out, "load after:", loadAverage())
	return errors.Join(append(failed, b.ctx.Err())...)
}

// say tells of progress.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.log, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// pick returns usual, or little in a short run.
func pick[T any](b *bench, usual, little T) T {
	if b.short {
		return little
	}
	return usual
}
