package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"luwte/server/failpoint"
	"luwte/server/store"
	"luwte/server/store/storetest"
)

// childStepEnv says at which step of its tide a child ends.
const childStepEnv = "LUWTE_STORE_STEP"

const forever = time.Hour

// childTide puts parcels, removes some, and goes on putting while a tide runs,
// at whose n-th step it is killed.
func childTide(dir string) error {
	last, err := strconv.ParseInt(os.Getenv(childStepEnv), 10, 64)
	if err != nil {
		return err
	}
	s, err := store.Open(dir)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	say := func(words ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Println(words...)
	}
	first := rand.Uint64() << 16
	put := func(n uint64) error {
		_, _, err := s.Put(context.Background(), inbox, storetest.Parcel(n), 5)
		if err == nil {
			say("put", n)
		}
		return err
	}
	for n := range uint64(4) {
		if err := put(first + n); err != nil {
			return err
		}
	}
	if err := childApply(s, say, first+1); err != nil {
		return err
	}
	var n atomic.Int64
	failpoint.Set(func(string) error {
		if n.Add(1) == last {
			say("killed")
			return syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		return nil
	})
	failed := make(chan error)
	go func() {
		for n := first + 4; n < first+8; n++ {
			if err := put(n); err != nil {
				failed <- err
			}
		}
	}()
	go func() {
		_, err := s.Tide(context.Background(), nil)
		if err == nil {
			err = childApply(s, say, first+2)
		}
		failed <- err
	}()
	if err := <-failed; err != nil {
		return err
	}
	return syscall.Kill(os.Getpid(), syscall.SIGKILL)
}
