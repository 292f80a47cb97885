package server_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
)

// rawHealth is the whole answer of the bureau door's health, with its head.
func (d *drop) rawHealth() string {
	d.t.Helper()
	conn, err := net.Dial("unix", filepath.Join(d.dir, "doors", d.bureau.Inbox()[:12]+".sock"))
	must(d.t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET /v1/health HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n")
	must(d.t, err)
	answer, err := io.ReadAll(conn)
	must(d.t, err)
	return string(answer)
}

// TestHealth_WhateverWaits: what watches a drop keeps what it saw, with times, and learns of no reporter.
func TestHealth_WhateverWaits_SaysTheSameBytes(t *testing.T) {
	limits := server.DefaultLimits
	limits.Parcels = 3
	for today, again := day.Day(0), true; again; again = day.Today() != today { // once more, should midnight have come
		today = day.Today()
		healthWhateverWaits(t, newDrop(t, limits))
	}
}

func healthWhateverWaits(t *testing.T, d *drop) {
	t.Helper()
	d.atDoor("PUT", "/v1/dispatch", d.bureau.Dispatch(d.line, 1)).want(t, http.StatusNoContent, "")
	first := d.rawHealth()
	same := func(after string) {
		t.Helper()
		if now := d.rawHealth(); now != first {
			t.Errorf("after %s it says\n%s\nand before\n%s", after, now, first)
		}
	}
	var kept []parcel.ID
	for n, status := 0, http.StatusCreated; status == http.StatusCreated; n++ {
		data := testbureau.Rubbish(uint64(n))
		if status = d.post(data).status; status == http.StatusCreated {
			kept = append(kept, parcel.IDOf(data))
		}
		same(fmt.Sprintf("a post that was answered with status %d", status))
	}
	now, err := d.Condition(t.Context())
	must(t, err)
	if len(kept) != 3 || now.Inboxes[0].Full != server.Full {
		t.Errorf("%d parcels were kept, and the operator is told %q", len(kept), now.Inboxes[0].Full)
	}
	d.atDoor("GET", "/v1/parcels/"+kept[0].String(), nil).want(t, http.StatusOK, "")
	same("a parcel was fetched")
	d.post([]byte("no parcel")).want(t, http.StatusBadRequest, "")
	same("a post of rubbish")
	d.do("GET", d.inboxPath("/board"), nil).want(t, http.StatusOK, "")
	same("a look")
	d.atDoor("PUT", "/v1/dispatch", d.bureau.Dispatch(d.line, 2, kept...)).want(t, http.StatusNoContent, "")
	same("all were released")
}

// TestHealth_Unwell: each thing that it says comes about for real.
func TestHealth_Unwell_SaysWhat(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	today := day.Today()
	want := func(parts ...string) {
		t.Helper()
		for _, part := range parts {
			d.atDoor("GET", "/v1/health", nil).want(t, http.StatusOK, part)
		}
	}
	want(`"store":true,"shown":true,`, `"board_made":null,"board_next":null,"tor":"none","tide":`,
		fmt.Sprintf(`"reports_until":"%s"`, today+300), `{"today":"`)
	d.atDoor("PUT", "/v1/dispatch", d.bureau.DispatchWith(d.line, d.bureau.BoardFor(1, today-20, today-13), 1)).want(t, http.StatusNoContent, "")
	want(fmt.Sprintf(`"board_made":"%s","board_next":"%s"`, today-20, today-13))
	d.do("GET", "/v1/health", nil).want(t, http.StatusNotFound, "There is nothing here")
}

// TestHealth_DiskTakesNothing: also where the disk takes nothing any more, the door answers.
func TestHealth_DiskTakesNothing_SaysSo(t *testing.T) {
	dir := mountTmpfs(t, "8m")
	_, err := server.Init(filepath.Join(dir, "d"))
	must(t, err)
	d := &drop{t: t, dir: filepath.Join(dir, "d"), bureau: testbureau.New(), out: new(output)}
	d.start(server.DefaultLimits)
	d.line = d.bureau.CharterLine()
	d.add(d.line)
	if answer := d.rawHealth(); !strings.Contains(answer, `"store":true`) {
		t.Fatalf("on an empty disk it says %s", answer)
	}
	filler, err := os.Create(filepath.Join(dir, "filler"))
	must(t, err)
	for err == nil {
		_, err = filler.Write(make([]byte, 4<<10))
	}
	must(t, filler.Close())
	if answer := d.rawHealth(); !strings.Contains(answer, `"store":false`) {
		t.Errorf("on a full disk it says %s", answer)
	}
	now, err := d.Condition(t.Context())
	if err != nil || now.Writable == "" {
		t.Errorf("the operator is told %+v, %v", now, err)
	}
	d.stop()
}

// TestHealth_AskedOverAndOver: it is answered, and the disk is left to the visitors.
func TestHealth_AskedOverAndOver_WritesNothingAnyMore(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	store := filepath.Join(d.dir, "store")
	moved := func(want string) {
		t.Helper()
		must(t, os.Rename(store, store+".away")) // where a probe finds no directory
		d.atDoor("GET", "/v1/health", nil).want(t, http.StatusOK, want)
		must(t, os.Rename(store+".away", store))
	}
	moved(`"store":false`)
	d.atDoor("GET", "/v1/health", nil).want(t, http.StatusOK, `"store":true`)
	d.SpendProbes()
	moved(`"store":true`)
}
