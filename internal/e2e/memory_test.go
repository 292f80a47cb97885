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

// TestFiles_MemoryOfThePage_DoesNotGrowWithThem: what the browser's process that runs the page has for itself while files are on their way, looked at
// ten times a second from before they are chosen until they have arrived. It is held against a report with a file of one parcel, because what
// sealing a file costs once (a second worker, code that is compiled) does not depend on its size; both are sent after such a report, from a page
// that was loaded afresh. The browser is unwatched: one that is asked for its requests keeps some 280 kB of each post that the page itself lets
// go, which is the driver's, not the page's. In soak for 128 and 256 MiB and in Chromium too.
func TestFiles_MemoryOfThePage_DoesNotGrowWithThem(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	browsers := []pages{{"firefox", "-contentproc"}}
	sizes := []int64{16}
	if soak {
		browsers = append(browsers, pages{"chromium", "--type=renderer"})
		sizes = []int64{16, 128, 256}
	}
	w := newWorld(t, false)
	w.publish()
	for _, c := range browsers {
		t.Run(c.browser, func(t *testing.T) {
			w.t = t
			b := openBrowser(t, w, "memory-"+c.browser, "--browser", c.browser, "--language", "en", "--unwatched")
			send := func(name string, size int64) int64 {
				file := attachment{Path: w.randomFile(name, size), Original: "only"}
				return b.peak(c.mark, step{Do: "report", Text: "See the file.", Topic: "leak", Patient: true, Files: []attachment{file}})
			}
			send("first.bin", 200<<10) // all code has run once
			small := send("small.bin", 200<<10)
			for _, size := range sizes {
				peak := send(fmt.Sprint(size, ".bin"), size<<20)
				t.Logf("%s: %d MiB sent with at most %.1f MiB; one parcel with %.1f MiB", c.browser, size, mib(peak), mib(small))
				if peak-small >= mostGrowth {
					t.Errorf("%s: sending %d MiB takes %.1f MiB more", c.browser, size, mib(peak-small))
				}
			}
			b.quit()
		})
	}
}

// mostGrowth is the most that the page may take more for a file of any size.
const mostGrowth = 16 << 20

// pages is a browser, and what is in the command line of its processes that run pages.
type pages struct{ browser, mark string }

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
			case <-time.After(100 * time.Millisecond):
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
