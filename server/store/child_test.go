//go:build !race

package store_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"luwte/server/failpoint"
	"luwte/server/store"
	"luwte/server/store/storetest"
)

// The crash tests start this test binary again as a child that works on a store
// and says, as events of a history, each thing before it begins and after it is
// done: until it is killed, or as much as its job is.
const (
	childEnv = "LUWTE_STORE_CHILD" // "JOB DIR SEED"
	dieEnv   = "LUWTE_STORE_DIE"   // "N STEP": it kills itself the N-th time that it comes by this failpoint
	stepsEnv = "LUWTE_STORE_STEPS" // a file for all failpoints that it comes by
)

func TestMain(m *testing.M) {
	job := strings.Fields(os.Getenv(childEnv))
	if len(job) == 0 {
		os.Exit(m.Run())
	}
	seed, err := strconv.ParseUint(job[2], 10, 64)
	if err == nil {
		err = childFailpoints()
	}
	if err == nil {
		err = jobs[job[0]](job[1], seed)
	}
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

var jobs = map[string]func(dir string, seed uint64) error{"work": childWork, "day": childDay, "rest": childRest, "create": childCreate}

func childFailpoints() error {
	var mu sync.Mutex
	if path := os.Getenv(stepsEnv); path != "" {
		f, err := os.Create(path)
		if err != nil {
			return err
		}
		failpoint.Set(func(step string) error {
			mu.Lock()
			defer mu.Unlock()
			_, err := fmt.Fprintln(f, step)
			return err
		})
	}
	if nth, at, found := strings.Cut(os.Getenv(dieEnv), " "); found {
		left, err := strconv.Atoi(nth)
		if err != nil {
			return err
		}
		failpoint.Set(func(step string) error {
			mu.Lock()
			defer mu.Unlock()
			if step == at {
				left--
			}
			if left == 0 {
				return errors.Join(syscall.Kill(os.Getpid(), syscall.SIGKILL), errors.New("still alive"))
			}
			return nil
		})
	}
	return nil
}

// childWork has clients do things at random without end.
func childWork(dir string, seed uint64) error {
	s, err := store.Open(dir)
	if err != nil {
		return err
	}
	return work(s, dir, seed, 1<<30)
}

// childDay makes a store, unless it is there, and has each client do a few
// things; then it opens it again and does so once more.
func childDay(dir string, seed uint64) error {
	return errors.Join(childShift(dir, seed, 8), childShift(dir, seed+1, 8))
}

// childRest is what is left of a day.
func childRest(dir string, seed uint64) error { return childShift(dir, seed, 3) }

func childShift(dir string, seed uint64, things int) error {
	say("begin")
	s, err := store.Open(dir, keysOf(dir)...)
	if errors.Is(err, store.ErrNoStore) {
		s, err = store.Create(dir, keysOf(dir)...)
	}
	if err != nil {
		return err
	}
	if all, err := s.Inboxes(context.Background()); err == nil && len(all) == 0 {
		err = s.AddInbox(context.Background(), inbox, storetest.State(1, 0))
		if err != nil {
			return err
		}
		say("ready")
	}
	return errors.Join(work(s, dir, seed, things), s.Close())
}

// keysDir is where the keys of the store in dir lie, if that is there.
func keysDir(dir string) string { return filepath.Join(filepath.Dir(dir), "keys") }

func keysOf(dir string) (all []store.Option) {
	if _, err := os.Stat(keysDir(dir)); err == nil {
		all = append(all, store.WithKeys(store.Keys{Dir: keysDir(dir)}))
	}
	return all
}

// childCreate makes one store after the other, with pauses in which nothing
// else brings the last one to the disk.
func childCreate(dir string, _ uint64) error {
	for n := 0; ; n++ {
		say("creating", n)
		s, err := store.Create(filepath.Join(dir, strconv.Itoa(n)))
		if err != nil {
			return err
		}
		say("created", n)
		if err := s.Close(); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

var saying sync.Mutex

func say(words ...any) {
	saying.Lock()
	defer saying.Unlock()
	fmt.Println(words...)
}

func sayEvent(e storetest.Event) {
	line, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	say(string(line))
}

// clients is how many work on a store at once. The first also expires, the
// second makes tides.
const clients = 4

// pool is how many parcels they choose of, so that they meet.
const pool = 48

// work has clients do so many things each, at random. Of each tide it says
// whose key it has destroyed.
func work(s store.Store, dir string, seed uint64, things int) error {
	failed := make(chan error, clients)
	for client := range clients {
		go func() {
			r := rand.New(rand.NewPCG(seed, uint64(client)))
			var err error
			for n := 0; n < things && err == nil; n++ {
				op := opOf(r, client, n)
				var keys []string
				if op.Kind == "tide" {
					keys = readKeys(dir)
				}
				sayEvent(storetest.Event{Client: client, Op: &op})
				var result storetest.Result
				if result, err = do(s, op); err == nil {
					sayEvent(storetest.Event{Client: client, Result: &result})
				}
				if err == nil && len(keys) > 0 {
					say("gone", strings.Join(keys, " "))
				}
			}
			failed <- err
		}()
	}
	for range clients {
		if err := <-failed; err != nil {
			return err
		}
	}
	return nil
}

// readKeys returns all keys that lie with a store.
func readKeys(dir string) (keys []string) {
	inside, _ := filepath.Glob(filepath.Join(dir, "*", "key"))
	beside, _ := filepath.Glob(filepath.Join(keysDir(dir), "*.key"))
	for _, path := range append(inside, beside...) {
		if key, err := os.ReadFile(path); err == nil {
			keys = append(keys, hex.EncodeToString(key))
		}
	}
	return keys
}

// opOf is random, but each kind comes early.
func opOf(r *rand.Rand, client, n int) storetest.Op {
	switch {
	case client == 0 && n == 1:
		return storetest.Op{Kind: "put", Parcel: storetest.Old}
	case client == 0 && n == 4:
		return storetest.Op{Kind: "expire"}
	case client == 1 && n == 5:
		return storetest.Op{Kind: "tide"}
	}
	return randomOp(r, client)
}

func randomOp(r *rand.Rand, client int) storetest.Op {
	switch n := r.IntN(100); {
	case n < 55:
		return storetest.Op{Kind: "put", Parcel: r.IntN(pool)}
	case n < 65:
		return storetest.Op{Kind: "get", Parcel: r.IntN(pool)}
	case n < 75:
		return storetest.Op{Kind: "snapshot"}
	case n < 88:
		return storetest.Op{Kind: "apply", Remove: []int{r.IntN(pool), r.IntN(pool), r.IntN(pool)}}
	case client == 0 && n < 95:
		return storetest.Op{Kind: "put", Parcel: storetest.Old + r.IntN(5)}
	case client == 0:
		return storetest.Op{Kind: "expire"}
	case client == 1:
		return storetest.Op{Kind: "tide"}
	}
	return storetest.Op{Kind: "put", Parcel: r.IntN(pool)}
}

// bytesOf makes the parcel of a number: one in 16 of full size.
func bytesOf(n int) []byte {
	if n%16 == 0 {
		return storetest.Parcel(uint64(n))
	}
	return storetest.Small(uint64(n))
}

// numbers finds a parcel's number by its id.
var numbers = sync.OnceValue(func() map[store.ID]int {
	all := map[store.ID]int{}
	for n := range pool {
		all[store.IDOf(bytesOf(n))] = n
	}
	for n := range 5 {
		all[store.IDOf(bytesOf(storetest.Old+n))] = storetest.Old + n
	}
	return all
})

// Weeks: what is old is expired.
const (
	weekOld = 4
	weekNow = 5
)

// do does one thing with a store. What is not as a store may ever have it, such
// as a torn parcel, is an error.
func do(s store.Store, op storetest.Op) (result storetest.Result, err error) {
	ctx := context.Background()
	switch op.Kind {
	case "put":
		week := uint32(weekNow)
		if op.Parcel >= storetest.Old {
			week = weekOld
		}
		_, result.Yes, err = s.Put(ctx, inbox, bytesOf(op.Parcel), week)
	case "get":
		var b []byte
		b, err = s.Get(ctx, inbox, store.IDOf(bytesOf(op.Parcel)))
		if result.Yes = err == nil; result.Yes && !slices.Equal(b, bytesOf(op.Parcel)) {
			return result, errors.New("a parcel is torn")
		}
		if errors.Is(err, store.ErrNoParcel) {
			err = nil
		}
	case "snapshot":
		return snapshot(s)
	case "apply":
		var remove []store.ID
		for _, n := range op.Remove {
			remove = append(remove, store.IDOf(bytesOf(n)))
		}
		err = s.Apply(ctx, inbox, func(now store.State) (store.State, []store.ID, error) {
			result.Number = now.Number + 1
			return storetest.State(1, now.Number+1), remove, nil
		})
	case "expire":
		result.Count, err = s.Expire(ctx, weekNow)
	case "tide":
		_, err = s.Tide(ctx, nil)
	}
	return result, err
}

func snapshot(s store.Store) (result storetest.Result, err error) {
	state, ids, err := s.Snapshot(context.Background(), inbox)
	if err != nil {
		return result, err
	}
	if string(state.Board) != string(storetest.State(1, state.Number).Board) {
		return result, fmt.Errorf("the board is not that of dispatch %d", state.Number)
	}
	result.Number = state.Number
	for _, id := range ids {
		n, found := numbers()[id]
		if !found {
			return result, fmt.Errorf("parcel %v was never put", id)
		}
		result.Parcels = append(result.Parcels, n)
	}
	slices.Sort(result.Parcels)
	return result, nil
}

// child is one to be started.
func child(job, dir string, seed uint64, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %d", childEnv, job, dir, seed))
	cmd.Env = append(cmd.Env, env...)
	return cmd
}

// runChild runs a child to its end, or kills it some time after its first word,
// and calls killed, if any, right then. It returns what it said before.
func runChild(t *testing.T, cmd *exec.Cmd, after time.Duration, killed func()) string {
	t.Helper()
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	var words strings.Builder
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	words.WriteString(first)
	if after > 0 {
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
	}
	if err == nil {
		_, err = io.Copy(&words, lines)
		must(t, err)
	}
	_ = cmd.Wait() // it was killed
	if killed != nil {
		killed()
	}
	return words.String()
}

// add adds what children said to a history. The last line may be cut off.
func add(t testing.TB, h *storetest.History, words string) {
	t.Helper()
	for line := range strings.Lines(words) {
		var e storetest.Event
		switch {
		case line == "begin\n":
			h.Crash() // of the one before
		case !strings.HasSuffix(line, "\n") || line == "ready\n", strings.HasPrefix(line, "gone "):
		case json.Unmarshal([]byte(line), &e) == nil:
			h.Add(e)
		default:
			t.Fatalf("a child says: %s", line)
		}
	}
	h.Crash()
}
