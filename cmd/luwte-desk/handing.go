package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"luwte/crypto/quorum"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/machine"
	"luwte/internal/desk/papers"
)

// handing gives every custodian a share.
type handing struct {
	*dealingOptions
	cmd    *cobra.Command
	d      *desk.Dealt
	bureau string

	mu     sync.Mutex // held while files are made in out, or taken back
	counts bool       // what lies in out is about to be in force
	taken  bool       // it was taken back: nothing is made there any more
}

// hand gives every custodian the share, one after another, then makes the keys those of the desk. If anything fails before that, or nobody goes on, nothing has
// changed: what was written in --out is removed, and what was printed is a share of nothing.
func (o *dealingOptions) hand(cmd *cobra.Command, d *desk.Dealt, bureau, actor string, checks []machine.Check) error {
	h := &handing{dealingOptions: o, cmd: cmd, d: d, bureau: bureau}
	undo := cli.Lasting(o.wait, h.ended)
	defer undo()
	if err := h.write(unfinishedFile, []byte(unfinishedText+strings.Join(h.files(), "\n")+"\n")); err != nil {
		return err
	}
	if err := h.all(actor, checks); err != nil {
		return errors.Join(err, h.takeBack())
	}
	if err := h.removeMark(); err != nil {
		return errors.Join(err, h.takeBack())
	}
	if !h.force() {
		return cli.ErrInterrupted
	}
	if err := d.Finish(); err != nil { // the files stay: whether they count, is to be seen
		return cli.Hint(err, "keep the shares; luwte-desk share check --dir DIR FILE says whether they are those in force")
	}
	return nil
}

// unfinishedFile lies in --out until what else lies there may count: a power cut leaves it, and the next dealing takes away what it names.
const unfinishedFile = "unfinished.txt"

const unfinishedText = "These files, as far as they are here, are of a dealing that has not come into force:\n"

// shareName matches what a dealing writes, and nothing that could be elsewhere.
var shareName = regexp.MustCompile(`^(share-[1-9]\.(pdf|age)|minutes\.pdf)$`)

// removeMark comes before anything may count, so that nothing that does is ever taken away.
func (h *handing) removeMark() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.taken {
		return cli.ErrInterrupted
	}
	if err := os.Remove(filepath.Join(h.out, unfinishedFile)); err != nil {
		return fmt.Errorf("end the dealing: %w", err)
	}
	return durable.SyncDir(h.out)
}

// clearUnfinished takes away what a dealing left that a power cut ended, also what was being written.
func (o *dealingOptions) clearUnfinished(cmd *cobra.Command) error {
	if _, err := os.Lstat(filepath.Join(o.out, unfinishedFile)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(o.out, unfinishedFile))
	if err != nil {
		return fmt.Errorf("read what a dealing left: %w", err)
	}
	var left []string
	for _, name := range strings.Fields(strings.TrimPrefix(string(text), unfinishedText)) {
		if !shareName.MatchString(name) {
			continue
		}
		found, err := filepath.Glob(filepath.Join(o.out, "."+name+"-*")) // what was being written
		if err != nil {
			return err
		}
		left = append(append(left, found...), filepath.Join(o.out, name))
	}
	left = append(left, filepath.Join(o.out, unfinishedFile)) // last
	for _, file := range left {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove a share that does not count: %w", err)
		}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "Removed from %s what is left of a dealing that was cut short and is in force nowhere. What was printed of it opens nothing; destroy it.\n", o.out)
	return durable.SyncDir(o.out)
}

// force says that what lies in --out may count from here on, so that a process that ends leaves it there. False if it was taken back already.
func (h *handing) force() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts = !h.taken
	return h.counts
}

// ended takes back what was handed out so far, before the process ends for another reason than an error.
func (h *handing) ended() {
	if err := h.takeBack(); err != nil {
		fmt.Fprintf(h.cmd.ErrOrStderr(), "luwte-desk: error: %v\n", err)
	}
}

func (h *handing) all(actor string, checks []machine.Check) error {
	for i, s := range h.d.Shares {
		if err := h.one(s, h.custodians[i]); err != nil {
			return err
		}
	}
	pdf, err := h.minutes(h.d, h.bureau, actor, checks)
	if err != nil {
		return err
	}
	if err := h.write(minutesFile, pdf); err != nil {
		return err
	}
	if h.cmd.Context().Err() != nil {
		return cli.ErrInterrupted
	}
	return nil
}

// write makes a file in --out, unless what is there was taken back.
func (h *handing) write(name string, data []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.taken {
		return cli.ErrInterrupted
	}
	return remedy(durable.WriteFile(filepath.Join(h.out, name), data))
}

// takeBack removes what was written in --out for keys that did not come into force, once: an error and the end of the process may come together.
func (h *handing) takeBack() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.counts || h.taken {
		return nil
	}
	h.taken = true
	fmt.Fprintln(h.cmd.ErrOrStderr(), "\nThis dealing has not come into force: nothing has changed.")
	var removed []string
	for _, name := range append(h.files(), unfinishedFile) {
		switch err := os.Remove(filepath.Join(h.out, name)); {
		case err == nil && name != unfinishedFile:
			removed = append(removed, name)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("remove a share that does not count: %w", err)
		}
	}
	if len(removed) > 0 {
		fmt.Fprintf(h.cmd.ErrOrStderr(), "Removed from %s: %s. What was printed, or copied, of these shares opens nothing; destroy it.\n", h.out, strings.Join(removed, ", "))
	}
	return durable.SyncDir(h.out)
}

// one gives one custodian the page and, with a passphrase, the file, and goes on when both were read back: the page by the words on it.
func (h *handing) one(s *quorum.Share, name string) error {
	page := papers.Share{Language: h.paper, Bureau: h.bureau, Words: h.d.Root.Words(h.paper), Custodian: s.Custodian, Name: name, Needed: s.K, N: s.N, Dealing: s.Dealing,
		Day: h.d.Day, Key: s.PaperKey()}
	pdf, err := page.PDF()
	if err != nil {
		return paperRemedy(err)
	}
	if err := h.page(s, name, pdf); err != nil {
		return err
	}
	passphrase, err := newSharePassphrase(h.cmd, name)
	if err != nil || passphrase == "" {
		return err
	}
	return h.file(s, passphrase)
}

// file writes the file of a share, and reads it back.
func (h *handing) file(s *quorum.Share, passphrase string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	file := filepath.Join(h.out, shareFile(s.Custodian, "age"))
	if err := keyring.SaveShare(file, passphrase, s); err != nil {
		return remedy(err)
	}
	read, err := keyring.LoadShare(file, passphrase)
	if err == nil {
		err = h.d.Check(read)
	}
	if err != nil {
		return cli.Hint(fmt.Errorf("the file that was written does not read back: %w", err), "use another stick")
	}
	return nil
}

// page writes a custodian's page and removes it when it is on paper: the words were typed from there. So no two pages lie open at once.
func (h *handing) page(s *quorum.Share, name string, pdf []byte) error {
	if err := h.write(shareFile(s.Custodian, "pdf"), pdf); err != nil {
		return err
	}
	file := filepath.Join(h.out, shareFile(s.Custodian, "pdf"))
	fmt.Fprintf(h.cmd.ErrOrStderr(), "%s: print %s, or copy its 24 words by hand. When they are typed back, the file is removed.\n", name, file)
	for {
		line, err := cli.Secret(h.cmd, name+": the 24 words, from the paper (not shown): ")
		if err != nil {
			return err
		}
		key, err := quorum.ParseWords(line)
		switch {
		case err == nil && key != s.PaperKey() && key.Custodian != s.Custodian:
			err = fmt.Errorf("they are of the page of custodian %d", key.Custodian)
		case err == nil && key != s.PaperKey():
			err = quorum.ErrWrong
		}
		if err == nil {
			break
		}
		fmt.Fprintf(h.cmd.ErrOrStderr(), "Not the words of this page: %v. Try again.\n", shareMistake(err))
	}
	if err := os.Remove(file); err != nil {
		return fmt.Errorf("remove a page: %w", err)
	}
	fmt.Fprintf(h.cmd.ErrOrStderr(), "Right: these are the words. %s is removed.\n", file)
	return durable.SyncDir(h.out)
}

// newSharePassphrase asks until the custodian typed the same twice, or a token.
func newSharePassphrase(cmd *cobra.Command, name string) (string, error) {
	for {
		first, err := cli.Secret(cmd, fmt.Sprintf("%s: a passphrase for the file of your share, of at least six words, or a token's identity (AGE-PLUGIN-…) or its file, or nothing for paper only: ", name))
		if err != nil || first == "" {
			return "", err
		}
		if identity, ok := tokenIn(first); ok {
			return identity, nil
		}
		if err := cli.CheckPassphrase(first); err != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "%v. Try again.\n", err)
			continue
		}
		second, err := cli.Secret(cmd, "Once more: ")
		if err != nil || first == second {
			return second, err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%v. Try again.\n", cli.ErrSecondPassphrase)
	}
}
