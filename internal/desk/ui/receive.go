package ui

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"luwte/crypto/charter"
	"luwte/crypto/referral"
	"luwte/internal/desk"
)

var receiveRoutes = []route{
	{http.MethodGet, "/receive", (*UI).receiveScreen},
	{http.MethodPost, "/receive", (*UI).receive},
}

type receiveData struct {
	Peers []*desk.Peer
	Kept  string
}

// receiveScreen is where what another bureau handed over is taken in.
func (u *UI) receiveScreen(w http.ResponseWriter, r *http.Request) (err error) {
	var d receiveData
	if d.Peers, err = u.desk.Peers(); err != nil {
		return err
	}
	if failedOf(r) != nil {
		d.Kept = r.PostForm.Get("kept")
	}
	return u.show(w, r, "receive", d)
}

// receive takes a file in. It is sealed while it lies here.
func (u *UI) receive(w http.ResponseWriter, r *http.Request) error {
	name, dir, err := u.desk.NewOutgoing()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, madeHanded)
	line, err := u.uploaded(r, path)
	if err == nil && (len(line) > 0 || r.PostForm.Has("kept")) {
		_, err = u.peerOf(r, line)
	}
	if _, there := os.Stat(path); err == nil && there != nil {
		err = errNoFile
	}
	if err != nil {
		return u.again(w, r, errors.Join(err, u.desk.ForgetOutgoing(name)), (*UI).receiveScreen)
	}
	return u.begin(w, r, "receive.working", func(ctx context.Context, _ func(done, total int)) (string, string, error) {
		got, err := u.desk.Receive(ctx, path)
		if err = errors.Join(err, u.desk.ForgetOutgoing(name)); err != nil {
			return "", "", err
		}
		next := "/"
		if got.Case != "" {
			next = join("/cases", got.Case)
		}
		return u.received(got), next, nil
	})
}

// uploaded writes the file of a form to a path, and returns the charter that came with it.
func (u *UI) uploaded(r *http.Request, path string) (line []byte, err error) {
	err = readParts(r, func(field string, content io.Reader) (err error) {
		switch field {
		case "charter":
			line, err = io.ReadAll(io.LimitReader(content, charter.MaxSize+1))
		case "file":
			var f *os.File
			if f, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
				_, err = io.Copy(f, content)
				err = errors.Join(err, f.Close())
			}
		}
		return err
	})
	return line, err
}

// received says what was taken in.
func (u *UI) received(got *desk.Received) string {
	name := got.Bureau.Called(u.chosen())
	switch {
	case got.Letters+got.Said+got.Files+got.Notes == 0:
		return u.say("receive.nothing", name)
	case got.Kind == referral.KindAnswers:
		return u.say("receive.answers", got.Said, name)
	case !got.New:
		return u.say("receive.more", name, u.say("refer.look-letters", got.Letters), u.say("refer.look-files", got.Files))
	case got.Answers:
		return u.say("receive.through", name, u.say("refer.look-letters", got.Letters), u.say("refer.look-files", got.Files))
	}
	return u.say("receive.only", name, u.say("refer.look-letters", got.Letters), u.say("refer.look-files", got.Files))
}
