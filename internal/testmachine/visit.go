package testmachine

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"luwte/internal/torchild"
)

// Visit repeats a request through Tor until it is answered, wants the status, and returns the answer.
func Visit(ctx context.Context, t *testing.T, socks, method, url string, body []byte, status int) []byte {
	t.Helper()
	dial, err := torchild.Dialer(socks)
	must(t, err)
	client := &http.Client{Transport: &http.Transport{DialContext: dial}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	for {
		req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
		must(t, err)
		resp, err := client.Do(req)
		if err == nil {
			defer resp.Body.Close()
			data, err := io.ReadAll(resp.Body)
			must(t, err)
			if resp.StatusCode != status {
				t.Fatalf("%s %s was answered with status %d", method, url, resp.StatusCode)
			}
			return data
		}
		Pause(ctx, t, err)
	}
}
