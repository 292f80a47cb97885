package e2e

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"testing"
)

func get(t testing.TB, url string) []byte {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s %v", url, res.Status, err)
	}
	return body
}

// visitFrom makes odd and ordinary requests from a loopback address that nothing else uses.
func visitFrom(t testing.TB, address, url string) {
	t.Helper()
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	client := &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
	for _, path := range []string{"/", "/v1/charters", "/no/such/path?name=" + address, "/v1/inboxes/" + address + "/board"} {
		res, err := client.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
	res, err := client.Post(url+"/v1/inboxes/0/parcels", "application/octet-stream", bytes.NewReader([]byte(address)))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode < 400 {
		t.Errorf("a post of rubbish: %s", res.Status)
	}
}

// TestBoards_TwoVisitorsAndTwoBoards_ShareWhatTheyShould: two visitors get the same bytes; two boards with the same live answers share no label
// and no note.
func TestBoards_TwoVisitorsAndTwoBoards_ShareWhatTheyShould(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	w := newWorld(t, false)
	w.publish()
	c := w.send("a report that is answered once")
	w.collect()
	w.reply(w.cases()[0], "an answer that stays")
	w.publish()
	one, f := w.board()
	url := w.url + "/v1/inboxes/" + f.Inbox().String() + "/board"
	if a, b := get(t, url), get(t, url); !bytes.Equal(a, b) {
		t.Error("two visitors got different boards")
	}
	w.publish()
	two, _ := w.board()
	if two.Number <= one.Number || two.Nonce == one.Nonce {
		t.Fatal("the second board is not a new one")
	}
	for _, e := range one.Entries {
		if _, ok := two.Find(e.Label); ok {
			t.Error("two boards share a label")
		}
		for _, other := range two.Entries {
			if bytes.Equal(e.Note, other.Note) {
				t.Error("two boards share a note")
			}
		}
	}
	if got := w.look(c); got.Outcome != "answers" || got.Answers[0].Text != "an answer that stays" {
		t.Errorf("on the second board a look says %+v", got)
	}
}
