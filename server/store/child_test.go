package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// The crash tests start this test binary again as a child that works on a store
// until it is killed, and says each thing before it begins and after it is done.
const childEnv = "LUWTE_STORE_CHILD"

func TestMain(m *testing.M) {
	if job, dir, found := strings.Cut(os.Getenv(childEnv), " "); found {
		fmt.Println("child:", map[string]func(string) error{"work": childWork, "create": childCreate, "tide": childTide}[job](dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// childWork puts parcels from four clients and applies a dispatch every few of
// them that removes one.
func childWork(dir string) error {
	s, err := store.Open(dir)
	if err != nil {
		return err
	}
	ctx, first := context.Background(), rand.Uint64()<<16
	var mu sync.Mutex
	say := func(words ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Println(words...)
	}
	failed := make(chan error)
	for client := range uint64(4) {
		go func() {
			for n := first + client; ; n += 4 {
				if _, _, err := s.Put(ctx, inbox, storetest.Parcel(n), 5); err != nil {
					failed <- err
				}
				say("put", n)
				if n%3 > 0 {
					continue
				}
				if err := childApply(s, say, n); err != nil {
					failed <- err
				}
			}
		}()
	}
	return <-failed
}

func childApply(s store.Store, say func(...any), remove uint64) error {
	var number uint64
	err := s.Apply(context.Background(), inbox, func(now store.State) (store.State, []store.ID, error) {
		number = now.Number + 1
		say("applying", number, remove)
		return storetest.State(1, number), []store.ID{store.IDOf(storetest.Parcel(remove))}, nil
	})
	if err == nil {
		say("applied", number, remove)
	}
	return err
}

// childCreate makes one store after the other, with pauses in which nothing
// else brings the last one to the disk.
func childCreate(dir string) error {
	for n := 0; ; n++ {
		fmt.Println("creating", n)
		s, err := store.Create(filepath.Join(dir, strconv.Itoa(n)))
		if err != nil {
			return err
		}
		fmt.Println("created", n)
		if err := s.Close(); err != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// said is what a child said: the numbers after each first word.
type said map[string][][]uint64

// runChild starts a child, kills it some time after its first word, and calls
// killed, if any, right then. It returns what was said before.
func runChild(t *testing.T, job, dir string, after time.Duration, killed func()) said {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+job+" "+dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	words, timer := said{}, (*time.Timer)(nil)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if timer == nil {
			timer = time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		fields := strings.Fields(lines.Text())
		var numbers []uint64
		for _, f := range fields[1:] {
			n, err := strconv.ParseUint(f, 10, 64)
			if err != nil {
				t.Fatal(lines.Text())
			}
			numbers = append(numbers, n)
		}
		words[fields[0]] = append(words[fields[0]], numbers)
	}
	_ = cmd.Wait() // it was killed
	if killed != nil {
		killed()
	}
	return words
}
