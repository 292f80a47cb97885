// Command zips packs programs for machines without a package manager of Debian's, one archive a program and machine: the same bytes from the same files,
// wherever and whenever it runs.
//
//	zips -programs DIR -out DIR -version 1.2.3 -epoch SECONDS -with FILE,FILE -machine windows-amd64,darwin-arm64 PROGRAM…
//
// DIR has a directory for each machine with the programs in it.
package main

import (
	"archive/zip"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	var o options
	flag.StringVar(&o.programs, "programs", "", "directory of the programs, a directory in it for each machine")
	flag.StringVar(&o.out, "out", "", "directory for the archives")
	flag.StringVar(&o.version, "version", "", "the version")
	flag.Int64Var(&o.epoch, "epoch", 0, "when it was made: seconds since 1970, the time of every file")
	with := flag.String("with", "", "files that go into every archive, separated by commas")
	machines := flag.String("machine", "", "machines, separated by commas")
	flag.Parse()
	o.with, o.machines = strings.Split(*with, ","), strings.Split(*machines, ",")
	if err := o.run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "zips: error:", err)
		os.Exit(1)
	}
}

type options struct {
	programs, out, version string
	epoch                  int64
	with, machines         []string
}

func (o *options) run(names []string) error {
	if o.programs == "" || o.out == "" || o.version == "" || o.epoch <= 0 || len(names) == 0 {
		return fmt.Errorf("-programs, -out, -version, -epoch and a program are needed")
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	for _, machine := range o.machines {
		for _, name := range names {
			if err := o.write(name, machine); err != nil {
				return err
			}
		}
	}
	return nil
}

// write makes one archive, in which everything lies in one directory.
func (o *options) write(name, machine string) error {
	whole := fmt.Sprintf("%s_%s_%s", name, o.version, machine)
	path := filepath.Join(o.out, whole+".zip")
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	w := zip.NewWriter(file)
	program := name
	if strings.HasPrefix(machine, "windows-") {
		program += ".exe"
	}
	if err := o.add(w, whole, filepath.Join(o.programs, machine, program), 0o755); err != nil {
		return err
	}
	for _, with := range o.with {
		if err := o.add(w, whole, with, 0o644); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Println(path)
	return file.Close()
}

func (o *options) add(w *zip.Writer, dir, path string, mode os.FileMode) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	header := &zip.FileHeader{Name: dir + "/" + filepath.Base(path), Method: zip.Deflate, Modified: time.Unix(o.epoch, 0).UTC()}
	header.SetMode(mode)
	out, err := w.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	return err
}
