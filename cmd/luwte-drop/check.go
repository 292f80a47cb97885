package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/server"
	"luwte/server/store"
)

// CheckOptions are the flags of check.
type CheckOptions struct {
	Dir, Save string
	KeyFile   string
	JSON      bool
}

func newCheckCommand() *cobra.Command {
	var opts CheckOptions
	cmd := &cobra.Command{
		Use:   "check --dir DIR",
		Short: "Say what is whole in a drop whose disk is damaged, and save it",
		Long: `check looks at each page of the store and at the doors' keys as they lie on the disk, and says what is whole. Everything in the store is
sealed: what opens is as it was written, wherever it lies. It writes nothing in DIR, so that it works on a disk that can only be read.

With --save it makes a new drop of all that is whole, in a directory that is empty or not there, best on another disk. It has the same
addresses; parcels wait until the same week, and what was released stays gone. Serve that one then, and never again the other.

The drop must not serve meanwhile. The exit status is 1 if something is not whole.`,
		Example: `  luwte-drop check --dir /var/lib/luwte-drop
  luwte-drop check --dir /var/lib/luwte-drop --save /mnt/other/luwte-drop`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runCheck(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	jsonFlag(cmd, &opts.JSON)
	cmd.Flags().StringVar(&opts.Save, "save", "", "directory for a new drop of what is whole, empty or not there")
	keyFileFlag(cmd, &opts.KeyFile)
	return cmd
}

// errNotWhole is returned after what is damaged was printed.
var errNotWhole = errors.New("not everything in the drop is whole")

func runCheck(cmd *cobra.Command, opts CheckOptions) error {
	c, err := server.Check(cmd.Context(), opts.Dir, opts.Save, askKey(cmd, opts.KeyFile, false))
	if errors.Is(err, store.ErrDamaged) {
		return cli.Hint(err, "what waited is lost: read the disk with the tools for failing disks and try again with the copy, or restore a backup (luwte-drop restore) in another directory, which keeps the addresses")
	}
	if err != nil {
		return hinted(err)
	}
	if opts.JSON {
		err = cli.JSON(cmd.OutOrStdout(), c)
	} else {
		err = sayChecked(cmd.OutOrStdout(), c)
	}
	if err == nil && opts.Save != "" && !opts.JSON {
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "What is whole is in %s, a drop of its own. Serve that one from now on, and never again the one in %s.\n", opts.Save, opts.Dir)
		if p, failed := server.KeyPlaceOf(opts.Dir); err == nil && failed == nil && p.Dir != "" {
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "The key of the store in %s stays in %s beside the new one, and no tide destroys it: when nothing more is to be saved, remove %s.\n", opts.Dir, p.Dir, oldKeys(opts.Dir, p.Dir))
		}
	}
	if err != nil || c.Whole {
		return err
	}
	if opts.Save == "" {
		return cli.Hint(errNotWhole, "end the drop if it serves, and save what is whole on another disk: luwte-drop check --dir %s --save DIR", opts.Dir)
	}
	return cli.Hint(errNotWhole, "add the charter of each inbox that misses it (luwte-drop inbox add); the desk's next dispatch brings its board. Whose parcel is lost sees no receipt, and sends it again")
}

// oldKeys names the files with the keys of the store in dir.
func oldKeys(dir, keyDir string) string {
	generations, err := filepath.Glob(filepath.Join(dir, "store", "*"))
	var keys []string
	for _, g := range generations {
		key := filepath.Join(keyDir, filepath.Base(g)+".key")
		if _, failed := os.Stat(key); failed == nil {
			keys = append(keys, key)
		}
	}
	if err != nil || len(keys) == 0 {
		return "it"
	}
	return strings.Join(keys, " ")
}

func sayChecked(w io.Writer, c *server.Checked) error {
	for _, in := range c.Inboxes {
		state := "charter and board whole"
		if !in.State {
			state = "charter and board cannot be read"
		}
		fmt.Fprintf(w, "inbox %s: %s whole, %d damaged; %s\n", in.ID, parcels(in.Parcels), in.Damaged, state)
	}
	for _, door := range c.Doors {
		if !door.Key {
			fmt.Fprintf(w, "door %s: its onion key cannot be read; a backup has it\n", door.Name)
		}
	}
	for _, bad := range []struct {
		is   bool
		says string
	}{
		{c.Nameless > 0, fmt.Sprintf("of an inbox whose name cannot be read: %s, which cannot be saved", parcels(c.Nameless))},
		{c.Unpointed, "the file that names the store's generation in use is damaged"},
		{c.Unreadable > 0, fmt.Sprintf("%s of the store's %d cannot be read", count(c.Unreadable, "page", "pages"), c.Pages)},
		{c.Astray, "the store's own order is broken: a drop that serves from here would not find all that is there"},
		{c.Doubtful, "which pages are in use cannot be read: among the parcels there may be some that were released since the last tide; the desk knows them, and its next dispatch releases them again"},
		{c.Whole, fmt.Sprintf("Everything is whole: %s in %s, and the keys of %s.", parcels(c.Parcels), count(len(c.Inboxes), "inbox", "inboxes"), count(len(c.Doors), "door", "doors"))},
	} {
		if bad.is {
			fmt.Fprintln(w, bad.says)
		}
	}
	return nil
}
