package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"luwte/server"
)

// mostFindings bounds what is said of files: one wrong umask makes hundreds of them.
const mostFindings = 10

// permissions looks at every file and socket of the drop: each must be the drop's user's own and closed to all others, and so that nobody can put
// another directory in their place, so must be the way to them.
func (e *examination) permissions() {
	top, err := os.Lstat(e.Dir)
	if err != nil {
		e.bad("permissions", e.Dir, err.Error(), "")
		return
	}
	owner := top.Sys().(*syscall.Stat_t).Uid
	before := len(e.found)
	e.way(owner)
	err = filepath.WalkDir(e.Dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // removed meanwhile, by the drop
			return nil
		}
		if err == nil {
			err = e.permission(path, d, owner)
		}
		if len(e.found)-before >= mostFindings {
			e.warning("permissions", "", "there are more files of this kind, which are not listed", "mend these first, and look again")
			return fs.SkipAll
		}
		return err
	})
	e.keyDir()
	if err != nil {
		e.unseen("permissions", "", fmt.Sprintf("not every file could be looked at: %v", err), "look as the user who runs the drop, or as root")
	}
	if len(e.found) == before {
		e.ok("permissions", "", "every file and socket is "+userName(owner)+"'s, and closed to others")
	}
}

// keyDir looks at the directory of the store's key, where that is another one.
func (e *examination) keyDir() {
	p, err := server.KeyPlaceOf(e.Dir)
	if err != nil || p.Dir == "" {
		return
	}
	if info, err := os.Stat(p.Dir); err == nil && info.Mode().Perm()&0o077 != 0 {
		e.bad("permissions", p.Dir, fmt.Sprintf("others of this machine may open the directory of the store's key (%v)", info.Mode().Perm()), "close it: chmod 700 "+quoted(p.Dir))
	}
}

func (e *examination) permission(path string, d fs.DirEntry, owner uint32) error {
	info, err := d.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	uid := info.Sys().(*syscall.Stat_t).Uid
	rest, err := filepath.Rel(e.Dir, path)
	if err != nil {
		return err
	}
	switch {
	case filepath.Dir(rest) == "." && rest != "." && !slices.Contains(server.Files, rest):
		e.warning("permissions", path, "it is not a file of the drop's", "take it away: what lies here is taken with the drop")
		if d.IsDir() {
			return fs.SkipDir
		}
	case info.Mode()&fs.ModeSymlink != 0:
		e.bad("permissions", path, "it is a link, and the drop makes none", "put what it leads to in its place")
	case uid != owner:
		e.bad("permissions", path, fmt.Sprintf("it is %s's, and the directory %s's", userName(uid), userName(owner)), "give it back: chown "+userName(owner)+" "+quoted(path))
	case info.Mode().Perm()&0o077 != 0:
		mode := "600"
		if d.IsDir() {
			mode = "700"
		}
		e.bad("permissions", path, fmt.Sprintf("others of this machine may open it (%v)", info.Mode().Perm()), "close it: chmod "+mode+" "+quoted(path))
	}
	return nil
}

// way looks at the directories that lead to the drop's.
func (e *examination) way(owner uint32) {
	dir, err := filepath.Abs(e.Dir)
	if err != nil {
		return
	}
	for dir != "/" {
		dir = filepath.Dir(dir)
		info, err := os.Stat(dir)
		if err != nil {
			return
		}
		uid, mode := info.Sys().(*syscall.Stat_t).Uid, info.Mode()
		if (uid != 0 && uid != owner) || mode.Perm()&0o022 != 0 && mode&fs.ModeSticky == 0 {
			e.bad("permissions", dir, "others could put another directory in the place of the drop's", "give this one to root, and chmod go-w "+quoted(dir))
		}
	}
}

func userName(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return "user " + id
}

// plainPath needs no quotes.
var plainPath = regexp.MustCompile(`^[a-zA-Z0-9/._-]+$`)

// quoted makes of a path what a shell takes as one word.
func quoted(path string) string {
	if plainPath.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
