package ui

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"luwte/internal/desk"
	"luwte/internal/desk/evidence"
	"luwte/internal/desk/safename"
)

var filesRoutes = []route{
	{http.MethodGet, "/cases/{case}/files", (*UI).filesScreen},
	{http.MethodPost, "/cases/{case}/files/{file}/examine", (*UI).examineFile},
	{http.MethodGet, "/cases/{case}/files/{file}/save", (*UI).saveScreen},
	{http.MethodPost, "/cases/{case}/files/{file}/save", (*UI).saveOriginal},
	{http.MethodGet, "/cases/{case}/files/{file}/{copy}", (*UI).copyOfFileScreen},
	{http.MethodGet, "/cases/{case}/files/{file}/{copy}/picture", (*UI).copyOfFile},
}

type filesData struct {
	Head  caseHead
	Files []fileLine
}

// fileLine is a file of a case as it is listed.
type fileLine struct {
	No int
	desk.TakenFile
	Known   *desk.Evidence // nil where nobody looked into it
	Class   string
	Remarks []string
}

// filesScreen lists the files of a case. None is opened: what a file is was found in the jail, where somebody asked for it.
func (u *UI) filesScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	files, known, err := u.desk.CaseFiles(id)
	if err != nil {
		return err
	}
	d := filesData{Head: headOf(id, "/files")}
	for i := range files {
		d.Files = append(d.Files, u.fileLine(i+1, files[i], known[i]))
	}
	return u.show(w, r, "files", d)
}

func (u *UI) fileLine(no int, f desk.TakenFile, known *desk.Evidence) fileLine {
	l := fileLine{No: no, TakenFile: f, Known: known}
	if known != nil {
		l.Class = evidence.Class(known.Class).In(u.chosen())
		for _, r := range known.Remarks {
			l.Remarks = append(l.Remarks, r.In(u.chosen()))
		}
	}
	return l
}

// fileNumber is the file that a path names.
func fileNumber(r *http.Request) (int, error) {
	no, err := strconv.Atoi(piece(r, "file"))
	if err != nil {
		return 0, errPage
	}
	return no, nil
}

// examineFile has a file looked into in the jail, and clean copies made, which may take minutes.
func (u *UI) examineFile(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	no, err := fileNumber(r)
	if err != nil {
		return err
	}
	if _, err := u.desk.CaseFile(id); err != nil {
		return err
	}
	return u.begin(w, r, "files.examining", func(ctx context.Context, _ func(done, total int)) (string, string, error) {
		e, err := u.desk.Examine(ctx, id, no, evidence.Look)
		if err != nil {
			return "", "", err
		}
		if len(e.Copies) == 0 {
			return u.say("files.no-copy"), join("/cases", id, "files"), nil
		}
		return u.say("files.examined", len(e.Copies)), join("/cases", id, "files", no, 1), nil
	})
}

type copyOfFileData struct {
	Head         caseHead
	File         fileLine
	N, Copies    int
	Text         string // of a copy that is text
	Picture      bool
	SHA256       string
	Before, Next int
}

// lineOfFile returns the file that a path names and what is known of it.
func (u *UI) lineOfFile(r *http.Request) (fileLine, error) {
	no, err := fileNumber(r)
	if err != nil {
		return fileLine{}, err
	}
	files, known, err := u.desk.CaseFiles(piece(r, "case"))
	if err != nil {
		return fileLine{}, err
	}
	if no < 1 || no > len(files) {
		return fileLine{}, desk.ErrNoFile
	}
	return u.fileLine(no, files[no-1], known[no-1]), nil
}

// copyNumber is the clean copy that a path names.
func copyNumber(r *http.Request, known *desk.Evidence) (int, error) {
	n, err := strconv.Atoi(piece(r, "copy"))
	if err != nil || known == nil || n < 1 || n > len(known.Copies) {
		return 0, errPage
	}
	return n, nil
}

// copyOfFileScreen shows a clean copy inside a page: a picture that the desk made itself, or text as text. Never the original.
func (u *UI) copyOfFileScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	line, err := u.lineOfFile(r)
	if err != nil {
		return err
	}
	n, err := copyNumber(r, line.Known)
	if err != nil {
		return err
	}
	c := line.Known.Copies[n-1]
	d := copyOfFileData{Head: headOf(id, "/files"), File: line, N: n, Copies: len(line.Known.Copies), SHA256: c.SHA256, Picture: isPicture(c.Type)}
	if n > 1 {
		d.Before = n - 1
	}
	if n < d.Copies {
		d.Next = n + 1
	}
	if !d.Picture {
		_, text, err := u.desk.LookAt(id, line.No, n)
		if err != nil {
			return err
		}
		d.Text = string(text)
	}
	return u.show(w, r, "filecopy", d)
}

// isPicture: these are what evidence makes; nothing else is sent as a picture.
func isPicture(kind string) bool { return slices.Contains([]string{"image/png", "image/jpeg"}, kind) }

// copyOfFile hands over a clean copy that is a picture.
func (u *UI) copyOfFile(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	no, err := fileNumber(r)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(piece(r, "copy"))
	if err != nil {
		return errPage
	}
	c, data, err := u.desk.LookAt(id, no, n)
	if err != nil {
		return err
	}
	if !isPicture(c.Type) {
		return errPage
	}
	w.Header().Set("Content-Type", c.Type)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data)
	return nil
}

// saveScreen warns before an original is saved.
func (u *UI) saveScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	line, err := u.lineOfFile(r)
	if err != nil {
		return err
	}
	says := append([]string{u.say("files.save-what", safename.Clean(line.Name)+originalSuffix)}, strings.Split(u.say("files.save-mind"), "\n")...)
	return u.show(w, r, "confirm", confirmData{
		Title: u.say("files.save-title", line.Name), Says: append(says, line.Remarks...), Button: u.say("files.save-button"), Action: join("/cases", id, "files", line.No, "save"), Back: join("/cases", id, "files"),
	})
}

// originalSuffix keeps a saved original from being opened by its name, by whoever looks into the directory of downloads.
const originalSuffix = ".original"

// saveOriginal hands over a file as the reporter sent it, as nothing that a browser would show.
func (u *UI) saveOriginal(w http.ResponseWriter, r *http.Request) error {
	no, err := fileNumber(r)
	if err != nil {
		return err
	}
	return u.desk.SaveOriginal(r.Context(), piece(r, "case"), no, func(f desk.TakenFile) (io.Writer, error) {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": safename.Clean(f.Name) + originalSuffix}))
		w.Header().Set("Content-Length", fmt.Sprint(f.Size))
		return w, nil
	})
}
