package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"luwte/internal/cli"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// TestSend_NoAnswerAfterTheLastByte_PrintsTheCode: the report may have arrived, so its code must not be thrown away.
func TestSend_NoAnswerAfterTheLastByte_PrintsTheCode(t *testing.T) {
	d := testdrop.Start(t)
	d.Add(t, testbureau.New())
	ctx, interrupt := context.WithCancel(t.Context())
	host := testdrop.Between(t, "tcp", strings.TrimPrefix(d.URL, "http://"), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		interrupt() // Ctrl-C, rather than wait for further tries
		<-r.Context().Done()
	})
	var stdout, stderr bytes.Buffer
	text := strings.NewReader("I saw something.")
	status := cli.Run(ctx, newRoot(), []string{"send", "--drop", "http://" + host}, text, &stdout, &stderr)
	if status != cli.ExitFailure || !regexp.MustCompile(`^([a-z]+ ){7}[a-z]+\n$`).Match(stdout.Bytes()) {
		t.Errorf("status %d, stdout %q", status, stdout.String())
	}
	if !strings.Contains(stderr.String(), "error: it is not known whether this has arrived") ||
		!strings.Contains(stderr.String(), "hint: note the code above nevertheless") {
		t.Errorf("stderr %q", stderr.String())
	}
}

// TestSend_RepeatRefused: the first try was lost after its last byte and has arrived; what the drop says of the second does not matter.
func TestSend_LostAndTheRepeatRefused_PrintsTheCode(t *testing.T) {
	d := testdrop.Start(t)
	d.Add(t, testbureau.New())
	posts := 0
	host := testdrop.Between(t, "tcp", strings.TrimPrefix(d.URL, "http://"), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		if posts++; posts == 1 {
			testdrop.Recorded(next, r)
			testdrop.Cut(w)
		}
		w.WriteHeader(http.StatusTooManyRequests)
	})
	var stdout, stderr bytes.Buffer
	text := strings.NewReader("I saw something.")
	status := cli.Run(t.Context(), newRoot(), []string{"send", "--drop", "http://" + host}, text, &stdout, &stderr)
	if status != cli.ExitFailure || !regexp.MustCompile(`^([a-z]+ ){7}[a-z]+\n$`).Match(stdout.Bytes()) || posts != 2 {
		t.Errorf("status %d after %d posts, stdout %q, stderr %q", status, posts, stdout.String(), stderr.String())
	}
}

// TestSend_StoredAndAnsweredOddly: the drop keeps the report and somebody in between, or the drop itself, answers something else. Whatever comes
// after, the code must not be thrown away.
func TestSend_StoredAndAnsweredOddly_TriesAgainAndPrintsTheCode(t *testing.T) {
	for name, say := range map[string]func(w http.ResponseWriter, body []byte){
		"502":       func(w http.ResponseWriter, _ []byte) { w.WriteHeader(http.StatusBadGateway) },
		"302":       func(w http.ResponseWriter, _ []byte) { w.WriteHeader(http.StatusFound) },
		"line feed": func(w http.ResponseWriter, body []byte) { _, _ = w.Write(append(body, '\n')) },
		"too long":  func(w http.ResponseWriter, body []byte) { _, _ = w.Write(append(body, make([]byte, 5000)...)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := testdrop.Start(t)
			d.Add(t, testbureau.New())
			posts := 0
			host := testdrop.Between(t, "tcp", strings.TrimPrefix(d.URL, "http://"), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method != http.MethodPost {
					next.ServeHTTP(w, r)
					return
				}
				if posts++; posts == 1 {
					_, body := testdrop.Recorded(next, r)
					say(w, body)
					return
				}
				w.WriteHeader(http.StatusInsufficientStorage)
			})
			var stdout, stderr bytes.Buffer
			text := strings.NewReader("I saw something.")
			status := cli.Run(t.Context(), newRoot(), []string{"send", "--drop", "http://" + host}, text, &stdout, &stderr)
			if status != cli.ExitFailure || !regexp.MustCompile(`^([a-z]+ ){7}[a-z]+\n$`).Match(stdout.Bytes()) || posts != 2 {
				t.Errorf("status %d after %d posts, stdout %q, stderr %q", status, posts, stdout.String(), stderr.String())
			}
		})
	}
}

// TestUpload_Refused: whatever stops it, it says how to go on.
func TestUpload_RefusedInTheMiddle_SaysWhereToGoOn(t *testing.T) {
	d := testdrop.Start(t)
	d.Add(t, testbureau.New())
	posts := 0
	host := testdrop.Between(t, "tcp", strings.TrimPrefix(d.URL, "http://"), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPost {
			if posts++; posts == 2 {
				w.WriteHeader(http.StatusInsufficientStorage)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
	dir := t.TempDir()
	run := func(stdin string, args ...string) (int, string, string) {
		var stdout, stderr bytes.Buffer
		status := cli.Run(t.Context(), newRoot(), args, strings.NewReader(stdin), &stdout, &stderr)
		return status, stdout.String(), stderr.String()
	}
	url := "http://" + host
	for _, args := range [][]string{{"save", "--drop", url, "--out", dir + "/saved"},
		{"seal", "--charters", dir + "/saved", "--out", dir + "/sealed", "--file", "main.go"}} {
		if status, _, stderr := run("I saw something.", args...); status != 0 {
			t.Fatal(stderr)
		}
	}
	status, stdout, stderr := run("", "upload", "--drop", url, dir+"/sealed")
	if status != cli.ExitFailure || stdout != "" || !strings.Contains(stderr, "go on with --from 2") || !strings.Contains(stderr, "hint: the drop is full") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}
