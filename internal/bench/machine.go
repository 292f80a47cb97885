package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

var (
	processorName = regexp.MustCompile(`(?m)^model name\s*: (.*)$`)
	memoryTotal   = regexp.MustCompile(`(?m)^MemTotal:\s+(\d+) kB$`)
)

// machine says on what it is measured, and how busy that was before.
func (b *bench) machine() string {
	commit, _ := exec.CommandContext(b.ctx, "git", "-C", b.root, "rev-parse", "--short", "HEAD").Output()
	return fmt.Sprintf("%s · %d cores of %s · %s kB of memory · %s on Linux %s · %s · commit %s · load before: %s",
		time.Now().UTC().Format("2006-01-02 15:04"), runtime.NumCPU(), first(processorName, read("/proc/cpuinfo")), first(memoryTotal, read("/proc/meminfo")),
		filesystem(b.dir), strings.TrimSpace(read("/proc/sys/kernel/osrelease")), runtime.Version(), strings.TrimSpace(string(commit)), loadAverage())
}

// loadAverage is how many processes wanted a core in the last minute, this one's among them.
func loadAverage() string {
	load, _, _ := strings.Cut(read("/proc/loadavg"), " ")
	return load
}

// read returns what a file of the kernel says, or "".
func read(path string) string {
	data, _ := os.ReadFile(path)
	return string(data)
}

func first(pattern *regexp.Regexp, text string) string {
	if m := pattern.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return "?"
}

// filesystem names that of a directory.
func filesystem(dir string) string {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return "?"
	}
	names := map[int64]string{unix.EXT4_SUPER_MAGIC: "ext4", unix.XFS_SUPER_MAGIC: "xfs", unix.BTRFS_SUPER_MAGIC: "btrfs", unix.TMPFS_MAGIC: "tmpfs", unix.OVERLAYFS_SUPER_MAGIC: "overlayfs"}
	if name, ok := names[int64(s.Type)]; ok {
		return name
	}
	return fmt.Sprintf("file system %#x", s.Type)
}
