package cases_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
)

var today = cases.By{Actor: "anna", Day: 20000}

func newRegister(t *testing.T, keys cases.Keys) *cases.Register {
	t.Helper()
	r, err := cases.New(keys, rand.NewChaCha8([32]byte{1}), maps.All(map[string][]byte{}))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reread writes all records of a register and makes another of them, with these keys.
func reread(t *testing.T, r *cases.Register, keys cases.Keys) *cases.Register {
	t.Helper()
	records, err := r.Changes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := cases.New(keys, rand.NewChaCha8([32]byte{2}), func(yield func(string, []byte) bool) {
		for _, c := range records {
			if c.Data != nil && !c.Apart && !yield(c.Key, c.Data) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// take takes a parcel and returns the kinds of its outcomes, and the case of the first.
func take(t *testing.T, r *cases.Register, by cases.By, s sent) (kinds []string, id string) {
	t.Helper()
	return takeIn(t, r, by, s, 1)
}

func takeIn(t *testing.T, r *cases.Register, by cases.By, s sent, epoch uint64) (kinds []string, id string) {
	t.Helper()
	o := s.opened()
	switch m := o.Message.(type) {
	case *message.Report:
		m.Epoch = epoch
	case *message.Followup:
		m.Epoch = epoch
	case *message.File:
		m.Epoch = epoch
	}
	outcomes, err := r.Take(by, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outcomes {
		kinds = append(kinds, o.Kind)
	}
	return kinds, outcomes[0].Case
}

func wantKinds(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("outcomes %q, want %q", got, want)
	}
}

func states(t *testing.T, r *cases.Register, id string) string {
	t.Helper()
	v, err := r.Show(id, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{v.State}
	for _, b := range v.Tree {
		all = append(all, b.State)
	}
	return strings.Join(all, " ")
}

func wantStates(t *testing.T, r *cases.Register, id, want string) {
	t.Helper()
	if got := states(t, r, id); got != want {
		t.Errorf("case and branches are %q, want %q", got, want)
	}
}

func TestTake_EachKind_HasItsOutcome(t *testing.T) {
	r := newRegister(t, testKeys)
	got, _ := take(t, r, today, turn("2", "3"))
	wantKinds(t, got, cases.Waiting)
	got, id := take(t, r, today, report("1"))
	wantKinds(t, got, cases.NewCase)
	for _, step := range []struct {
		s    sent
		want []string
	}{
		{report("1"), []string{cases.Known}},
		{report("1").again(), []string{cases.Repeat}},
		{turn("1", "p").bad(), []string{cases.Poisoned}},
		{turn("1", "2"), []string{cases.Turn, cases.Turn}},
		{turn("1", "2").again(), []string{cases.SameTurn}},
		{sent{name: "same S, other R", from: "1", to: "2", r: "q"}, []string{cases.Repeat}},
		{sent{name: "other S, same R", from: "1", to: "q", r: "2"}, []string{cases.Repeat}},
		{turn("1", "4", "2"), []string{cases.Sibling}},
		{turn("1", "x"), []string{cases.Fork}},
		{piece("a"), []string{cases.Waiting}},
		{turn("3", "5").with("a"), []string{cases.Turn, cases.FilePiece}},
	} {
		got, _ = take(t, r, today, step.s)
		if !slices.Equal(got, step.want) {
			t.Errorf("%s: outcomes %q, want %q", step.s.name, got, step.want)
		}
	}
	wantStates(t, r, id, "forked turned turned turned turned open open")
	if v, _ := r.Show(id, 0, nil); len(v.Filed) != 4 || v.Letters != 11 || v.Missing != 0 {
		t.Errorf("%d filed, %d letters, %d files missing", len(v.Filed), v.Letters, v.Missing)
	}
	if len(r.Pending(nil)) != 0 {
		t.Errorf("%d still wait", len(r.Pending(nil)))
	}
}

func TestTake_NamedAcrossAFork_StaysForked(t *testing.T) {
	r := newRegister(t, testKeys)
	_, id := take(t, r, today, report("1"))
	for _, s := range []sent{turn("1", "2"), turn("1", "3"), turn("2", "4"), turn("3", "5", "4")} {
		take(t, r, today, s)
	}
	wantStates(t, r, id, "forked turned turned turned open open")
}

func TestTake_PoisonedReport_IsReadableAndInNobodysWay(t *testing.T) {
	r := newRegister(t, testKeys)
	poisoned := report("1")
	poisoned.name, poisoned.poisoned = "poisoned report", true
	got, id := take(t, r, today, poisoned)
	wantKinds(t, got, cases.Poisoned)
	wantStates(t, r, id, "unanswerable closed")
	if _, err := r.Reply(today, id, "hello"); !errors.Is(err, cases.ErrUnanswerable) {
		t.Errorf("reply: %v", err)
	}
	got, other := take(t, r, today, report("1"))
	wantKinds(t, got, cases.NewCase)
	if p := r.Publish(today, cases.Room{Entries: 16}, 4); len(p.Items) != 1 || p.Items[0].Case != other {
		t.Errorf("planned %+v", p.Items)
	}
}

func TestTake_NoKeyOrNoRandomness_ChangesNothing(t *testing.T) {
	r, err := cases.New(cases.Keys{2: {}}, bytes.NewReader(nil), maps.All(map[string][]byte{}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Take(today, report("1").opened()); !errors.Is(err, cases.ErrKey) {
		t.Errorf("no key: %v", err)
	}
	o := report("1").opened()
	o.Message.(*message.Report).Epoch = 2
	if _, err := r.Take(today, o); !errors.Is(err, io.EOF) {
		t.Errorf("no randomness: %v", err)
	}
	if records, _ := r.Changes(); len(records) != 0 || r.Known(o.ID) {
		t.Errorf("%d records changed", len(records))
	}
}

func TestTake_AcrossEpochs_IsOneConversation(t *testing.T) {
	r := newRegister(t, testKeys)
	_, id := takeIn(t, r, today, report("1").with("a"), 1)
	takeIn(t, r, today, turn("1", "2", "3"), 2) // names 3 before it comes
	got, _ := takeIn(t, r, today, turn("1", "3"), 1)
	wantKinds(t, got, cases.Sibling)
	got, _ = takeIn(t, r, today, piece("a"), 2)
	wantKinds(t, got, cases.FilePiece)
	got, _ = takeIn(t, r, today, turn("1", "4", "2", "3"), 2)
	wantKinds(t, got, cases.Sibling)
	wantStates(t, r, id, "open turned joined joined open")

	later := cases.Keys{2: testKeys[2], 3: {3}}
	r = reread(t, r, later) // the key of epoch 1 is destroyed; 3 came in it and is live
	if got := r.Known(idOf(report("1").name)); got {
		t.Error("a parcel of a destroyed epoch is known")
	}
	got, _ = takeIn(t, r, today, turn("3", "5"), 3)
	wantKinds(t, got, cases.Turn)
}

// TestTake_WaitedUntilItsEpochWasDestroyed_IsATurnAllTheSame: a follow-up came in epoch 1 before its report, which comes when the key of epoch 1 is gone.
func TestTake_WaitedUntilItsEpochWasDestroyed_IsATurnAllTheSame(t *testing.T) {
	r := newRegister(t, testKeys)
	got, _ := takeIn(t, r, today, turn("1", "2"), 1)
	wantKinds(t, got, cases.Waiting)
	r = reread(t, r, cases.Keys{2: testKeys[2]})
	got, id := takeIn(t, r, today, report("1"), 2)
	wantKinds(t, got, cases.NewCase, cases.Turn)
	wantStates(t, r, id, "open turned open")
	r = reread(t, r, cases.Keys{2: testKeys[2]})
	got, _ = takeIn(t, r, today, turn("1", "2").again(), 2)
	wantKinds(t, got, cases.SameTurn)
}

func TestUnreadable_IsKnownAndListed(t *testing.T) {
	r := newRegister(t, testKeys)
	if o := r.Unreadable(today, idOf("rubbish"), "it does not open"); o.Kind != cases.Unreadable {
		t.Errorf("outcome %+v", o)
	}
	r = reread(t, r, testKeys)
	if o := r.Unreadable(today, idOf("rubbish"), "again"); o.Kind != cases.Known || !r.Known(idOf("rubbish")) {
		t.Errorf("second time: %+v", o)
	}
	if l := r.Listed(); len(l) != 1 || l[0].Reason != "it does not open" || l[0].By != "anna" {
		t.Errorf("listed %+v", l)
	}
}

func TestSettle_TooOld_IsDroppedListedAndTakenAgain(t *testing.T) {
	r := newRegister(t, testKeys)
	take(t, r, today, turn("1", "2"))
	take(t, r, today, piece("a"))
	late := cases.By{Actor: "anna", Day: today.Day + 7*cases.MaxWaitingWeeks - 1}
	if o := r.Settle(late); len(o) != 0 {
		t.Errorf("dropped a day early: %+v", o)
	}
	late.Day++
	if o := r.Settle(late); len(o) != 2 || o[0].Kind != cases.Dropped || len(r.Pending(nil)) != 0 || len(r.Listed()) != 2 {
		t.Errorf("outcomes %+v, %d wait, %d listed", o, len(r.Pending(nil)), len(r.Listed()))
	}
	r = reread(t, r, testKeys)
	take(t, r, late, report("1").with("a"))
	got, _ := take(t, r, late, turn("1", "2"))
	wantKinds(t, got, cases.Turn)
	got, _ = take(t, r, late, piece("a"))
	wantKinds(t, got, cases.FilePiece)
	if l := r.Listed(); len(l) != 0 {
		t.Errorf("still listed: %+v", l)
	}
}

func TestSettle_TooMany_DropsTheOldest(t *testing.T) {
	r := newRegister(t, testKeys)
	for i := range cases.MaxWaitingFollowups + 3 {
		take(t, r, today, turn("nowhere", fmt.Sprint(i)))
	}
	if o := r.Settle(today); len(o) != 3 || len(r.Pending(nil)) != cases.MaxWaitingFollowups {
		t.Errorf("%d dropped, %d wait", len(o), len(r.Pending(nil)))
	}
	if r.Known(idOf(turn("nowhere", "0").name)) {
		t.Error("the oldest is still known")
	}
}

func TestNew_DamagedRecords_AreRefused(t *testing.T) {
	for key, data := range map[string]string{"case/x": "{", "pending/x": "[]", "listed/x": "1", "other/x": "{}", "x": "{}"} {
		_, err := cases.New(testKeys, nil, maps.All(map[string][]byte{key: []byte(data)}))
		if !errors.Is(err, cases.ErrRecord) {
			t.Errorf("%s: %v", key, err)
		}
	}
	if _, err := cases.New(nil, nil, maps.All(map[string][]byte{})); !errors.Is(err, cases.ErrKey) {
		t.Errorf("no keys: %v", err)
	}
}

func TestChanges_NewParcel_WritesNothingOfWhatWasThere(t *testing.T) {
	r := newRegister(t, testKeys)
	_, id := take(t, r, today, report("1"))
	take(t, r, today, turn("1", "2"))
	take(t, r, today, report("other"))
	r.Saved()
	for _, step := range []struct {
		s    sent
		want []string
	}{
		{turn("2", "3"), []string{"branch/2", "branch/3", "case", "letter/3", "event/3", "words"}},
		{turn("2", "3").again(), []string{"branch/3", "case", "letter/4", "event/4", "words"}},
		{report("1").again(), []string{"case", "letter/5", "event/5", "words"}},
	} {
		take(t, r, today, step.s)
		records, err := r.Changes()
		var keys []string
		for _, c := range records {
			key := strings.Replace(c.Key, id, "", 1)
			if strings.HasPrefix(key, "words/") {
				key = "words"
			}
			keys = append(keys, strings.TrimSuffix(strings.Replace(key, "//", "/", 1), "/"))
		}
		if err != nil || !slices.Equal(keys, step.want) {
			t.Errorf("%s: records %q, want %q; %v", step.s.name, keys, step.want, err)
		}
		r.Saved()
	}
}

// secretIn says whether R or S of a code is in what a register would write.
func secretIn(t *testing.T, r *cases.Register, code string) bool {
	t.Helper()
	records, err := r.Changes()
	if err != nil {
		t.Fatal(err)
	}
	s := secretOf(code)
	return slices.ContainsFunc(records, func(c cases.Record) bool {
		return bytes.Contains(c.Data, []byte(base64.StdEncoding.EncodeToString(s[:]))) || bytes.Contains(c.Data, []byte(recipientOf(code)))
	})
}
