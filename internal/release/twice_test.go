package release_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"luwte/internal/release"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// elsewhere builds at another time, in another zone and language, as another user on a machine of another name, for five processors, with files that others
// cannot read, and with settings of Go that would change programs. Go's own programs ask the kernel for the time, which faketime does not change: for them
// it is some minutes later. What npm fetched is taken from its cache, as no certificate is good at that time.
const elsewhere = `
export HOME="$PWD/home" USER=somebody LOGNAME=somebody LANG=nl_NL.UTF-8 LC_ALL=tr_TR.UTF-8 TZ=Pacific/Kiritimati GOMAXPROCS=5 GOCACHE="$PWD/cache" VERSION=9.9.9
export GOFLAGS=-buildvcs=true GOAMD64=v3 GOARM64=v9.0 GODEBUG=netdns=go GOEXPERIMENT=jsonv2 SOURCE_DATE_EPOCH=1 CGO_ENABLED=1 TMPDIR="$PWD/tmp" NO_FAKE_STAT=1
mkdir -p "$HOME" "$TMPDIR"
umask 077
exec unshare --uts sh -c 'hostname elsewhere && exec unshare --user --map-user=1234 --map-group=1234 faketime "2033-03-03 03:03:03" bash "$1"' sh "$1"
`

// TestRelease_TwiceElsewhere_SameBytes runs the commands of deploy/release/making.md and README.md in order, of the last commit: a release is made and signed,
// checked in every way that the page has, and built again elsewhere. It takes two whole builds, and root for another name of the machine: make soak and
// make reproducible run it.
func TestRelease_TwiceElsewhere_SameBytes(t *testing.T) {
	if os.Getenv("LUWTE_SOAK") == "" {
		return
	}
	d := testdrop.Start(t)
	d.Add(t, testbureau.New())
	w := &twice{t: t, tree: absolute(t, "../.."), dir: t.TempDir(), drop: d.URL}
	w.shell("", "git clone --quiet REPOSITORY first && mkdir bin keys else")
	first := filepath.Join(w.dir, "first")

	making := commands(t, "making.md")
	w.shell(first, making[0]+"cp bin/luwte-release ../bin/\n")
	made := w.shell(first, making[1])
	w.words = between(t, made, "Key of releases: ", "\n")
	began := time.Now()
	w.shell(first, making[2])
	t.Logf("make release took %s", time.Since(began).Round(time.Second))
	w.shell(first, making[3])
	w.said(w.shell(first, making[4]), "files are as released")
	w.shell("", "cp -r first/bin/dist download && ln -s ../download/luwte-report-linux-amd64 bin/luwte-report")

	checking := commands(t, "README.md")
	w.said(w.shell("", checking[0]), "files are as released", w.words)
	w.said(w.shell("", checking[1]), "2 files are as released")
	w.said(w.shell("", "mkdir -p source && cd source\n"+checking[2]), "files are as released")
	w.said(w.shell("", checking[3]+checking[4]), "luwte-page.html: OK", "Signature Verified Successfully", between(t, made, "SHA-256:         ", "\n"))
	again := filepath.Join(w.dir, "else")
	began = time.Now()
	w.shell(again, fmt.Sprintf("cat > build <<'END'\nset -eux\n%sEND\n%s", checking[5], elsewhere), "build")
	t.Logf("elsewhere it took %s", time.Since(began).Round(time.Second))
	w.same(filepath.Join(w.dir, "download"), filepath.Join(again, "luwte", "bin", "dist"))
	w.said(w.shell("", checking[6]), "It is the page that it should be")
	w.shell("", checking[7])
	w.said(w.shell("", checking[8]), "filippo.io/age", "CGO_ENABLED=0", "pkg:npm/age-encryption@")
	if len(making) != 5 || len(checking) != 9 {
		t.Errorf("there are %d and %d blocks of commands", len(making), len(checking))
	}
}

// twice is where a release is made, and made again.
type twice struct {
	t                      *testing.T
	tree, dir, drop, words string
}

// shell runs commands of the pages, in a directory, and returns what they print.
func (w *twice) shell(dir, script string, args ...string) string {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 40*time.Minute)
	defer cancel()
	script = strings.NewReplacer(
		"REPOSITORY", "file://"+w.tree, "DOWNLOAD", filepath.Join(w.dir, "download"), "WORDS", w.words, "ADDRESS", w.drop,
		"release.key", filepath.Join(w.dir, "keys", "release.key"),
	).Replace(script)
	if dir == "" {
		dir = w.dir
	}
	cmd := exec.CommandContext(ctx, "bash", append([]string{"-euo", "pipefail", "-c", script, "bash"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(w.dir, "bin")+":"+os.Getenv("PATH"), "LUWTE_PASSPHRASE=correct horse battery staple wing",
		"GOMODCACHE="+goEnv(w.t, "GOMODCACHE"), "npm_config_cache="+npmCache(w.t), "npm_config_prefer_offline=true")
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("%v:\n%s\n%s", err, script, out)
	}
	return string(out)
}

func (w *twice) said(printed string, wanted ...string) {
	w.t.Helper()
	for _, s := range wanted {
		if !strings.Contains(printed, s) {
			w.t.Errorf("nothing says %q:\n%s", s, printed)
		}
	}
}

// same names each file that is not the same in both directories; the signature and its key are in the first alone.
func (w *twice) same(first, second string) {
	w.t.Helper()
	files, err := os.ReadDir(first)
	if err != nil {
		w.t.Fatal(err)
	}
	compared, size := 0, int64(0)
	for _, f := range files {
		if slices.Contains([]string{release.SignatureFile, release.KeyFile}, f.Name()) {
			continue
		}
		a, errA := release.HashFile(filepath.Join(first, f.Name()))
		b, errB := release.HashFile(filepath.Join(second, f.Name()))
		if errA != nil || errB != nil || a != b {
			w.t.Errorf("%s differs: %v %v", f.Name(), errA, errB)
		}
		if info, err := f.Info(); err == nil {
			size += info.Size()
		}
		compared++
	}
	w.t.Logf("%d files with %d bytes are compared", compared, size)
	if compared < 20 {
		w.t.Errorf("only %d files are compared", compared)
	}
}

// commands returns the blocks of commands in a page: lines that are indented by four blanks or more, those of a list by its indent besides.
func commands(t *testing.T, page string) (blocks []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", "release", page))
	if err != nil {
		t.Fatal(err)
	}
	inside := false
	for line := range strings.Lines(string(text)) {
		command, ok := strings.CutPrefix(line, "    ")
		switch {
		case ok && inside:
			blocks[len(blocks)-1] += strings.TrimLeft(command, " ")
		case ok:
			blocks = append(blocks, strings.TrimLeft(command, " "))
		}
		inside = ok
	}
	return blocks
}

func between(t *testing.T, text, start, end string) string {
	t.Helper()
	_, rest, _ := strings.Cut(text, start)
	found, _, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%q is not in:\n%s", start, text)
	}
	return found
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

func goEnv(t *testing.T, name string) string { return output(t, "go", "env", name) }

func npmCache(t *testing.T) string { return output(t, "npm", "config", "get", "cache") }

func output(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.Command(program, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return strings.TrimSpace(string(out))
}
