package main

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestZips_TwiceElsewhere_SameBytesAndModes(t *testing.T) {
	var made [][]byte
	for _, mode := range []os.FileMode{0o600, 0o777} {
		dir := t.TempDir()
		programs := filepath.Join(dir, "programs")
		program, licence := filepath.Join(programs, "windows-amd64", "luwte-report.exe"), filepath.Join(dir, "licence.txt")
		must(t, os.MkdirAll(filepath.Dir(program), 0o755))
		must(t, os.WriteFile(program, []byte("a program"), mode))
		must(t, os.WriteFile(licence, []byte("a licence"), mode))
		o := options{programs: programs, out: filepath.Join(dir, "out"), version: "1.2.3", epoch: 1_700_000_000, with: []string{licence}, machines: []string{"windows-amd64"}}
		must(t, o.run([]string{"luwte-report"}))
		data, err := os.ReadFile(filepath.Join(dir, "out", "luwte-report_1.2.3_windows-amd64.zip"))
		must(t, err)
		made = append(made, data)
	}
	if !bytes.Equal(made[0], made[1]) {
		t.Error("they differ")
	}
	z, err := zip.NewReader(bytes.NewReader(made[0]), int64(len(made[0])))
	must(t, err)
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name+" "+f.Mode().String()+" "+f.Modified.UTC().Format(time.DateTime))
	}
	want := []string{"luwte-report_1.2.3_windows-amd64/luwte-report.exe -rwxr-xr-x 2023-11-14 22:13:20", "luwte-report_1.2.3_windows-amd64/licence.txt -rw-r--r-- 2023-11-14 22:13:20"}
	if !slices.Equal(names, want) {
		t.Errorf("it holds %q", names)
	}
}

func TestZips_NoProgram_IsAnError(t *testing.T) {
	o := options{programs: t.TempDir(), out: t.TempDir(), version: "1.2.3", epoch: 1, machines: []string{"darwin-arm64"}}
	if err := o.run([]string{"luwte-desk"}); err == nil {
		t.Error("an archive without a program was made")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
