package ui

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"luwte/crypto/day"
	"luwte/internal/desk"
)

var backupRoutes = []route{
	{http.MethodGet, "/backup", (*UI).backupScreen},
	{http.MethodPost, "/backup", (*UI).backup},
}

// errPath is that of a name that does not say where on this machine.
var errPath = errors.New("not a whole path")

type backupData struct {
	Last        *desk.LastBackup // nil: none
	Old         bool
	Path        string // that is proposed
	Needed, Of  int    // custodians; 0: a passphrase opens it
	Dealing     uint64
	Again       []string // cases that came back with a backup
	Restoration *desk.Restored
}

func (u *UI) backupScreen(w http.ResponseWriter, r *http.Request) error {
	d := backupData{}
	var err error
	if d.Last, err = u.desk.LastBackup(); err != nil {
		return err
	}
	if d.Restoration, err = u.desk.Restoration(); err != nil {
		return err
	}
	if d.Again, err = u.desk.CasesAgain(); err != nil {
		return err
	}
	reminders, err := u.desk.Reminders()
	if err != nil {
		return err
	}
	d.Old = slices.ContainsFunc(reminders, func(m desk.Reminder) bool { return m.Kind == desk.RemindBackup })
	if dealing := u.desk.Dealing(); dealing != nil {
		d.Needed, d.Of, d.Dealing = dealing.K, dealing.N, dealing.Number
	}
	d.Path = proposed(d.Last, u.desk.Today())
	return u.show(w, r, "backup", d)
}

// proposed is where the next one would lie: beside the last.
func proposed(last *desk.LastBackup, today day.Day) string {
	if last == nil {
		return ""
	}
	return filepath.Join(filepath.Dir(last.Path), "luwte-"+today.String())
}

// backup takes the desk as it is, and then writes, which takes long where there are many files.
func (u *UI) backup(w http.ResponseWriter, r *http.Request) error {
	path := strings.TrimSpace(r.PostForm.Get("path"))
	if !filepath.IsAbs(path) {
		return u.again(w, r, errPath, (*UI).backupScreen)
	}
	b, err := u.desk.BeginBackup(path)
	if err != nil {
		return u.again(w, r, err, (*UI).backupScreen)
	}
	notice := text(u.chosen(), "backup.done", path)
	return u.begin(w, r, "backup.writing", func(ctx context.Context, progress func(done, total int)) (string, string, error) {
		err := b.Write(ctx, path, func(done, total int64) { progress(int(done>>20), int(total>>20)) })
		if err == nil {
			err = u.desk.EndBackup(path)
		}
		return notice, "/backup", err
	})
}
