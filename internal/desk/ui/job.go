package ui

import (
	"context"
	"net/http"
	"runtime/debug"
)

// job is work that takes long. It has the desk for itself; meanwhile every screen shows how far it is.
type job struct {
	text        string // key of what is done
	done, total int
	next        func(w http.ResponseWriter, r *http.Request) error // set when it has ended
	terminal    bool                                               // somebody at the terminal does it, or waits there
	before      *job                                               // one that had ended, and whose end nobody has seen yet
}

// begin begins work that takes long, named by a text, and shows how far it is. Work calls progress now and then; it ends with what is shown then: a notice and the path of a screen, or an
// error, which is shown on a page of its own with a way back. While it goes on the desk does not lock.
func (u *UI) begin(w http.ResponseWriter, r *http.Request, text string, work func(ctx context.Context, progress func(done, total int)) (notice, next string, err error)) error {
	j := &job{text: text}
	u.put(j)
	go func() {
		u.work.Lock() // the handler that began it has it still
		defer u.work.Unlock()
		var notice, next string
		err := u.safely(func() (err error) {
			notice, next, err = work(context.Background(), func(done, total int) {
				u.options.Touch(0)
				u.mu.Lock()
				j.done, j.total = done, total
				u.mu.Unlock()
			})
			return err
		})
		u.options.Touch(0)
		u.mu.Lock()
		defer u.mu.Unlock()
		j.next = func(w http.ResponseWriter, r *http.Request) error {
			if err != nil {
				return err
			}
			return u.done(w, r, notice, next)
		}
	}()
	return u.done(w, r, "", "/job")
}

// goesOn says what is done from here on, in the work that was begun.
func (u *UI) goesOn(text string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.job != nil {
		u.job.text = text
	}
}

// put has all screens show a job.
func (u *UI) put(j *job) {
	u.mu.Lock()
	defer u.mu.Unlock()
	j.before, u.job = u.job, j
}

// safely runs work outside of a request. A panic becomes errFault, as in run.
func (u *UI) safely(work func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			u.options.Fault(debug.Stack())
			err = errFault
		}
	}()
	return work()
}

// busy says whether something runs that takes long, or its end was not shown yet.
func (u *UI) busy() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.job != nil
}

// waits says whether a request has to: for work that runs, and, where somebody only looks, for its end to be shown. What was typed in another tab does not wait for that.
func (u *UI) waits(r *http.Request) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.job != nil && (u.job.next == nil || r.Method == http.MethodGet)
}

type jobData struct {
	Text        string
	Done, Total int
	Percent     int
}

// jobScreen shows how far a job is, anew every second, and at its end what came of it.
func (u *UI) jobScreen(w http.ResponseWriter, r *http.Request) error {
	u.mu.Lock()
	j := u.job
	if j == nil {
		u.mu.Unlock()
		return u.done(w, r, "", "/")
	}
	if j.next != nil {
		u.job = j.before
		u.mu.Unlock()
		return j.next(w, r)
	}
	data := jobData{Text: j.text, Done: j.done, Total: j.total}
	u.mu.Unlock()
	if data.Total > 0 {
		data.Percent = 100 * data.Done / data.Total
	}
	if r.Method != http.MethodGet {
		return u.again(w, r, errBusy, (*UI).problemScreen) // what was typed is not lost
	}
	w.Header().Set("Refresh", "1; url="+u.path("/job"))
	if j.terminal { // the command may wait for somebody who is gone, and this page asks by itself
		return u.showFor(w, r, "job", data, nobody)
	}
	return u.show(w, r, "job", data)
}

// Alone runs something at the terminal while the screens have to wait.
func (u *UI) Alone(fn func()) {
	u.work.Lock()
	defer u.work.Unlock()
	j := &job{text: "job.terminal", terminal: true}
	u.put(j)
	defer func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.job = j.before
	}()
	fn()
}
