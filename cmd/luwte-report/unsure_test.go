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

// The report may have arrived, so its code must not be thrown away.
func TestSend_NoAnswerAfterTheLastByte_PrintsTheCode(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	url, _ := meddled(t, func(_ int, _ http.ResponseWriter, r *http.Request, _ http.Handler) {
		_, _ = io.Copy(io.Discard, r.Body)
		interrupt() // Ctrl-C, rather than wait for further tries
		<-r.Context().Done()
	})
	var stdout, stderr bytes.Buffer
	text := strings.NewReader("I saw something.")
	status := cli.Run(ctx, newRoot(), []string{"send", "--drop", url}, text, &stdout, &stderr)
	if status != cli.ExitFailure || !codePrinted.Match(stdout.Bytes()) {
		t.Errorf("status %d, stdout %q", status, stdout.String())
	}
	if !strings.Contains(stderr.String(), "error: it is not known whether this has arrived") ||
		!strings.Contains(stderr.String(), "hint: note the code above nevertheless") {
		t.Errorf("stderr %q", stderr.String())
	}
}

// meddled is a drop of one bureau with somebody in between who answers posts, numbered from 1, and lets all else through. It returns its URL and
// how many posts there were.
func meddled(t *testing.T, answer func(post int, w http.ResponseWriter, r *http.Request, next http.Handler)) (url string, posts *int) {
	t.Helper()
	d := testdrop.Start(t)
	d.Add(t, testbureau.New())
	posts = new(int)
	host := testdrop.Between(t, "tcp", strings.TrimPrefix(d.URL, "http://"), func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		*posts++
		answer(*posts, w, r, next)
	})
	return "http://" + host, posts
}

// run runs luwte-report.
func run(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = cli.Run(t.Context(), newRoot(), args, strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

var codePrinted = regexp.MustCompile(`^([a-z]+ ){7}[a-z]+\n$`)

// The first try was lost after its last byte and has arrived; what the drop says of the second does not matter.
func TestSend_LostAndTheRepeatRefused_PrintsTheCode(t *testing.T) {
	url, posts := meddled(t, func(post int, w http.ResponseWriter, r *http.Request, next http.Handler) {
		if post == 1 {
			testdrop.Recorded(next, r)
			testdrop.Cut(w)
		}
		w.WriteHeader(http.StatusTooManyRequests)
	})
	status, stdout, stderr := run(t, "I saw something.", "send", "--drop", url)
	if status != cli.ExitFailure || !codePrinted.MatchString(stdout) || *posts != 2 {
		t.Errorf("status %d after %d posts, stdout %q, stderr %q", status, *posts, stdout, stderr)
	}
}

// The drop keeps the report and somebody in between, or the drop itself, answers something else. Whatever comes after, the code must not be thrown
// away.
func TestSend_StoredAndAnsweredOddly_TriesAgainAndPrintsTheCode(t *testing.T) {
	for name, say := range map[string]func(w http.ResponseWriter, body []byte){
		"502":       func(w http.ResponseWriter, _ []byte) { w.WriteHeader(http.StatusBadGateway) },
		"302":       func(w http.ResponseWriter, _ []byte) { w.WriteHeader(http.StatusFound) },
		"line feed": func(w http.ResponseWriter, body []byte) { _, _ = w.Write(append(body, '\n')) },
		"too long":  func(w http.ResponseWriter, body []byte) { _, _ = w.Write(append(body, make([]byte, 5000)...)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, posts := meddled(t, func(post int, w http.ResponseWriter, r *http.Request, next http.Handler) {
				if post == 1 {
					_, body := testdrop.Recorded(next, r)
					say(w, body)
					return
				}
				w.WriteHeader(http.StatusInsufficientStorage)
			})
			status, stdout, stderr := run(t, "I saw something.", "send", "--drop", url)
			if status != cli.ExitFailure || !codePrinted.MatchString(stdout) || *posts != 2 {
				t.Errorf("status %d after %d posts, stdout %q, stderr %q", status, *posts, stdout, stderr)
			}
		})
	}
}

// The words were refused, so their code leads nowhere.
func TestSend_NothingButFileParcelsArrive_NoCodeIsGiven(t *testing.T) {
	url, _ := meddled(t, func(post int, w http.ResponseWriter, r *http.Request, next http.Handler) {
		if post == 1 {
			next.ServeHTTP(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusInsufficientStorage)
	})
	status, stdout, stderr := run(t, "x", "send", "--drop", url, "--file", "main.go")
	if status != cli.ExitFailure || stdout != "" || !strings.Contains(stderr, "hint: the drop is full") {
		t.Errorf("status %d\n%s\n%s", status, stdout, stderr)
	}
}

// Whatever stops it, it says how to go on.
func TestUpload_RefusedInTheMiddle_SaysWhereToGoOn(t *testing.T) {
	url, _ := meddled(t, func(post int, w http.ResponseWriter, r *http.Request, next http.Handler) {
		if post == 2 {
			w.WriteHeader(http.StatusInsufficientStorage)
			return
		}
		next.ServeHTTP(w, r)
	})
	dir := t.TempDir()
	for _, args := range [][]string{{"save", "--drop", url, "--out", dir + "/saved"},
		{"seal", "--charters", dir + "/saved", "--out", dir + "/sealed", "--file", "main.go"}} {
		if status, _, stderr := run(t, "I saw something.", args...); status != 0 {
			t.Fatal(stderr)
		}
	}
	status, stdout, stderr := run(t, "", "upload", "--drop", url, dir+"/sealed")
	if status != cli.ExitFailure || stdout != "" || !strings.Contains(stderr, "go on with --from 2") || !strings.Contains(stderr, "hint: the drop is full") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}
