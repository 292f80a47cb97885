package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

func TestDestroy_Store_LeavesNothingAndAgainDoesNothing(t *testing.T) {
	dir := filepath.Join(fastDir(t), "store")
	s := create(t, dir)
	must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	must(t, s.Close())
	for range 2 {
		must(t, store.Destroy(dir))
		if _, err := os.Lstat(dir); !os.IsNotExist(err) {
			t.Error(err)
		}
	}
}
