package ui

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"syscall"

	"luwte/crypto/referral"
	"luwte/crypto/sign"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/dossier"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/plain"
	"luwte/internal/desk/register"
	"luwte/internal/desk/worksheet"
	"luwte/internal/pouch"
)

var (
	errFault = errors.New("a fault of the program")
	errForm  = errors.New("the form cannot be read")
	errPage  = errors.New("no such page")
	errBusy  = errors.New("something else runs")

	errChanged = errors.New("what the form shows was changed meanwhile")

	errNoBureau = errors.New("no bureau was chosen")
	errNoFile   = errors.New("no file was chosen")
)

// problem is what went wrong, in words for whoever works at the desk.
type problem struct {
	Sentence string // what happened, and what one does now
	Detail   string // what the program says itself, where it has no sentence for it
	status   int
}

// problems are the sentences: for each sentinel a text in texts/problem.json, that says what happened and the remedy in the terms of the screens.
var problems = []struct {
	is     error
	text   string
	status int
}{
	{errPage, "problem.page", http.StatusNotFound},
	{errForm, "problem.form", http.StatusBadRequest},
	{errPath, "problem.path", http.StatusUnprocessableEntity},
	{desk.ErrFileThere, "problem.file-there", http.StatusUnprocessableEntity},
	{desk.ErrBackupSeal, "problem.seal-to", http.StatusUnprocessableEntity},
	{syscall.ENOSPC, "problem.no-space", http.StatusUnprocessableEntity},
	{errBusy, "problem.busy", http.StatusServiceUnavailable},
	{errChanged, "problem.changed", http.StatusConflict},
	{errFault, "problem.fault", http.StatusInternalServerError},
	{cases.ErrNoCase, "problem.no-case", http.StatusNotFound},
	{cases.ErrNoBranch, "problem.no-branch", http.StatusNotFound},
	{cases.ErrForked, "problem.forked", http.StatusUnprocessableEntity},
	{cases.ErrNotForked, "problem.not-forked", http.StatusUnprocessableEntity},
	{cases.ErrClosed, "problem.closed", http.StatusUnprocessableEntity},
	{cases.ErrUnanswerable, "problem.unanswerable", http.StatusUnprocessableEntity},
	{cases.ErrFull, "problem.full", http.StatusUnprocessableEntity},
	{cases.ErrRecord, "problem.damaged", http.StatusInternalServerError},
	{register.ErrDamaged, "problem.damaged", http.StatusInternalServerError},
	{desk.ErrText, "problem.text", http.StatusUnprocessableEntity},
	{desk.ErrDay, "problem.retention-day", http.StatusUnprocessableEntity},
	{desk.ErrNotDue, "problem.not-due", http.StatusUnprocessableEntity},
	{desk.ErrNothingDue, "problem.nothing-due", http.StatusUnprocessableEntity},
	{desk.ErrStatus, "problem.status", http.StatusUnprocessableEntity},
	{desk.ErrField, "problem.field", http.StatusUnprocessableEntity},
	{desk.ErrRole, "problem.role", http.StatusForbidden},
	{desk.ErrWho, "problem.who", http.StatusForbidden},
	{desk.ErrHandler, "problem.handler", http.StatusUnprocessableEntity},
	{desk.ErrOnlyOne, "problem.only-one", http.StatusUnprocessableEntity},
	{desk.ErrShutOut, "problem.shut-out", http.StatusUnprocessableEntity},
	{desk.ErrNoFile, "problem.no-file", http.StatusNotFound},
	{desk.ErrNotWhole, "problem.not-whole", http.StatusUnprocessableEntity},
	{desk.ErrFileDamaged, "problem.file-damaged", http.StatusUnprocessableEntity},
	{desk.ErrNoBreach, "problem.no-breach", http.StatusUnprocessableEntity},
	{worksheet.ErrValue, "problem.sheet-value", http.StatusUnprocessableEntity},
	{worksheet.ErrEntry, "problem.sheet-entry", http.StatusUnprocessableEntity},
	{worksheet.ErrPhase, "problem.sheet-value", http.StatusUnprocessableEntity},
	{worksheet.ErrDecision, "problem.sheet-value", http.StatusUnprocessableEntity},
	{desk.ErrWhen, "problem.when", http.StatusUnprocessableEntity},
	{desk.ErrWhy, "problem.why", http.StatusUnprocessableEntity},
	{desk.ErrTerms, "problem.terms", http.StatusUnprocessableEntity},
	{desk.ErrDeadlineName, "problem.deadline-name", http.StatusUnprocessableEntity},
	{desk.ErrLog, "problem.log", http.StatusInternalServerError},
	{errPlace, "problem.place", http.StatusUnprocessableEntity},
	{errNumber, "problem.number", http.StatusUnprocessableEntity},
	{desk.ErrSize, "problem.board-size", http.StatusUnprocessableEntity},
	{desk.ErrReceipts, "problem.board-receipts", http.StatusUnprocessableEntity},
	{desk.ErrStick, "problem.stick", http.StatusUnprocessableEntity},
	{desk.ErrSuperseded, "problem.superseded", http.StatusUnprocessableEntity},
	{errNoBureau, "refer.no-bureau", http.StatusUnprocessableEntity},
	{errNoFile, "receive.no-file", http.StatusUnprocessableEntity},
	{desk.ErrPeerWords, "refer.not-words", http.StatusUnprocessableEntity},
	{desk.ErrPeerExpired, "refer.expired", http.StatusUnprocessableEntity},
	{desk.ErrPeerOrder, "refer.order", http.StatusUnprocessableEntity},
	{desk.ErrPeer, "refer.not-charter", http.StatusUnprocessableEntity},
	{desk.ErrPeerUnknown, "receive.unknown", http.StatusUnprocessableEntity},
	{desk.ErrReferred, "refer.already", http.StatusUnprocessableEntity},
	{desk.ErrNothingNew, "refer.nothing-new", http.StatusUnprocessableEntity},
	{desk.ErrNoRight, "refer.no-right", http.StatusUnprocessableEntity},
	{desk.ErrNotReferred, "refer.not-handed", http.StatusUnprocessableEntity},
	{desk.ErrNotForUs, "receive.not-for-us", http.StatusUnprocessableEntity},
	{desk.ErrGap, "receive.gap", http.StatusUnprocessableEntity},
	{desk.ErrOtherWay, "receive.other-way", http.StatusUnprocessableEntity},
	{referral.ErrNotReferral, "receive.not-handed", http.StatusUnprocessableEntity},
	{referral.ErrDamaged, "receive.damaged", http.StatusUnprocessableEntity},
	{referral.ErrMalformed, "receive.malformed", http.StatusUnprocessableEntity},
	{sign.ErrSignature, "receive.signature", http.StatusUnprocessableEntity},
	{desk.ErrOutgoing, "made.problem", http.StatusNotFound},
	{desk.ErrFileHolds, "dossier.file-holds", http.StatusUnprocessableEntity},
	{desk.ErrArchiveTo, "dossier.to-whom", http.StatusUnprocessableEntity},
	{desk.ErrRecipient, "dossier.not-recipient", http.StatusUnprocessableEntity},
	{dossier.ErrPassage, "dossier.too-short", http.StatusUnprocessableEntity},
	{dossier.ErrNotFound, "dossier.not-found", http.StatusUnprocessableEntity},
	{desk.ErrForeign, "problem.foreign", http.StatusUnprocessableEntity},
	{desk.ErrUnread, "problem.unread", http.StatusUnprocessableEntity},
	{desk.ErrNewer, "problem.newer", http.StatusUnprocessableEntity},
	{keyring.ErrRoot, "problem.root", http.StatusUnprocessableEntity},
	{pouch.ErrCut, "problem.cut", http.StatusUnprocessableEntity},
	{pouch.ErrAltered, "problem.altered", http.StatusUnprocessableEntity},
	{pouch.ErrMalformed, "problem.altered", http.StatusUnprocessableEntity},
	{pouch.ErrNotPouch, "problem.not-pouch", http.StatusUnprocessableEntity},
	{pouch.ErrVersion, "problem.version", http.StatusUnprocessableEntity},
	{fs.ErrPermission, "problem.permission", http.StatusUnprocessableEntity},
	{fs.ErrNotExist, "problem.not-exist", http.StatusUnprocessableEntity},
	// What was typed is no path: it is too long, goes through a file, or has a byte that none has.
	{syscall.ENAMETOOLONG, "problem.not-exist", http.StatusUnprocessableEntity},
	{syscall.ENOTDIR, "problem.not-exist", http.StatusUnprocessableEntity},
	{syscall.EINVAL, "problem.not-exist", http.StatusUnprocessableEntity},
	{context.Canceled, "problem.canceled", http.StatusUnprocessableEntity},
}

// problemOf says an error in words.
func (u *UI) problemOf(err error) *problem {
	for _, p := range problems {
		if errors.Is(err, p.is) {
			return &problem{Sentence: u.say(p.text), status: p.status}
		}
	}
	return &problem{u.say("problem.other"), plain.Line(err.Error()), http.StatusInternalServerError}
}

type failedKey struct{}

// failed is a form that comes back.
type failed struct {
	err     error
	problem *problem
	typed   url.Values
}

func failedOf(r *http.Request) *failed {
	f, _ := r.Context().Value(failedKey{}).(*failed)
	return f
}

// again shows a screen once more, with what was typed and, above, what was wrong with it.
func (u *UI) again(w http.ResponseWriter, r *http.Request, err error, screen handler) error {
	return screen(u, w, r.WithContext(context.WithValue(r.Context(), failedKey{}, &failed{err, u.problemOf(err), r.PostForm})))
}

// fail is a page that says what went wrong, with all that was typed, to be copied from there.
func (u *UI) fail(w http.ResponseWriter, r *http.Request, err error) {
	if again := u.again(w, r, err, (*UI).problemScreen); again != nil {
		http.Error(w, u.problemOf(err).Sentence, http.StatusInternalServerError)
	}
}

type problemData struct{ Typed []string }

func (u *UI) problemScreen(w http.ResponseWriter, r *http.Request) error {
	var data problemData
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, v := range r.PostForm[name] {
			if v != "" {
				data.Typed = append(data.Typed, v)
			}
		}
	}
	return u.showFor(w, r, "problem", data, writing)
}

func (u *UI) nowhere(http.ResponseWriter, *http.Request) error { return errPage }
