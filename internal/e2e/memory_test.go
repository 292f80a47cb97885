package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestFiles_MemoryOfThePage_DoesNotGrowWithThem: what the browser's process that runs the page has for itself while files are on their way, against what
// it had while a report without any was. A browser that is driven keeps more than one that is not, hence the room; what nobody gave back was a
// hundred MiB for these 16. In soak the bound is the real one, for 128 MiB too, and Chromium, which collects later, is looked at as well.
func TestFiles_MemoryOfThePage_DoesNotGrowWithThem(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	browsers := []growth{{"firefox", "-contentproc", 64 << 20}}
	sizes := []int64{16}
	if os.Getenv("LUWTE_SOAK") != "" {
		browsers = []growth{{"firefox", "-contentproc", 16 << 20}, {"chromium", "--type=renderer", 64 << 20}}
		sizes = []int64{16, 128}
	}
	w := newWorld(t, false)
	w.publish()
	for _, c := range browsers {
		t.Run(c.browser, func(t *testing.T) {
			w.t = t
			b := openBrowser(t, w, "memory-"+c.browser, "--browser", c.browser, "--language", "en")
			report := step{Do: "report", Text: "See the file.", Topic: "leak", Patient: true}
			b.do(report) // all code has run once
			before := b.peak(c.mark, report)
			for _, size := range sizes {
				report.Files = []attachment{{Path: w.randomFile(fmt.Sprint(size, ".bin"), size<<20), Original: "only"}}
				peak := b.peak(c.mark, report)
				t.Logf("%s: %d MiB sent with at most %.1f MiB; without a file %.1f MiB", c.browser, size, mib(peak), mib(before))
				if peak-before > c.most {
					t.Errorf("%s: sending %d MiB takes %.1f MiB more", c.browser, size, mib(peak-before))
				}
			}
			b.quit()
		})
	}
}

// growth is how much more memory a browser's page may take for sending files.
type growth struct {
	browser string
	mark    string // in the command line of the processes that run pages
	most    int64
}

func mib(n int64) float64 { return float64(n) / (1 << 20) }

// peak does a step and returns the most private memory that the browser's process with the mark in its command line that has most had meanwhile.
func (b *browser) peak(mark string, s step) int64 {
	b.t.Helper()
	done, most := make(chan struct{}), make(chan int64)
	go func() {
		var peak int64
		for {
			select {
			case <-done:
				most <- peak
				return
			case <-time.After(200 * time.Millisecond):
				peak = max(peak, privateMemory(b.pid, mark))
			}
		}
	}()
	b.do(s)
	close(done)
	peak := <-most
	if peak == 0 {
		b.t.Fatalf("no process with %s in its command line", mark)
	}
	return peak
}

var (
	parentOf = regexp.MustCompile(`(?m)^PPid:\s+(\d+)`)
	private  = regexp.MustCompile(`(?m)^Private_(?:Clean|Dirty):\s+(\d+) kB`)
)

// privateMemory returns what is not shared of the largest such descendant of a process: the one that runs the page. One that ends meanwhile counts
// for nothing.
func privateMemory(pid int, mark string) (most int64) {
	parents := map[int]int{}
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		status, _ := os.ReadFile(dir + "/status")
		if m := parentOf.FindSubmatch(status); m != nil {
			child, _ := strconv.Atoi(filepath.Base(dir))
			parents[child], _ = strconv.Atoi(string(m[1]))
		}
	}
	descends := func(p int) bool {
		seen := []int{}
		for ; p != pid && p > 1 && !slices.Contains(seen, p); p = parents[p] {
			seen = append(seen, p)
		}
		return p == pid
	}
	for p := range parents {
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p))
		if !strings.Contains(string(line), mark) || !descends(p) {
			continue
		}
		rollup, _ := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p))
		var sum int64
		for _, m := range private.FindAllSubmatch(rollup, -1) {
			n, _ := strconv.ParseInt(string(m[1]), 10, 64)
			sum += n << 10
		}
		most = max(most, sum)
	}
	return most
}
