package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"luwte/server/store"
)

// TestWriteZeros_PartOfAFile: what lies before and behind stays, and so does how
// the file is written, in which bbolt's buffers lie anywhere in memory.
func TestWriteZeros_PartOfAFile_IsZerosAndTheRestIsAsItWas(t *testing.T) {
	for _, dir := range []string{t.TempDir(), fastDir(t)} {
		f, err := os.Create(filepath.Join(dir, "file"))
		must(t, err)
		defer f.Close()
		want := bytes.Repeat([]byte("used"), 9<<20/4)
		_, err = f.Write(want)
		must(t, err)
		flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
		must(t, err)
		must(t, store.WriteZeros(f, 3*page, 8<<20+page)) // in several pieces, and over what the system has in memory
		clear(want[3*page : 8<<20+page])
		if after, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0); err != nil || after != flags {
			t.Errorf("%s: flags %#o, before %#o, %v", dir, after, flags, err)
		}
		copy(want[5:], "more")
		_, err = f.WriteAt([]byte("more"), 5)
		must(t, err)
		got, err := os.ReadFile(f.Name())
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: other bytes, %v", dir, err)
		}
	}
}
