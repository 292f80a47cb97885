package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/internal/cli"
	"luwte/server"
)

// InboxAddOptions are the flags of inbox add.
type InboxAddOptions struct {
	Dir     string
	Courier string
	JSON    bool
}

func newInboxAddCommand() *cobra.Command {
	var opts InboxAddOptions
	cmd := &cobra.Command{
		Use:   "add --dir DIR [--courier PUBKEY] CHARTER",
		Short: "Add a bureau's inbox, or give it its newer charter",
		Long: `add makes an inbox for the bureau whose charter is in the file (- for standard input), or takes a newer charter for an inbox that is
there. With --courier it makes an onion service that only the courier with that key can find, and prints its address; the same inbox with
another key locks out the one before. Without it the courier must run on this machine and uses the socket, whose path is printed. A drop
that serves has the new inbox at once.`,
		Example: `  luwte-drop inbox add --dir /var/lib/luwte-drop charter.json
  luwte-drop inbox add --dir /var/lib/luwte-drop --courier MCDRDADLDGBSRK5PNP4ZA3FAZEIFL76LFVXM5ACK3D7HF3SSTRUA - < charter.json`,
		Args: cli.ExactArgs("CHARTER"),
		RunE: func(cmd *cobra.Command, args []string) error { return runInboxAdd(cmd, opts, args[0]) },
	}
	dirFlag(cmd, &opts.Dir)
	jsonFlag(cmd, &opts.JSON)
	cmd.Flags().StringVar(&opts.Courier, "courier", "", "the public key that luwte-courier init printed, for an onion service of the courier's own")
	return cmd
}

func runInboxAdd(cmd *cobra.Command, opts InboxAddOptions, path string) error {
	if cmd.Flags().Changed("courier") && opts.Courier == "" { // a variable in a script that was never set, perhaps
		return cli.Hint(cli.Usage("--courier is empty"), "give the key that luwte-courier init printed, or leave --courier out")
	}
	line, err := readCharter(cmd.InOrStdin(), path)
	if err != nil {
		return err
	}
	return operate(cmd.Context(), opts.Dir, func(op server.Operator) error {
		added, err := op.AddInbox(cmd.Context(), line, opts.Courier)
		if err != nil {
			return err
		}
		for _, warning := range added.Warnings {
			fmt.Fprintf(cmd.ErrOrStderr(), "luwte-drop: warning: %s\n", warning)
		}
		if opts.JSON {
			return cli.JSON(cmd.OutOrStdout(), added)
		}
		return printAdded(cmd.OutOrStdout(), added, opts.Courier)
	})
}

func readCharter(stdin io.Reader, path string) ([]byte, error) {
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, cli.Hint(fmt.Errorf("read the charter: %w", err), "luwte-desk charter makes one")
		}
		defer f.Close()
		stdin = f
	}
	line, err := io.ReadAll(io.LimitReader(stdin, charter.MaxSize+1)) // one byte more is refused by its length
	if err != nil {
		return nil, hinted(fmt.Errorf("read the charter: %w", err))
	}
	return line, nil
}

func printAdded(w io.Writer, added *server.Added, courier string) error {
	changes := map[string]string{
		"added": "was added", "renewed": "has its new charter now", "none": "has this charter already",
	}
	_, err := fmt.Fprintf(w, "inbox %s of %q %s\nfingerprint words: %s\nbureau door: unix:%s\n",
		added.ID, added.Name.In(), changes[added.Change], strings.Join(added.Words, " "), added.Door.Socket)
	if err == nil && added.Door.Onion != "" {
		_, err = fmt.Fprintf(w, "bureau door: http://%s\n", added.Door.Onion)
	}
	if err == nil && courier != "" { // no checksum tells a mistyped key
		_, err = fmt.Fprintf(w, "it opens to the courier with this key, compare it: %s\n", courier)
	}
	return err
}
