//go:build linux

package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
)

// TestServe_Quiet: when the doors have been quiet for some seconds, nothing is left in the process's memory of any body that came in, by a post or a form, that
// was fetched at the bureau's door, released, or broken off; nor of what stood in requests. What it is searched for is found while it is there.
func TestServe_QuietAfterPostsAndALook_HasNothingOfThemInMemory(t *testing.T) {
	dir, b := filepath.Join(shortTempDir(t), "d"), testbureau.New()
	p := startDrop(t, dir, b, "--burst", "100000")
	all := new(traces)
	for n := range 12 {
		var status int
		if n%3 == 2 {
			status = p.sendForm(t, all.parcel(), all)
		} else {
			status = p.send(t, n%2 == 0, all.parcel(), all)
		}
		if status != http.StatusCreated {
			t.Fatalf("status %d", status)
		}
	}
	for _, id := range all.ids[:4] {
		if parcel.IDOf(p.fetch(t, b, "/v1/parcels/"+id.String())) != id {
			t.Error("the bureau's door gives another parcel")
		}
	}
	p.fetch(t, b, "/v1/state")
	slices.SortFunc(all.ids, parcel.ID.Compare)
	p.publish(t, b, b.Dispatch(getCharter(t, p), 1, all.ids[:2]...))
	p.look(t, all)
	run(t, "tide", "--dir", dir)
	all.wantNone(t, p.cmd.Process.Pid, "after posts, a look and a tide")

	// One that is coming in is there, and is gone when it is broken off.
	data := all.parcel()
	conn, err := net.Dial("tcp", p.front)
	must(t, err)
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: d\r\nX-Secret: %s\r\nContent-Length: %d\r\n\r\n", p.path, all.word(), len(data))
	_, err = conn.Write(data[:len(data)/2])
	must(t, err)
	for range 100 {
		if found := all.find(memory(t, p.cmd.Process.Pid)); found.blocks > len(data)/4/blockSize && found.words == 1 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if found := all.find(memory(t, p.cmd.Process.Pid)); found.blocks <= len(data)/4/blockSize || found.words != 1 {
		t.Errorf("half of a body is in flight, and %+v is found", found)
	}
	conn.Close()
	all.wantNone(t, p.cmd.Process.Pid, "after a post that was broken off")
	must(t, p.stop(t, syscall.SIGTERM))
}

// traces are what visitors brought, and what is searched for.
type traces struct {
	marks, words [][]byte
	ids          []parcel.ID
}

const blockSize = 16 // bytes, of which a parcel's mark is 12

// parcel returns a new one that has its mark in every block of its body, so that the least piece of it is known again.
func (t *traces) parcel() []byte {
	mark := make([]byte, 12)
	_, _ = rand.Read(mark)
	t.marks = append(t.marks, mark)
	data := testbureau.Rubbish(0)
	for i := parcel.HeaderSize; i+blockSize <= len(data); i += blockSize {
		copy(data[i:], mark)
		data[i+12], data[i+13] = byte(i>>8), byte(i>>16)
	}
	t.ids = append(t.ids, parcel.IDOf(data))
	return data
}

// word returns a new one for a header or a name.
func (t *traces) word() string {
	word := rand.Text()
	t.words = append(t.words, []byte(word))
	return word
}

// found is what was found of traces.
type found struct {
	blocks int
	words  int // and ids, as requests have them
}

func (t *traces) find(all []byte) (f found) {
	for _, mark := range t.marks {
		f.blocks += bytes.Count(all, mark)
	}
	for _, word := range t.words {
		if bytes.Contains(all, word) {
			f.words++
		}
	}
	for _, id := range t.ids {
		if bytes.Contains(all, []byte(id.String())) {
			f.words++
		}
	}
	return f
}

// registers is how many blocks of all bodies may stay: the processor's vector registers, where something saved them, and the block that a cipher was at. All
// but always there are none.
const registers = 16

// wantNone waits until there is nothing of the traces in a process's memory.
func (t *traces) wantNone(tt *testing.T, pid int, when string) {
	tt.Helper()
	var f found
	for range 120 {
		if f = t.find(memory(tt, pid)); f.blocks <= registers && f.words == 0 {
			return
		}
		time.Sleep(500 * time.Millisecond)
	}
	tt.Errorf("%s the drop's memory has %d blocks of %d bytes of bodies, and %d words", when, f.blocks, blockSize, f.words)
}

func (p *process) send(t *testing.T, closes bool, data []byte, all *traces) int {
	t.Helper()
	req, err := http.NewRequest("POST", "http://"+p.front+p.path+"?"+all.word(), bytes.NewReader(data))
	must(t, err)
	req.Close = closes
	return p.do(t, req, all)
}

func (p *process) sendForm(t *testing.T, data []byte, all *traces) int {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="parcel"; filename="` + all.word() + `"`}})
	must(t, err)
	_, err = part.Write(data)
	must(t, err)
	must(t, form.Close())
	req, err := http.NewRequest("POST", "http://"+p.front+p.path, &body)
	must(t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return p.do(t, req, all)
}

// look fetches what a visitor's look does.
func (p *process) look(t *testing.T, all *traces) {
	t.Helper()
	for _, at := range []string{"/", "/v1/charters", path.Dir(p.path) + "/board"} {
		req, err := http.NewRequest("GET", "http://"+p.front+at, nil)
		must(t, err)
		if status := p.do(t, req, all); status != http.StatusOK {
			t.Errorf("GET %s: status %d", at, status)
		}
	}
}

func (p *process) do(t *testing.T, req *http.Request, all *traces) (status int) {
	t.Helper()
	req.Header.Set("User-Agent", all.word())
	req.Header.Set("Cookie", "c="+all.word())
	resp, err := http.DefaultTransport.RoundTrip(req)
	must(t, err)
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	must(t, err)
	return resp.StatusCode
}

// fetch gets what the bureau's door has at a path.
func (p *process) fetch(t *testing.T, b *testbureau.Bureau, at string) []byte {
	t.Helper()
	conn, err := net.Dial("unix", filepath.Join(p.dir, "doors", b.Inbox()[:12]+".sock"))
	must(t, err)
	defer conn.Close()
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: door\r\n\r\n", at)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	must(t, err)
	return data
}

var mapping = regexp.MustCompile(`(?m)^([0-9a-f]+)-([0-9a-f]+) r`)

// memory returns what a process has in its memory, without what is all zeros. The drop allows that to root alone.
func memory(t *testing.T, pid int) (all []byte) {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	must(t, err)
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatalf("%v: this test takes root", err)
	}
	defer mem.Close()
	piece, zeros := make([]byte, 1<<16), make([]byte, 1<<16)
	for _, m := range mapping.FindAllStringSubmatch(string(maps), -1) {
		from, err := strconv.ParseInt(m[1], 16, 64)
		if err != nil {
			continue // a page of the kernel's, beyond what is signed
		}
		to, _ := strconv.ParseInt(m[2], 16, 64)
		for ; from < to; from += int64(len(piece)) {
			n, _ := mem.ReadAt(piece[:min(int64(len(piece)), to-from)], from) // some of the kernel's pages cannot be read
			if !bytes.Equal(piece[:n], zeros[:n]) {
				all = append(all, piece[:n]...)
			}
		}
	}
	return all
}
