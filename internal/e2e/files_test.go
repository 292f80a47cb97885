package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// author is in all samples that can be cleaned (web/test/samples.py).
const author = "Wilhelmina Tervoort"

// TestFiles_TypedReportOverTor_ComeCleanedAndWhole: what is chosen on the page is what the desk writes out, without what gives the reporter away
// unless the reporter wants it sent.
func TestFiles_TypedReportOverTor_ComeCleanedAndWhole(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	w := newWorld(t, true)
	w.publish()
	samples := w.samples()
	b := openBrowser(t, w, "files", "--browser", "firefox", "--level", "standard", "--socks", w.socks[1], "--language", "nl", "--size", "360x740")

	w.step("a report with a photo and its original, a document, a letter with a name, and a recording that cannot be cleaned")
	got := b.do(step{Do: "report", Text: "Zie de bestanden.", Topic: "leak", Shots: "report", Patient: true, Files: []attachment{
		{Path: samples["jpg"], Original: "too"},
		{Path: samples["docx"]},
		{Path: samples["pdf"], Name: "brief van toen.pdf"},
		{Path: samples["m4a"], Original: "only"},
	}})
	for i, say := range []string{"de plaats", "dit zit er nog in", author, "niet schoonmaken"} {
		if len(got.Files) != 4 || !strings.Contains(got.Files[i], say) && say != author {
			t.Errorf("of file %d the page says %q", i+1, got.Files)
		}
	}
	b.checkLog()
	w.collect()
	taken := w.files(w.cases()[0])
	w.mustBeClean(taken["bestand-1.jpg"], taken["bestand-2.docx"], taken["brief van toen.pdf"])
	for name, sample := range map[string]string{"bestand-1-origineel.jpg": "jpg", "bestand-4.m4a": "m4a"} {
		if hashOf(t, taken[name]) != hashOf(t, samples[sample]) {
			t.Errorf("%s is not the original", name)
		}
	}
	if len(taken) != 5 {
		t.Errorf("the desk wrote %v", taken)
	}

	w.step("the answer is replied to with a file")
	w.reply(w.cases()[0], "Is there more?")
	w.publish()
	if look := b.do(step{Do: "look", Code: got.Code}); look.Outcome != "answers" {
		t.Fatalf("the page says %+v", look)
	}
	turn := b.do(step{Do: "turn", Text: "Ja.", Shots: "turn", Patient: true, Files: []attachment{{Path: samples["pdf"]}}})
	w.collect()
	if taken := w.files(w.cases()[0]); len(taken) != 6 || taken["bestand-1.pdf"] == "" {
		t.Errorf("the desk wrote %v", taken)
	}
	w.publish()
	if look := b.do(step{Do: "look", Code: turn.Code}); look.Outcome != "receipt" || strings.Contains(look.Text, "niet (heel) aangekomen") {
		t.Errorf("the new code finds %+v", look)
	}
	b.quit()
}

// TestFiles_BigOneWhileTorBreaks_ArrivesWhole: a big file comes whole although the reporter's tor is killed in the middle, twice, and each
// break makes at most one parcel go twice. 50 MiB; in soak 200.
func TestFiles_BigOneWhileTorBreaks_ArrivesWhole(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	w := newWorld(t, true)
	w.publish()
	size := int64(50 << 20)
	if soak {
		size = 200 << 20
	}
	big := w.randomFile("opname.bin", size)
	tor := newClientTor(t)
	relay := newRelay(t, tor.socks)
	b := openBrowser(t, w, "big-file", "--browser", "firefox", "--level", "standard", "--socks", relay.addr, "--language", "en")
	b.do(step{Do: "open"})

	w.step("the reporter's tor is killed twice while the file is on its way")
	sent, broke := make(chan struct{}), make(chan int, 1)
	go func() {
		n, err := tor.breakAt(relay, []int64{size / 3, size * 2 / 3}, sent)
		if err != nil {
			t.Error(err)
		}
		broke <- n
	}()
	got := b.try(step{Do: "report", Text: "See the file.", Topic: "leak", Shots: "report", Patient: true, Files: []attachment{{Path: big, Original: "only"}}})
	close(sent)
	breaks := <-broke
	if !got.OK || breaks != 2 {
		t.Fatalf("after %d breaks: %s\n%q", breaks, got.Error, got.Sending)
	}
	said := strings.Join(got.Sending, "\n")
	w.mustContain("what the page said", said, "parts to go", "That takes about", "Not sent yet", "It goes on by itself in")

	parcels := size/260_277 + 1 + 1 // the letter
	if posts := relay.posts.Load(); posts < parcels || posts > parcels+int64(breaks) {
		t.Errorf("%d parcels were sent %d times, with %d breaks", parcels, posts, breaks)
	}
	t.Logf("%d parcels, %d posts, %d bytes sent", parcels, relay.posts.Load(), relay.sent.Load())
	w.collect()
	taken := w.files(w.cases()[0])
	if hashOf(t, taken["file-1.bin"]) != hashOf(t, big) {
		t.Errorf("the file that the desk wrote is another: %v", taken)
	}
	b.quit()
}

// samples makes files as people choose them, and returns their paths by their endings.
func (w *world) samples() map[string]string {
	w.t.Helper()
	dir := w.path("samples")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		w.t.Fatal(err)
	}
	if out, err := exec.Command("/usr/bin/python3", filepath.Join(root, "web/test/samples.py"), dir).CombinedOutput(); err != nil {
		w.t.Fatalf("samples.py: %v\n%s", err, out)
	}
	return byName(w.t, dir, func(name string) string { return filepath.Ext(name)[1:] })
}

// files takes the files of a case out and returns their paths by name.
func (w *world) files(id string) map[string]string {
	w.t.Helper()
	dir, err := os.MkdirTemp(w.dir, "files-")
	if err != nil {
		w.t.Fatal(err)
	}
	w.run("", "luwte-desk", "files", id, "--dir", w.path("desk"), "--out", dir)
	return byName(w.t, dir, func(name string) string { return name })
}

func byName(t testing.TB, dir string, key func(string) string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	paths := map[string]string{}
	for _, e := range entries {
		paths[key(e.Name())] = filepath.Join(dir, e.Name())
	}
	return paths
}

// mustBeClean asks exiftool, which reads all formats, whether anything of the author, the place or the device is left.
func (w *world) mustBeClean(paths ...string) {
	w.t.Helper()
	for _, path := range paths {
		out, err := exec.Command("exiftool", "-a", "-G1", "-s", "-ee", path).CombinedOutput()
		if err != nil {
			w.t.Errorf("exiftool %s: %v\n%s", path, err, out)
		}
		for _, tell := range []string{author, "GPS", "Kamerad", "Tekstmaker", "2019"} {
			if strings.Contains(strings.ReplaceAll(string(out), path, ""), tell) {
				w.t.Errorf("%s still has %s:\n%s", filepath.Base(path), tell, out)
			}
		}
	}
}

func (w *world) randomFile(name string, size int64) string {
	w.t.Helper()
	data := make([]byte, size)
	rand.NewChaCha8([32]byte([]byte(name + strings.Repeat(" ", 32))[:32])).Read(data)
	if err := os.WriteFile(w.path(name), data, 0o600); err != nil {
		w.t.Fatal(err)
	}
	return w.path(name)
}

func hashOf(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
