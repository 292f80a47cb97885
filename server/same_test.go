package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
	"luwte/server/store"
)

// twins are drops of the same two bureaus, with the same charters and board, that differ in nothing but the parcels they hold.
type twins struct {
	bureau, second *testbureau.Bureau
	drops          map[string]*drop
}

// newTwins makes twins of which the parcels given are in one, were released from one, and are past their week in one; one has other parcels and one none.
func newTwins(t *testing.T, parcels [][]byte) *twins {
	t.Helper()
	all := &twins{testbureau.New(), testbureau.New(), map[string]*drop{}}
	line, second := all.bureau.CharterLine(), all.second.CharterLine()
	var ids []parcel.ID
	for _, p := range parcels {
		ids = append(ids, parcel.IDOf(p))
	}
	dispatch := all.bureau.Dispatch(line, 1, ids...)
	var others [][]byte
	for n := range uint64(100) {
		others = append(others, testbureau.Rubbish(1<<30+n))
	}
	week := uint32(day.Today()) / 7
	for name, before := range map[string]func(s store.Store){
		"with nothing": func(store.Store) {},
		"with them":    func(s store.Store) { fill(t, s, all.bureau, week+4, parcels) },
		"with others":  func(s store.Store) { fill(t, s, all.bureau, week+4, others); fill(t, s, all.second, week, others) },
		"that let them go": func(s store.Store) {
			fill(t, s, all.bureau, week-1, parcels)
			n, err := s.Expire(t.Context(), week)
			if err != nil || n != len(parcels) {
				t.Errorf("%d parcels expired, %v", n, err)
			}
		},
		"that released them": nil,
	} {
		d := newEmptyDrop(t, limits(func(l *server.Limits) { l.Burst = 1e6 }))
		d.bureau, d.line = all.bureau, line
		d.add(line)
		d.add(second)
		if before == nil {
			d.filled(func(s store.Store) { fill(t, s, all.bureau, week+4, parcels) })
		}
		d.put(dispatch).want(t, http.StatusNoContent, "")
		if before != nil {
			d.filled(before)
		}
		all.drops[name] = d
	}
	return all
}

// filled has something done with the drop's store while it does not serve.
func (d *drop) filled(do func(store.Store)) {
	d.t.Helper()
	d.stop()
	s, err := store.Open(filepath.Join(d.dir, "store"))
	must(d.t, err)
	do(s)
	must(d.t, s.Close())
	d.start(limits(func(l *server.Limits) { l.Burst = 1e6 }))
}

func fill(t *testing.T, s store.Store, b *testbureau.Bureau, week uint32, parcels [][]byte) {
	var all sync.WaitGroup
	for some := range slices.Chunk(parcels, len(parcels)/16+1) { // together they share commits
		all.Go(func() {
			for _, p := range some {
				if _, _, err := s.Put(t.Context(), store.Inbox(b.Fingerprint().Inbox()), p, week); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// same asks all twins the same at once, compares every byte that comes back, and returns it.
func (w *twins) same(t *testing.T, name string, ask func(addr string) ([]byte, error)) []byte {
	t.Helper()
	var mu sync.Mutex
	var asking sync.WaitGroup
	answers := map[string][]byte{}
	for drop, d := range w.drops {
		asking.Go(func() {
			got, err := ask(d.front)
			mu.Lock()
			defer mu.Unlock()
			if answers[drop] = got; err != nil {
				t.Errorf("%s, at the drop %s: %v", name, drop, err)
			}
		})
	}
	asking.Wait()
	want := answers["with nothing"]
	for drop, got := range answers {
		if !bytes.Equal(got, want) {
			t.Errorf("%s: the drop %s answers\n%.600q\nand the one with nothing\n%.600q", name, drop, got, want)
		}
	}
	return want
}

// TestFrontDoor_WhateverIsStored: the answers to every case of the script, each with parcels of its own, do not depend on what became of them before.
func TestFrontDoor_WhateverIsStored_AnswersTheSameBytes(t *testing.T) {
	const scripted = 60 // at least as many as the script has cases
	var parcels [][]byte
	for n := range uint64(2 * scripted) {
		parcels = append(parcels, testbureau.Rubbish(n))
	}
	all := newTwins(t, parcels)
	words := strings.NewReplacer("INBOX", all.bureau.Inbox(), "SECOND", all.second.Inbox())
	script := readScript(t, words)
	if len(script) > scripted {
		t.Fatalf("the script has %d cases", len(script))
	}
	for i, c := range script {
		one, other := parcels[2*i], parcels[2*i+1]
		fixtures := map[string][]byte{"parcel": one, "other": other, "short": one[:parcel.Size-1], "long": append(slices.Clone(one), 0)}
		got := all.same(t, c.name, func(addr string) ([]byte, error) { return c.raw(addr, bodies(fixtures)) })
		if !bytes.Contains(got, []byte(" "+c.status+" ")) {
			t.Errorf("%s: %.100q", c.name, got)
		}
	}
	for request := range oddRequests(all.drops["with nothing"]) {
		all.same(t, request[:min(len(request), 60)], func(addr string) ([]byte, error) { return untilClosed(addr, request) })
	}
}

// raw is run without its comparisons: it returns the bytes of the answer.
func (c *exchange) raw(addr string, bodyOf func(string) []byte) ([]byte, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(8 * time.Second))
	var raw bytes.Buffer
	r := bufio.NewReader(io.TeeReader(conn, &raw))
	body, err := c.sendHead(conn, r, bodyOf)
	if err != nil {
		return nil, err
	}
	go conn.Write(body)
	resp, err := http.ReadResponse(r, &http.Request{Method: strings.Fields(c.request[0])[0]})
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return raw.Bytes(), err
}

// TestFrontDoor_EveryMethodEverywhere: every method at every path, those of the other doors and of a parcel's id among them.
func TestFrontDoor_EveryMethodEverywhere_AnswersTheSameBytes(t *testing.T) {
	one := testbureau.Rubbish(1)
	all := newTwins(t, [][]byte{one})
	inbox, second := "/v1/inboxes/"+all.bureau.Inbox(), "/v1/inboxes/"+all.second.Inbox()
	none := "/v1/inboxes/" + strings.Repeat("0", 32)
	statuses := map[string]int{}
	for _, path := range []string{
		"/", "/plain", "/index.html", "/v1/charters", "/v1/bureaus", inbox, inbox + "/board", inbox + "/parcels", inbox + "/parcels/" + parcel.IDOf(one).String(),
		second + "/board", none + "/board", none + "/parcels", "/v1/parcels/" + parcel.IDOf(one).String(), "/v1/state", "/v1/dispatch", "/stats", "/inboxes",
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"} {
			request := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", method, path)
			got := all.same(t, method+" "+path, func(addr string) ([]byte, error) { return untilClosed(addr, request) })
			_, status, _ := strings.Cut(string(got[:min(len(got), 12)]), " ")
			statuses[status]++
		}
	}
	if statuses["200"] != 10 || statuses["201"] != 0 || len(statuses) != 4 { // beside them 400, 404 and 405
		t.Errorf("statuses %v", statuses)
	}
}

func untilClosed(addr, request string) ([]byte, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(8 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		return nil, err
	}
	return io.ReadAll(conn)
}

// TestPost_InboxFull: what a full inbox says, by which it is known to be full, does not say of what.
func TestPost_InboxFull_AnswersTheSameBytesForEveryParcel(t *testing.T) {
	d := newDrop(t, limits(func(l *server.Limits) { l.Parcels = 2 }))
	there, released := testbureau.Rubbish(1), testbureau.Rubbish(2)
	d.post(released).want(t, http.StatusCreated, "")
	d.put(d.bureau.Dispatch(d.line, 1, parcel.IDOf(released))).want(t, http.StatusNoContent, "")
	d.post(there).want(t, http.StatusCreated, "")
	d.post(testbureau.Rubbish(3)).want(t, http.StatusCreated, "")
	post := func(data []byte) []byte {
		got, err := untilClosed(d.front, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", d.inboxPath("/parcels"), len(data), data))
		must(t, err)
		return got
	}
	want := post(testbureau.Rubbish(4))
	if !bytes.HasPrefix(want, []byte("HTTP/1.1 507 ")) {
		t.Fatalf("%.200q", want)
	}
	for name, data := range map[string][]byte{"that is there": there, "that was released": released} {
		if got := post(data); !bytes.Equal(got, want) {
			t.Errorf("a parcel %s: %q; a new one: %q", name, got, want)
		}
	}
}
