package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/figures"
)

type figuresOptions struct {
	deskOptions
	year                       int
	language, format, pictures string
	publish                    bool
}

func newFiguresCommand() *cobra.Command {
	o := &figuresOptions{}
	cmd := &cobra.Command{
		Use: "figures --dir DIR --year YEAR", Short: "Count the cases of a year",
		Long: `Prints the figures of the reports that came in a year: kind, class, the position from which data leaked, kind of data, whether it reached
criminals, outcome, time to acknowledgment and to feedback. They count what reporters chose in the form, but for what you found to be otherwise
(luwte-desk case set --position, --data, --criminals, --kind, --class). Cases that were destroyed still count. All are cases that you may see.

Without --publish they are for the bureau alone. With it, numbers under 5 are hidden, and whatever they could be computed from. That does not
help against who knows a case from elsewhere, nor against two editions of the same year: publish a year once, when it is over.

--pictures writes a picture (SVG) of each table into a directory.`,
		Example: `  luwte-desk figures --dir bureau --year 2026
  luwte-desk figures --dir bureau --year 2026 --publish --format json --pictures figures-2026`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return runFigures(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().IntVar(&o.year, "year", 0, "the year (required)")
	cmd.Flags().StringVar(&o.language, "language", "nl", "language of the words: nl, en")
	cmd.Flags().StringVar(&o.format, "format", "csv", "csv or json")
	cmd.Flags().StringVar(&o.pictures, "pictures", "", "directory for pictures")
	cmd.Flags().BoolVar(&o.publish, "publish", false, "hide small numbers")
	return cmd
}

func runFigures(cmd *cobra.Command, o *figuresOptions) error {
	if o.year < 1970 || o.year > 9999 {
		return cli.Hint(cli.Usage("--year is missing, or no year"), "for example --year 2026")
	}
	if err := officersLanguage(o.language); err != nil {
		return err
	}
	if !slices.Contains([]string{"csv", "json"}, o.format) {
		return cli.Hint(cli.Usage("there is no format %q", o.format), "choose csv or json")
	}
	return o.with(cmd, func(d *desk.Desk) error {
		y, err := d.Figures(o.year, o.publish)
		if err != nil {
			return err
		}
		if err := o.draw(y); err != nil {
			return err
		}
		out := y.CSV(o.language)
		if o.format == "json" {
			if out, err = y.JSON(); err != nil {
				return err
			}
		}
		fmt.Fprintln(cmd.ErrOrStderr(), "These figures count the cases that you may see, also those that were destroyed since. Somebody else here may get others.") // always: it tells nobody whether there are others
		_, err = cmd.OutOrStdout().Write(out)
		return err
	})
}

func (o *figuresOptions) draw(y figures.Year) error {
	if o.pictures == "" {
		return nil
	}
	if err := os.MkdirAll(o.pictures, 0o700); err != nil {
		return fmt.Errorf("make a directory for pictures: %w", err)
	}
	for _, t := range y.Tables {
		if err := durable.WriteFile(filepath.Join(o.pictures, t.ID+".svg"), t.SVG(y.Year, o.language)); err != nil {
			return err
		}
	}
	return nil
}
