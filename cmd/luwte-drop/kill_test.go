//go:build !race

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"luwte/crypto/board"
	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server/store/storetest"
)

// town is what visits one drop: reporters who post, a courier who looks and fetches and brings dispatches, and visitors who look at the board.
// What each asked and was answered is kept, across kills.
type town struct {
	dir    string
	bureau *testbureau.Bureau
	line   []byte
	decoys []board.Entry

	mu            sync.Mutex // guards what follows
	inbox, boards storetest.History
	number        uint64
	made          map[string]uint64 // by board: its number
	left          int               // answers until the drop is killed
	kill          func()

	numbers map[parcel.ID]int
}

// pool is how many parcels reporters choose of, so that they meet.
const pool = 24

func newTown(t *testing.T) *town {
	dir, err := os.MkdirTemp("/dev/shm", "drop") // what dies with its process only, loses nothing that it wrote to files
	if err != nil {
		dir = shortTempDir(t)
	}
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	v := &town{dir: filepath.Join(dir, "d"), bureau: testbureau.New(), made: map[string]uint64{}, numbers: map[parcel.ID]int{}}
	v.line = v.bureau.CharterLine()
	first, err := board.Parse(v.bureau.Board(1, board.MinK), v.bureau.Fingerprint(), v.bureau.Key.Public())
	must(t, err)
	v.decoys = first.Entries
	for n := range pool {
		v.numbers[parcel.IDOf(testbureau.Rubbish(uint64(n)))] = n
	}
	run(t, "init", "--dir", v.dir)
	file := filepath.Join(dir, "charter.json")
	must(t, os.WriteFile(file, v.line, 0o600))
	run(t, "inbox", "add", "--dir", v.dir, file)
	return v
}

// visitor is one client, each with connections of its own.
type visitor struct {
	*town
	id          int
	front, door *http.Client
	base        string
	r           *rand.Rand
}

func (v *town) visitor(id int, listen string, seed uint64) *visitor {
	door := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(v.dir, "doors", v.bureau.Inbox()[:12]+".sock"))
	}}
	return &visitor{v, id, &http.Client{Transport: &http.Transport{}}, &http.Client{Transport: door},
		"http://" + listen + "/v1/inboxes/" + v.bureau.Inbox(), rand.New(rand.NewPCG(seed, uint64(id)))}
}

func (v *visitor) close() {
	v.front.CloseIdleConnections()
	v.door.CloseIdleConnections()
}

// visit does one thing after the other until the drop is dead, which is an error of the connection.
func (v *visitor) visit() error {
	defer v.close()
	for {
		op := v.choose()
		v.say(op.Kind, storetest.Event{Client: v.id, Op: &op})
		result, err := v.do(op)
		if err != nil {
			return err
		}
		v.say(op.Kind, storetest.Event{Client: v.id, Result: &result})
	}
}

// say writes down an event: a board lags behind the inbox until its dispatch is answered, so it has a history of its own.
func (v *visitor) say(kind string, e storetest.Event) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if kind != "board" {
		v.inbox.Add(e)
	}
	if kind == "board" || kind == "dispatch" {
		v.boards.Add(e)
	}
	if e.Result != nil {
		if v.left--; v.left == 0 {
			time.AfterFunc(1+rand.N(5*time.Millisecond), v.kill)
		}
	}
}

func (v *visitor) choose() storetest.Op {
	switch n := v.r.IntN(10); {
	case v.id == 0 && n < 6:
		v.mu.Lock()
		defer v.mu.Unlock()
		v.number++
		return storetest.Op{Kind: "dispatch", Number: v.number, Remove: []int{v.r.IntN(pool), v.r.IntN(pool)}}
	case v.id == 1 && n < 5:
		return storetest.Op{Kind: "board"}
	case n < 7:
		return storetest.Op{Kind: "put", Parcel: v.r.IntN(pool), Unasked: true}
	case n < 8:
		return storetest.Op{Kind: "get", Parcel: v.r.IntN(pool)}
	}
	return storetest.Op{Kind: "snapshot"}
}

func (v *visitor) do(op storetest.Op) (r storetest.Result, err error) {
	switch op.Kind {
	case "put":
		_, _, err = v.ask(v.front, http.MethodPost, v.base+"/parcels", testbureau.Rubbish(uint64(op.Parcel)), http.StatusCreated)
	case "get":
		var status int
		var data []byte
		id := parcel.IDOf(testbureau.Rubbish(uint64(op.Parcel)))
		status, data, err = v.ask(v.door, http.MethodGet, "http://door/v1/parcels/"+id.String(), nil, http.StatusOK, http.StatusNotFound)
		if r.Yes = err == nil && status == http.StatusOK; r.Yes && parcel.IDOf(data) != id {
			return r, fmt.Errorf("%w: parcel %s is torn", errWrong, id)
		}
	case "snapshot":
		return v.state()
	case "dispatch":
		var status int
		status, _, err = v.ask(v.door, http.MethodPut, "http://door/v1/dispatch", v.dispatch(op), http.StatusNoContent, http.StatusConflict)
		r.Yes = status == http.StatusNoContent
	case "board":
		var data []byte
		_, data, err = v.ask(v.front, http.MethodGet, v.base+"/board", nil, http.StatusOK, http.StatusNotFound)
		v.mu.Lock()
		defer v.mu.Unlock()
		r.Number = v.made[string(data)]
	}
	return r, err
}

// errWrong is what a drop may never answer, however it was killed before.
var errWrong = errors.New("wrong")

func (v *visitor) ask(c *http.Client, method, url string, body []byte, expected ...int) (status int, data []byte, err error) {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	response, err := c.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	data, err = io.ReadAll(response.Body)
	if err == nil && !slices.Contains(expected, response.StatusCode) {
		err = fmt.Errorf("%w: status %d for %s: %.200s", errWrong, response.StatusCode, method, data)
	}
	return response.StatusCode, data, err
}

func (v *visitor) state() (r storetest.Result, err error) {
	_, data, err := v.ask(v.door, http.MethodGet, "http://door/v1/state", nil, http.StatusOK)
	if err != nil {
		return r, err
	}
	var state struct {
		Number  uint64
		Parcels []parcel.ID
	}
	if err := json.Unmarshal(data, &state); err != nil {
		return r, fmt.Errorf("%w: %w", errWrong, err)
	}
	r.Number = state.Number
	for _, id := range state.Parcels {
		r.Parcels = append(r.Parcels, v.numbers[id])
	}
	slices.Sort(r.Parcels)
	return r, nil
}

// dispatch makes a board of decoys that are always the same, which is quick.
func (v *visitor) dispatch(op storetest.Op) []byte {
	b := board.Board{Bureau: v.bureau.Fingerprint(), Number: op.Number, Made: day.Today(), Next: day.Today() + 7, Entries: v.decoys}
	b.Nonce[0] = byte(op.Number)
	raw, err := b.Marshal(v.bureau.Key)
	if err != nil {
		panic(err)
	}
	v.mu.Lock()
	v.made[string(raw)] = op.Number
	v.mu.Unlock()
	var kept []parcel.ID
	for _, n := range slices.Compact(slices.Sorted(slices.Values(op.Remove))) {
		kept = append(kept, parcel.IDOf(testbureau.Rubbish(uint64(n))))
	}
	return v.bureau.DispatchWith(v.line, raw, op.Number, kept...)
}

// live serves the drop to its visitors until it dies: by itself at a step, or by a signal a moment after so many answers.
func (v *town) live(t *testing.T, seed uint64, answers int, die string) {
	t.Helper()
	program := "luwte-drop"
	if die != "" {
		program = "luwte-drop-dying"
	}
	cmd := exec.Command(program, "serve", "--dir", v.dir, "--listen", "127.0.0.1:0", "--burst", "100000", "--rate", "100000", "--posts-each", "100")
	cmd.Env = append(os.Environ(), dieEnv+"="+die)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	defer cmd.Process.Kill()
	listen, err := awaitDoors(stdout)
	if err != nil {
		t.Fatalf("the drop does not start: %v", err)
	}
	v.left, v.kill = answers, func() { _ = cmd.Process.Kill() }
	ends, all := make(chan error), 5
	for id := range all {
		go func() { ends <- v.visitor(id, listen, seed).visit() }()
	}
	for range all {
		if err := <-ends; errors.Is(err, errWrong) {
			t.Error(err)
		}
	}
	_ = cmd.Wait()
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGKILL || die != "" && v.left <= 0 {
		t.Errorf("the drop ended otherwise than killed at %q: %v, %d answers", die, cmd.ProcessState, answers-v.left)
	}
	v.inbox.Crash()
	v.boards.Crash()
}

// awaitDoors reads what a drop prints until its doors are open, and returns where the front door listens.
func awaitDoors(stdout io.Reader) (listen string, err error) {
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if address, found := strings.CutPrefix(lines.Text(), "front door: http://127.0.0.1"); found {
			listen = "127.0.0.1" + address
		}
		if strings.HasPrefix(lines.Text(), "bureau door of inbox") {
			return listen, nil
		}
	}
	return "", io.ErrUnexpectedEOF
}

// check checks the histories, after everything in the drop has been looked at once more.
func (v *town) check(t *testing.T) {
	t.Helper()
	p := startDrop(t, v.dir, v.bureau)
	last := v.visitor(9, p.front, 0)
	defer last.close()
	for n := range pool + 2 {
		op := storetest.Op{Kind: "get", Parcel: n}
		if n >= pool {
			op = storetest.Op{Kind: []string{"snapshot", "board"}[n-pool]}
		}
		last.say(op.Kind, storetest.Event{Client: 9, Op: &op})
		result, err := last.do(op)
		must(t, err)
		last.say(op.Kind, storetest.Event{Client: 9, Result: &result})
	}
	must(t, p.stop(t, syscall.SIGTERM))
	v.inbox.Check(t, 0)
	v.boards.Check(t, 0)
}

// TestServe_KilledAtAnyMoment kills the program while reporters post, the courier looks, fetches and brings dispatches, and visitors look at the
// board: nothing that was answered is undone, no parcel is torn, none that was released is back, no dispatch is half applied, and all answers
// at all doors, across the kills, fit one order.
func TestServe_KilledAtAnyMoment_KeepsWhatWasAnswered(t *testing.T) {
	v, kills := newTown(t), 36
	if os.Getenv("LUWTE_SOAK") != "" {
		kills = 1200
	}
	for n := range kills {
		v.live(t, uint64(n), 1+rand.IntN(20), "")
	}
	v.check(t)
	t.Logf("%d kills, %d answers", kills, v.inbox.Answers())
}

// TestServe_KilledAtEachStep has the program kill itself at each step between a request and its answer.
func TestServe_KilledAtEachStep_KeepsWhatWasAnswered(t *testing.T) {
	v := newTown(t)
	seed := uint64(0)
	for _, step := range []string{"commit: write", "commit: answer", "post: answer", "apply: remove", "apply: state", "apply: commit", "apply: answer", "dispatch: refresh", "dispatch: answer"} {
		for _, nth := range []int{1, 3} {
			seed++
			v.live(t, seed, 1000, fmt.Sprint(nth, " ", step))
		}
	}
	v.check(t)
	t.Logf("%d deaths, %d answers", seed, v.inbox.Answers())
}
