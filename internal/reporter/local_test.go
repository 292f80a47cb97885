package reporter_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/board"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/internal/reporter"
	"luwte/internal/testbureau"
	"luwte/web"
)

func TestLocal_SavedFiles_ShowWhatTheDropDoes(t *testing.T) {
	w := newWorld(t)
	second := testbureau.New()
	w.drop.Add(t, second)
	c := code.New()
	w.publish(c, day.Today()+7, receipt(1))
	p := w.public()
	var raw, charter []byte
	for _, b := range p.Bureaus { // in the order of their fingerprints, which are random
		if b.BoardRaw != nil {
			raw, charter = b.BoardRaw, b.Charter.Raw()
		}
	}
	served, err := http.Get(w.drop.URL + "/v1/bureaus")
	if err != nil {
		t.Fatal(err)
	}
	defer served.Body.Close()
	if dat, err := io.ReadAll(served.Body); err != nil || !bytes.Equal(dat, p.All()) {
		t.Errorf("what is saved is not what the drop offers: %v", err)
	}
	local, err := reporter.Local(p.All())
	if err != nil || len(local.Bureaus) != 2 {
		t.Fatal(err)
	}
	if seen, err := reporter.LookWith(local.Bureaus, w.master(c), day.Today()); err != nil || seen.Outcome != reporter.Receipt {
		t.Errorf("%+v, %v", seen, err)
	}
	for name, c := range map[string]struct {
		charters, board []byte
		want            error
	}{
		"no charters":    {nil, raw, reporter.ErrNoBureau},
		"not charters":   {[]byte("x\n"), raw, reporter.ErrNotSaved},
		"another's":      {charter, testbureau.New().Board(1, board.MinK), reporter.ErrNoBoardFor},
		"not a board":    {charter, []byte("x"), reporter.ErrNotSaved},
		"one bit other":  {charter, flipped(raw, 3000), reporter.ErrBoard},
		"a byte missing": {charter, raw[:len(raw)-1], reporter.ErrNotSaved},
	} {
		if _, err := reporter.Local(c.charters, c.board); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func flipped(data []byte, at int) []byte {
	data = slices.Clone(data)
	data[at] ^= 1
	return data
}

func TestWriteSealed_File_IsReadAgainParcelByParcel(t *testing.T) {
	w := newWorld(t)
	f, _ := w.file("plan", 2*message.MaxBody)
	path := filepath.Join(t.TempDir(), "sealed")
	if names, err := reporter.WriteSealed(path, w.letter(f)); err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() != 3*parcel.Size || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	if _, err := reporter.WriteSealed(path, w.letter(f)); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over what is there: %v", err)
	}
	var all [][]byte
	err = reporter.ReadSealed(path, func(n, of int, p []byte) error {
		all = append(all, p)
		if n != len(all) || of != 3 {
			t.Errorf("%d of %d", n, of)
		}
		return nil
	})
	if err != nil || len(all) != 3 || len(opened[*message.Report](w, all[2]).Files) != 1 {
		t.Errorf("%d parcels, %v", len(all), err)
	}
	for name, data := range map[string][]byte{"nothing": {}, "cut": all[0][:parcel.Size-1], "not a parcel": make([]byte, parcel.Size), "one bad": append(slices.Clone(all[0]), make([]byte, parcel.Size)...)} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := reporter.ReadSealed(path, func(int, int, []byte) error { return io.ErrUnexpectedEOF }); !errors.Is(err, reporter.ErrNotParcels) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWriteSealed_FileChanged_LeavesNothing(t *testing.T) {
	w := newWorld(t)
	f, _ := w.file("plan", 2*message.MaxBody)
	l := w.letter(f)
	path := filepath.Join(t.TempDir(), "sealed")
	if err := errors.Join(patch(f.Path, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := reporter.WriteSealed(path, l); !errors.Is(err, reporter.ErrFileChanged) {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is left: %v", err)
	}
}

func TestPage_Fetched_IsTheDropsAndAskedForAsABrowserDoes(t *testing.T) {
	w := newWorld(t)
	var asked http.Header
	w.meddle = func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		asked = r.Header
		next.ServeHTTP(rw, r)
	}
	page, err := w.visit().Page(t.Context())
	if err != nil || !bytes.Equal(page, web.Page()) || reporter.PageHash(page) != web.Hash() {
		t.Errorf("%d bytes, %v", len(page), err)
	}
	if !strings.Contains(asked.Get("User-Agent"), "Firefox/") || asked.Get("Accept-Language") != "en-US,en;q=0.5" || asked.Get("Sec-Fetch-Mode") != "navigate" {
		t.Errorf("%v", asked)
	}
}

func TestPage_NotAPage_IsRefused(t *testing.T) {
	long := strings.Repeat("x", 5<<20)
	for name, answer := range map[string]string{
		"status":  "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
		"endless": fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(long), long),
		"earlier": "HTTP/1.1 103 Early Hints\r\nLink: </evil>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		"escapes": "HTTP/1.1 200 OK\r\nX\x1b[2J\x1b[HIt is the page that it should be.\r\n\r\n",
	} {
		if _, err := answering(t, answer).Page(t.Context()); !errors.Is(err, reporter.ErrAnswer) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, encoding := range []string{"br", "gzip"} { // no drop of ours compresses
		var header *reporter.HeaderError
		_, err := answering(t, "HTTP/1.1 200 OK\r\nContent-Encoding: "+encoding+"\r\nContent-Length: 1\r\n\r\nx").Page(t.Context())
		if !errors.As(err, &header) {
			t.Errorf("%s: %v", encoding, err)
		}
	}
	for name, answer := range map[string]string{"cut": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", "nothing": ""} {
		if page, err := answering(t, answer).Page(t.Context()); err == nil {
			t.Errorf("%s: taken for a page, %q", name, page)
		}
	}
}

// answering returns a drop that answers every connection so.
func answering(t *testing.T, answer string) *reporter.Drop {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 4096))
			_, _ = io.WriteString(conn, answer)
			conn.Close()
		}
	}()
	address, err := reporter.ParseAddress("http://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	d, leave, err := reporter.Reach(t.Context(), address, reporter.Tor{}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(leave)
	return d
}

func TestWriteSealed_MoreThan64Parcels_GoToFurtherFiles(t *testing.T) {
	w := newWorld(t)
	f, _ := w.file("plan", 64*message.MaxBody)
	path := filepath.Join(t.TempDir(), "sealed")
	names, err := reporter.WriteSealed(path, w.letter(f))
	if err != nil || !slices.Equal(names, []string{path, path + "-2"}) {
		t.Fatal(names, err)
	}
	for i, size := range []int64{64 * parcel.Size, parcel.Size} {
		if info, err := os.Stat(names[i]); err != nil || info.Size() != size {
			t.Errorf("%s: %v, %v", names[i], info.Size(), err)
		}
	}
}
