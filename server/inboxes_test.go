package server_test

import (
	"bytes"
	"context"
	"net/http"
	"testing"

	"luwte/server"
	"luwte/server/failpoint"
)

// TestAddInbox_CommandGoes: half of it would be a charter in the store that visitors do not see, or a courier who was replaced and is still let in.
func TestAddInbox_CommandGoesInTheMiddle_IsDoneWhole(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	d.bureau.Charter.Serial = 2
	newer := d.bureau.CharterLine()
	ctx, gone := context.WithCancel(t.Context())
	defer failpoint.Set(func(step string) error {
		if step == "apply: commit" {
			gone()
		}
		return nil
	})()
	if _, err := d.AddInbox(ctx, newer, ""); err != nil {
		t.Error(err)
	}
	if got := d.do("GET", "/v1/charters", nil); got.status != http.StatusOK || !bytes.Equal(got.body, newer) {
		t.Errorf("visitors see %q", got.body)
	}
}
