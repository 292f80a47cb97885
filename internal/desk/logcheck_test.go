package desk

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"luwte/internal/desk/register"
)

// TestVerifyLog_AnyEntryTouched_IsNamed changes the log as somebody with the register's key can, but without the dispatch key.
func TestVerifyLog_AnyEntryTouched_IsNamed(t *testing.T) {
	w := newWorld(t)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	for range 3 {
		_, err := w.desk.Show(id, 0)
		w.must(err)
	}
	w.must(w.desk.VerifyLog())
	get := func(tx *register.Tx, n uint64) entry {
		e, err := readEntry(tx, n)
		w.must(err)
		return e
	}
	put := func(tx *register.Tx, n uint64, e entry) { w.must(tx.PutJSON(eventBucket, fmt.Sprint(n), e)) }
	for name, c := range map[string]struct {
		do   func(*register.Tx)
		want string
	}{
		"dropped":     {func(tx *register.Tx) { w.must(tx.Delete(eventBucket, "3")) }, "entry 3 is missing"},
		"changed":     {func(tx *register.Tx) { e := get(tx, 3); e.Time -= 3600; put(tx, 3, e) }, "entry 3"},
		"other words": {func(tx *register.Tx) { e := get(tx, 3); e.Blob = get(tx, 2).Blob; put(tx, 3, e) }, "entry 3"},
		"exchanged":   {func(tx *register.Tx) { a, b := get(tx, 3), get(tx, 4); put(tx, 3, b); put(tx, 4, a) }, "in the place of entry 3 is entry 4"},
		"renumbered": {func(tx *register.Tx) {
			a, b := get(tx, 3), get(tx, 4)
			a.Number, b.Number = 4, 3
			put(tx, 3, b)
			put(tx, 4, a)
		}, "entry 3"},
		"closed up": {func(tx *register.Tx) {
			e := get(tx, 4)
			e.Number = 3
			put(tx, 3, e)
			w.must(tx.Delete(eventBucket, "4"))
			e = get(tx, 5)
			e.Number = 4
			put(tx, 4, e)
			w.must(tx.Delete(eventBucket, "5"))
			w.must(putNumber(tx, countBucket, eventCounter, 4))
		}, "entry 3"},
		"cut off": {func(tx *register.Tx) {
			w.must(tx.Delete(eventBucket, "5"))
			w.must(putNumber(tx, countBucket, eventCounter, 4))
		}, "entry 5 is missing"},
		"cut off, with a head of its own": {func(tx *register.Tx) {
			w.must(tx.Delete(eventBucket, "5"))
			w.must(putNumber(tx, countBucket, eventCounter, 4))
			var h head
			_, err := tx.GetJSON(eventBucket, headKey, &h)
			w.must(err)
			h.Number, h.Hash = 4, new(entry).hash()
			w.must(tx.PutJSON(eventBucket, headKey, h))
		}, "not signed by this desk"},
		"a case's own list": {func(tx *register.Tx) {
			var l caseLog
			_, err := tx.GetJSON(caseLogBucket, id, &l)
			w.must(err)
			l.Numbers = l.Numbers[:len(l.Numbers)-1]
			w.must(tx.PutJSON(caseLogBucket, id, l))
		}, "case " + id},
	} {
		copied := w.copyRegister()
		w.must(w.desk.reg.Update(func(tx *register.Tx) error { c.do(tx); return nil }))
		if err := w.desk.VerifyLog(); !errors.Is(err, ErrLog) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		w.putBack(copied)
	}
	w.must(w.desk.VerifyLog())
}

// TestLog_Reading_IsInIt: whoever opens a case, or is refused, leaves what he should.
func TestLog_Reading_IsInIt(t *testing.T) {
	w := newWorld(t)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	_, err := w.desk.Show(id, 0)
	w.must(err)
	log, err := w.desk.Log()
	w.must(err)
	if last := log[len(log)-1]; last.Action != "show" || last.Case != id || last.Actor != "alice" {
		t.Errorf("%+v", last)
	}
}

// TestVerifyLogSince_RegisterPutBack_IsSeen: an older copy is whole by itself, and does not go on from the head that was kept.
func TestVerifyLogSince_RegisterPutBack_IsSeen(t *testing.T) {
	w := newWorld(t)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	old, err := w.desk.LogHead()
	w.must(err)
	copied := w.copyRegister()
	_, err = w.desk.Show(id, 0)
	w.must(err)
	head, err := w.desk.LogHead()
	w.must(err)
	if again, err := ParseLogHead(" " + strings.ToUpper(head.String())); again != head || err != nil {
		t.Errorf("%v, %v", again, err)
	}
	for _, h := range []LogHead{old, head} {
		w.must(w.desk.VerifyLogSince(h))
	}
	w.putBack(copied)
	w.must(w.desk.VerifyLog())
	w.must(w.desk.VerifyLogSince(old))
	if err := w.desk.VerifyLogSince(head); !errors.Is(err, ErrLog) {
		t.Error(err)
	}
	for _, text := range []string{"", "12", head.String() + "00", strings.Repeat("x", 64)} {
		if _, err := ParseLogHead(text); !errors.Is(err, ErrHead) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
