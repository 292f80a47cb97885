package main

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"luwte/server/failpoint"
)

// dieEnv is "N STEP": luwte-drop-dying is luwte-drop that kills itself the N-th time that it comes by this failpoint.
const dieEnv = "LUWTE_DROP_DIE"

func dying() {
	nth, at, _ := strings.Cut(os.Getenv(dieEnv), " ")
	n, err := strconv.ParseInt(nth, 10, 64)
	if err != nil {
		panic(err)
	}
	var left atomic.Int64
	left.Store(n)
	failpoint.Set(func(step string) error {
		if step == at && left.Add(-1) == 0 {
			return errors.Join(syscall.Kill(os.Getpid(), syscall.SIGKILL), errors.New("still alive"))
		}
		return nil
	})
	main()
}
