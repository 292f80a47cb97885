package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/reporter"
)

const aboutFiles = `Files go with --file PATH, once for each, 256 MiB in all. The name of a file can give its owner away: the bureau sees file-1, file-2 and so on with
the ending of the name, or the NAME in --file PATH=NAME, and nothing of the path. They are sealed as all the rest. This program does not take out
what is hidden in them: pictures, PDF and Office files can name people, machines and places. The page in Tor Browser takes that out of the
usual kinds, and mat2 is a program that does. Others on this machine can see the command line while it runs; luwte-report start asks instead.`

// files are those that were named to go with a letter.
type files struct{ named []string }

func (f *files) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.named, "file", nil, "PATH or PATH=NAME of a file to send along; can be repeated")
}

// open reads each file once, and says of which kinds it is that they can tell more than they show.
func (f *files) open(cmd *cobra.Command) (opened []*reporter.File, err error) {
	for i, named := range f.named {
		path, name := split(named)
		if name == "" {
			name = fmt.Sprintf("file-%d%s", i+1, reporter.Extension(path))
		}
		file, err := reporter.OpenFile(path, name)
		if err != nil {
			return nil, remedy(err)
		}
		opened = append(opened, file)
		if file.Kind.Tells {
			tell(cmd, "Warning: %s is sent as it is. %s", line(filepath.Base(path)), hidden(file.Kind))
		}
	}
	return opened, remedy(reporter.CheckFiles(opened))
}

// split takes a name off a path. What is there under the whole text is a path.
func split(named string) (path, name string) {
	at := strings.LastIndex(named, "=")
	if _, err := os.Stat(named); err == nil || at < 0 {
		return named, ""
	}
	return named[:at], named[at+1:]
}

func hidden(k reporter.Kind) string {
	says := "Files of this kind can hold names of people, machines and places that nobody sees."
	if k.Page {
		return says + " To take them out, send it with the page in Tor Browser, or clean it first with mat2."
	}
	return says + " See whether mat2 can clean it first."
}
