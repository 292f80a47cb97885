// Command deb makes Debian packages as nfpm's files describe them, one a package: the same bytes from the same files, wherever and whenever it runs.
//
//	deb [-root DIR] -programs DIR -out DIR -version 1.2.3 -epoch SECONDS -machine amd64,arm64 FILE.yaml…
//
// Of nfpm it needs the library only; nfpm's own command would bring every other kind of package. The module is apart from Luwte's, whose programs have nothing of it.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goreleaser/nfpm/v2"
	"github.com/goreleaser/nfpm/v2/deb"
)

func main() {
	var o options
	flag.StringVar(&o.root, "root", ".", "directory from which the files name what they package")
	flag.StringVar(&o.programs, "programs", "", "directory of the programs, a directory in it for each machine, and of pages/")
	flag.StringVar(&o.out, "out", "", "directory for the packages")
	flag.StringVar(&o.version, "version", "", "the version, without Debian's revision")
	flag.Int64Var(&o.epoch, "epoch", 0, "when it was made: seconds since 1970, the time of every file in the packages")
	machines := flag.String("machine", "amd64", "Debian's architectures, separated by commas")
	flag.Parse()
	o.machines = strings.Split(*machines, ",")
	if err := o.run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "deb: error:", err)
		os.Exit(1)
	}
}

type options struct {
	root, programs, out, version string
	epoch                        int64
	machines                     []string
}

func (o *options) run(descriptions []string) error {
	if o.version == "" || o.epoch <= 0 || o.out == "" || o.programs == "" || len(descriptions) == 0 {
		return fmt.Errorf("-programs, -out, -version, -epoch and a description are needed")
	}
	out, err := filepath.Abs(o.out)
	if err != nil {
		return err
	}
	if o.programs, err = filepath.Abs(o.programs); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for i, path := range descriptions {
		if descriptions[i], err = filepath.Abs(path); err != nil {
			return err
		}
	}
	if err := os.Chdir(o.root); err != nil {
		return err
	}
	for _, path := range descriptions {
		for _, machine := range o.machines {
			if err := o.write(path, machine, out); err != nil {
				return fmt.Errorf("%s for %s: %w", filepath.Base(path), machine, err)
			}
		}
	}
	return nil
}

// write makes one package. Nothing of this machine gets into it: no time, no owner, no order of a directory.
func (o *options) write(description, machine, out string) error {
	made := time.Unix(o.epoch, 0).UTC()
	values := map[string]string{"VERSION": o.version, "MACHINE": machine, "PROGRAMS": o.programs}
	config, err := nfpm.ParseFileWithEnvMapping(description, func(name string) string { return values[name] })
	if err != nil {
		return err
	}
	info, err := config.Get("deb")
	if err != nil {
		return err
	}
	info.MTime = made
	for _, content := range info.Contents {
		if content.FileInfo == nil || content.FileInfo.Mode == 0 {
			return fmt.Errorf("%s has no mode: it would be that of this machine", content.Destination)
		}
		content.FileInfo.MTime = made
	}
	nfpm.WithDefaults(info)
	if err := nfpm.Validate(info); err != nil {
		return err
	}
	path := filepath.Join(out, deb.Default.ConventionalFileName(info))
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := deb.Default.Package(info, file); err != nil {
		return err
	}
	fmt.Println(path)
	return file.Close()
}
