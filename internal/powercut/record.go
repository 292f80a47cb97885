package powercut

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// traced are the calls that change files, also those that no record is made of: they fail the test, so that nothing is overlooked.
const traced = "open,openat,openat2,creat,close,dup,dup2,dup3,mkdir,mkdirat,rmdir,unlink,unlinkat,rename,renameat,renameat2," +
	"link,linkat,symlink,symlinkat,truncate,ftruncate,fallocate,write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync," +
	"sync,syncfs,sync_file_range,copy_file_range,sendfile,splice,mmap,io_uring_setup,execve"

// Record runs commands, which are not started yet, one after the other, and records what they do in the directory root. Each must be one
// process, and use absolute paths. How they end is the caller's to judge, by what they said.
func Record(tb testing.TB, root string, cmds ...*exec.Cmd) *Log {
	tb.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		tb.Fatal("there is no strace: install it")
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		tb.Fatal(err)
	}
	r := recorder{root: root, log: &Log{}}
	if r.log.root, err = read(root); err != nil {
		tb.Fatal(err)
	}
	for _, cmd := range cmds {
		trace := filepath.Join(tb.TempDir(), "trace")
		cmd.Args = append([]string{strace, "-f", "-qq", "-xx", "-s", "4194304", "-e", "signal=none", "-e", "trace=" + traced, "-o", trace, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = strace
		_ = cmd.Run() // it may be killed
		r.process(tb, trace)
	}
	r.log.settle()
	return r.log
}

// process takes in what strace has written of one.
func (r *recorder) process(tb testing.TB, trace string) {
	tb.Helper()
	r.files, r.begun, r.began, r.runs = map[string]*file{}, map[string]string{}, map[string]int{}, false
	f, err := os.Open(trace)
	if err != nil {
		tb.Fatalf("strace has recorded nothing: %v", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		if err := r.line(lines.Text()); err != nil {
			tb.Fatalf("moment %d of the record: %v", r.log.end, err)
		}
	}
	if lines.Err() != nil {
		tb.Fatal(lines.Err())
	}
}

// read takes in what there is before.
func read(path string) (*inode, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		content, err := os.ReadFile(path)
		return &inode{content: content}, err
	}
	n := &inode{names: map[string]*inode{}}
	entries, err := os.ReadDir(path)
	for _, e := range entries {
		if !e.IsDir() && !e.Type().IsRegular() {
			continue // a socket
		}
		if n.names[e.Name()], err = read(filepath.Join(path, e.Name())); err != nil {
			return nil, err
		}
	}
	return n, err
}

// recorder turns strace's lines into a log.
type recorder struct {
	root  string
	log   *Log
	files map[string]*file  // by descriptor
	begun map[string]string // by thread: a call that has not returned
	began map[string]int
	runs  bool
}

// file is an open file or directory.
type file struct {
	*inode
	path   string
	offset int64
	adds   bool // O_APPEND
}

// line takes one line: a whole call, the beginning of one that another thread's interrupts, or its end.
func (r *recorder) line(text string) error {
	r.log.end++
	now := r.log.end
	thread, text, _ := strings.Cut(text, " ")
	text = strings.TrimLeft(text, " ")
	if strings.HasPrefix(text, "+++") || strings.HasPrefix(text, "---") || strings.HasSuffix(text, " <detached ...>") {
		return nil // a thread or the process ends
	}
	if head, unfinished := strings.CutSuffix(text, " <unfinished ...>"); unfinished {
		r.begun[thread], r.began[thread] = head, now
		r.close(head)
		return nil
	}
	when := span{now, now}
	if _, rest, resumed := strings.Cut(text, " resumed>"); resumed && strings.HasPrefix(text, "<... ") {
		head := r.begun[thread]
		if rest != "" && rest[0] != ')' && !strings.HasSuffix(head, "(") {
			rest = " " + strings.TrimLeft(rest, " ")
		}
		when, text = span{r.began[thread], now}, head+rest
	} else {
		r.close(text)
	}
	end := strings.LastIndex(text, ") ")
	open := strings.IndexByte(text, '(')
	if end < open || open < 0 {
		return fmt.Errorf("not understood: %.200s", text)
	}
	result := strings.Fields(strings.TrimLeft(text[end+2:], " ="))
	if len(result) == 0 || strings.HasPrefix(result[0], "-") || result[0] == "?" {
		return nil // it failed, or the process was killed
	}
	return r.call(when, text[:open], strings.Split(text[open+1:end], ", "), result[0])
}

// close forgets a descriptor when its close begins: from then on another thread may get its number.
func (r *recorder) close(text string) {
	if fd, found := strings.CutPrefix(text, "close("); found {
		fd, _, _ = strings.Cut(fd, ")")
		delete(r.files, fd)
	}
}

// call takes a call that succeeded.
func (r *recorder) call(when span, name string, args []string, result string) error {
	switch name {
	case "close":
		return nil
	case "execve":
		if r.runs {
			return errors.New("another process is not understood")
		}
		r.runs = true
		return nil
	case "openat":
		return r.open(when, args, result)
	case "mkdirat":
		dir, base, inside := r.at(args[0], args[1])
		return r.name(when, inside, dir, base, "", &inode{names: map[string]*inode{}})
	case "mkdir":
		dir, base, inside := r.at("AT_FDCWD", args[0])
		return r.name(when, inside, dir, base, "", &inode{names: map[string]*inode{}})
	case "unlink", "rmdir":
		dir, base, inside := r.at("AT_FDCWD", args[0])
		return r.name(when, inside, dir, base, "", nil)
	case "unlinkat":
		dir, base, inside := r.at(args[0], args[1])
		return r.name(when, inside, dir, base, "", nil)
	case "rename":
		return r.rename(when, "AT_FDCWD", args[0], "AT_FDCWD", args[1])
	case "renameat", "renameat2":
		return r.rename(when, args[0], args[1], args[2], args[3])
	case "write":
		return r.written(when, args)
	case "pwrite64":
		offset, err := strconv.ParseInt(args[3], 0, 64)
		return r.write(when, args[0], args[1], offset, err)
	case "ftruncate":
		return r.resize(when, args[0], args[1], false)
	case "fallocate":
		if args[1] != "0" && args[1] != "FALLOC_FL_KEEP_SIZE" {
			break
		}
		if args[1] == "0" {
			offset, err1 := strconv.ParseInt(args[2], 0, 64)
			length, err2 := strconv.ParseInt(args[3], 0, 64)
			if err1 != nil || err2 != nil {
				break
			}
			return r.resize(when, args[0], strconv.FormatInt(offset+length, 10), true)
		}
		return nil
	case "fsync", "fdatasync":
		if f := r.files[args[0]]; f != nil {
			r.log.syncs = append(r.log.syncs, sync{span: when, of: f.inode})
		}
		return nil
	case "sync", "syncfs":
		r.log.syncs = append(r.log.syncs, sync{span: when, all: true})
		return nil
	case "mmap":
		if f := r.files[args[4]]; f == nil || !strings.Contains(args[2], "PROT_WRITE") || strings.Contains(args[3], "MAP_PRIVATE") {
			return nil
		}
	default:
		touched := false
		for _, a := range args {
			touched = touched || r.files[a] != nil || strings.Contains(decode(a), r.root)
		}
		if !touched {
			return nil
		}
	}
	return fmt.Errorf("%s(%.200s) is not understood", name, args)
}

// at resolves a path: the directory and the name in it, if it is inside of the root.
func (r *recorder) at(dirfd, quoted string) (dir *inode, base string, inside bool) {
	path := decode(quoted)
	if !filepath.IsAbs(path) {
		f := r.files[dirfd]
		if f == nil {
			return nil, "", false
		}
		if filepath.Base(path) == path {
			return f.inode, path, f.names != nil
		}
		path = filepath.Join(f.path, path)
	}
	below, inside := strings.CutPrefix(filepath.Clean(path), r.root+"/")
	if !inside {
		return nil, "", false
	}
	parts := strings.Split(below, "/")
	dir = r.log.root
	for _, p := range parts[:len(parts)-1] {
		if dir = r.now(dir)[p]; dir == nil {
			return nil, "", false
		}
	}
	return dir, parts[len(parts)-1], true
}

// now is what a directory holds after all that was recorded.
func (r *recorder) now(dir *inode) map[string]*inode {
	names := map[string]*inode{}
	for name, n := range dir.names {
		names[name] = n
	}
	for _, ch := range r.log.changes {
		if ch.isName && ch.of == dir {
			ch.apply(names)
		}
	}
	return names
}

func (r *recorder) open(when span, args []string, fd string) error {
	path := decode(args[1])
	if filepath.Clean(path) == r.root {
		r.files[fd] = &file{inode: r.log.root, path: r.root}
		return nil
	}
	dir, base, inside := r.at(args[0], args[1])
	if !inside {
		return nil
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.files[args[0]].path, path)
	}
	n := r.now(dir)[base]
	if n == nil {
		if !strings.Contains(args[2], "O_CREAT") {
			return fmt.Errorf("%q is opened and was never made", path)
		}
		n = &inode{}
		if err := r.name(when, true, dir, base, "", n); err != nil {
			return err
		}
	}
	r.files[fd] = &file{inode: n, path: path, adds: strings.Contains(args[2], "O_APPEND")}
	if strings.Contains(args[2], "O_TRUNC") {
		r.log.changes = append(r.log.changes, change{span: when, of: n, resize: true})
	}
	return nil
}

func (r *recorder) rename(when span, fromDir, from, toDir, to string) error {
	oldDir, oldBase, oldInside := r.at(fromDir, from)
	dir, base, inside := r.at(toDir, to)
	if !oldInside && !inside {
		return nil
	}
	if oldDir != dir {
		return fmt.Errorf("a rename from one directory to another is not understood")
	}
	return r.name(when, true, dir, base, oldBase, r.now(dir)[oldBase])
}

func (r *recorder) name(when span, inside bool, dir *inode, name, from string, target *inode) error {
	if inside {
		r.log.changes = append(r.log.changes, change{span: when, of: dir, isName: true, name: name, from: from, target: target})
	}
	return nil
}

// written is a write at the file's own position, or one of the words of the process.
func (r *recorder) written(when span, args []string) error {
	if args[0] == "1" && r.files["1"] == nil {
		r.log.said = append(r.log.said, said{when.end, decode(args[1])})
		return nil
	}
	f := r.files[args[0]]
	if f == nil {
		return nil
	}
	if f.adds {
		return fmt.Errorf("a write to the end of %q is not understood", f.path)
	}
	offset := f.offset
	f.offset += int64(len(decode(args[1])))
	return r.write(when, args[0], args[1], offset, nil)
}

func (r *recorder) write(when span, fd, quoted string, offset int64, err error) error {
	f := r.files[fd]
	if f == nil || err != nil {
		return err
	}
	if strings.HasSuffix(quoted, "...") {
		return fmt.Errorf("a write is longer than what is recorded of it")
	}
	data := decode(quoted)
	r.log.changes = append(r.log.changes, change{span: when, of: f.inode, offset: offset, data: []byte(data)})
	return nil
}

func (r *recorder) resize(when span, fd, size string, growing bool) error {
	f := r.files[fd]
	n, err := strconv.ParseInt(size, 0, 64)
	if f == nil || err != nil {
		return err
	}
	r.log.changes = append(r.log.changes, change{span: when, of: f.inode, resize: true, grow: growing, size: n})
	return nil
}

// decode reads a string of strace -xx.
func decode(quoted string) string {
	digits := bytes.ReplaceAll([]byte(strings.Trim(strings.TrimSuffix(quoted, "..."), `"`)), []byte(`\x`), nil)
	b, err := hex.DecodeString(string(digits))
	if err != nil {
		return quoted
	}
	return string(b)
}
