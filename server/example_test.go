package server_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"luwte/internal/testbureau"
	"luwte/server"
)

// A drop from nothing: made, given a bureau, served on loopback, and sent a report twice, which it keeps once and answers alike. Over Tor only ServeConfig differs.
func ExampleDrop_Serve() {
	if err := serveOnce(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 201 Created
	// 201 Created
	// parcels: 1
}

func serveOnce() error {
	top, err := os.MkdirTemp("", "drop")
	if err != nil {
		return err
	}
	defer os.RemoveAll(top)
	dir := filepath.Join(top, "d")
	if _, err := server.Init(dir); err != nil {
		return err
	}
	ctx, end := context.WithCancel(context.Background())
	defer end()
	d, err := server.Open(ctx, dir, server.DefaultLimits)
	if err != nil {
		return err
	}
	defer d.Close()
	bureau := testbureau.New()
	if _, err := d.AddInbox(ctx, bureau.CharterLine(), ""); err != nil {
		return err
	}

	var says output
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- d.Serve(ctx, server.ServeConfig{Listen: "127.0.0.1:0", Ready: func() { close(ready) }, Out: &says, Err: &says})
	}()
	select {
	case <-ready:
	case err := <-ended:
		return err
	}
	sealed, _ := bureau.Report("Ik ben benaderd.")
	url := "http://" + frontLine.FindStringSubmatch(says.String())[1] + "/v1/inboxes/" + bureau.Inbox() + "/parcels"
	for range 2 {
		answer, err := http.Post(url, "application/octet-stream", bytes.NewReader(sealed))
		if err != nil {
			return err
		}
		answer.Body.Close()
		fmt.Println(answer.Status)
	}
	stats, err := d.Stats(ctx)
	if err != nil {
		return err
	}
	fmt.Println("parcels:", stats.Inboxes[0].Parcels)
	end()
	return <-ended
}
