package courier_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"luwte/crypto/board"
	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/courier"
	"luwte/internal/pouch"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
	"luwte/server"
)

// world is a drop with one bureau, and a courier's things.
type world struct {
	*testing.T
	drop   *testdrop.Drop
	bureau *testbureau.Bureau
	line   []byte
	socket string
	dir    string
	pouch  string
}

func newWorld(t *testing.T, change ...func(*server.Limits)) *world {
	w := &world{T: t, drop: testdrop.Start(t, change...), bureau: testbureau.New(), dir: filepath.Join(t.TempDir(), "courier"), pouch: filepath.Join(t.TempDir(), "pouch")}
	w.line, w.socket = w.drop.Add(t, w.bureau)
	return w
}

func (w *world) post(from, to uint64) (ids []parcel.ID) {
	w.Helper()
	for n := from; n <= to; n++ {
		ids = append(ids, w.drop.Post(w, w.bureau.Fingerprint().Inbox(), testbureau.Rubbish(n))...)
	}
	return ids
}

// export writes a pouch as the desk does.
func (w *world) export(number uint64, kept ...parcel.ID) (dispatch []byte) {
	w.Helper()
	dispatch = w.bureau.Dispatch(w.line, number, kept...)
	if err := pouch.Write(w.pouch, w.bureau.Fingerprint(), dispatch, nil, nil); err != nil {
		w.Fatal(err)
	}
	return dispatch
}

func (w *world) syncAt(socket string) (*courier.Result, error) {
	door := courier.UnixDoor(socket).Hurry()
	defer door.Close()
	return courier.Sync(w.Context(), courier.Options{Dir: w.dir, Pouch: w.pouch, Door: door})
}

// mustSync syncs without anybody in between; everything must go through.
func (w *world) mustSync() *courier.Result {
	w.Helper()
	r, err := w.syncAt(w.socket)
	if err != nil {
		w.Fatalf("%v: %+v", err, r)
	}
	return r
}

// holds compares what the pouch holds.
func (w *world) holds(dispatch []byte, ids []parcel.ID) {
	w.Helper()
	p, err := pouch.Open(w.pouch)
	if err != nil {
		w.Fatal(err)
	}
	defer p.Close()
	want := slices.Clone(ids)
	slices.SortFunc(want, parcel.ID.Compare)
	if !bytes.Equal(p.Dispatch, dispatch) || p.Bureau != w.bureau.Fingerprint() || !slices.Equal(p.IDs(), want) {
		w.Errorf("the pouch of %v has a dispatch of %d bytes and %d parcels; expected %d bytes, %d parcels", p.Bureau, len(p.Dispatch),
			p.Count(), len(dispatch), len(want))
	}
	if left, err := os.ReadDir(filepath.Join(w.dir, "fetched")); err == nil && len(left) > 0 {
		w.Errorf("left in the courier's directory: %v", left)
	}
}

// between counts the parcels that are asked for, and meddles.
func (w *world) between(asked *atomic.Int32, meddle testdrop.Meddler) (socket string) {
	return testdrop.Between(w, "unix", w.socket, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasPrefix(r.URL.Path, "/v1/parcels/") {
			asked.Add(1)
		}
		meddle(rw, r, next)
	})
}

func TestSync_FirstTime_FillsThePouch(t *testing.T) {
	w := newWorld(t)
	ids := w.post(1, 9)
	r := w.mustSync()
	w.holds(nil, ids)
	if r.Dispatch != courier.DispatchNone || r.Parcels != 9 || r.New != 9 || r.Number != 0 {
		t.Errorf("%+v", r)
	}
}

func TestSync_RoundByRound_CarriesBothWays(t *testing.T) {
	w := newWorld(t)
	ids := w.post(1, 3)
	w.mustSync()
	first := w.export(1, ids[0], ids[1])
	more := w.post(4, 5)
	if r := w.mustSync(); r.Dispatch != courier.DispatchSent || r.Number != 1 || r.Serial != 1 || r.New != 3 {
		t.Errorf("%+v", r)
	}
	w.holds(first, append(more, ids[2]))
	if r := w.mustSync(); r.Dispatch != courier.DispatchHeld || r.New != 0 || r.Parcels != 3 {
		t.Errorf("again: %+v", r)
	}
	w.holds(first, append(more, ids[2]))
}

func TestSync_OlderDispatch_IsReplacedByTheDropsOwn(t *testing.T) {
	w := newWorld(t)
	newer := w.bureau.Dispatch(w.line, 7)
	testdrop.Put(t, w.socket, newer)
	w.export(6)
	if r := w.mustSync(); r.Dispatch != courier.DispatchOlder || r.Number != 7 {
		t.Errorf("%+v", r)
	}
	w.holds(newer, nil)
}

// TestSync_Succession_IsSentWhateverSerialTheThiefUsedUp; what the thief of the old root exports after it is named for what it is.
func TestSync_Succession_IsSentWhateverSerialTheThiefUsedUp(t *testing.T) {
	w := newWorld(t)
	thief, next := w.bureau, w.bureau.Succeed()
	thief.Charter.Serial = 1<<53 - 1
	w.line = thief.CharterLine()
	w.export(1<<53 - 1)
	w.mustSync()
	w.bureau, w.line = next, next.CharterLine()
	held := w.export(1)
	if r := w.mustSync(); r.Dispatch != courier.DispatchSent || r.Serial != 2 || r.Number != 1 {
		t.Errorf("%+v", r)
	}
	for says, b := range map[string]*testbureau.Bureau{"replaced the one of dispatch 9": thief, "another root key than dispatch 9's": thief.Succeed()} {
		w.bureau, w.line = b, b.CharterLine()
		w.export(9)
		r, err := w.syncAt(w.socket)
		if !errors.Is(err, courier.ErrIncomplete) || r.Dispatch != courier.DispatchOlder || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], says) {
			t.Errorf("%v: %+v", err, r)
		}
		w.holds(held, nil)
	}
}

func TestSync_RefusedDispatch_StaysAndStopsNothing(t *testing.T) {
	w := newWorld(t)
	ids := w.post(1, 2)
	w.line = w.bureau.CharterLine() // of the same serial, and other bytes: 409
	refused := w.export(3)
	r, err := w.syncAt(w.socket)
	if !errors.Is(err, courier.ErrIncomplete) || r.Dispatch != courier.DispatchRefused || len(r.Problems) != 1 {
		t.Errorf("%v: %+v", err, r)
	}
	w.holds(refused, ids)
}

func TestSync_LimitsOfTheDrop_SayWhatToDo(t *testing.T) {
	for says, change := range map[string]func(*server.Limits){
		"make the desk's boards smaller (luwte-desk board --size)": func(l *server.Limits) { l.BoardSize = board.MinK - 1 },
		"sync again in some minutes":                               func(l *server.Limits) { l.DispatchBurst = 0 },
	} {
		w := newWorld(t, change)
		refused := w.export(1)
		r, err := w.syncAt(w.socket)
		if !errors.Is(err, courier.ErrIncomplete) || r.Dispatch != courier.DispatchRefused || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], says) {
			t.Errorf("%v: %+v, and not %q", err, r, says)
		}
		w.holds(refused, nil)
	}
}

func TestSync_PouchOfAnotherBureau_TouchesNothing(t *testing.T) {
	w := newWorld(t)
	w.post(1, 1)
	mine := w.bureau
	w.bureau = testbureau.New()
	w.line = w.bureau.CharterLine()
	theirs := w.export(1)
	if _, err := w.syncAt(w.socket); !errors.Is(err, courier.ErrOtherBureau) {
		t.Error(err)
	}
	w.holds(theirs, nil)
	w.bureau = mine
}

func TestSync_SpoiltPouch_IsRefusedAndLeft(t *testing.T) {
	w := newWorld(t)
	dispatch := w.export(1)
	whole, err := os.ReadFile(w.pouch)
	if err != nil {
		t.Fatal(err)
	}
	altered := slices.Clone(dispatch)
	altered[len(altered)-1] ^= 1
	var forged bytes.Buffer // a right hash over a wrong signature
	if err := pouch.Encode(&forged, w.bureau.Fingerprint(), altered, nil, nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"cut": {whole[:len(whole)-1], pouch.ErrCut}, "empty": {nil, pouch.ErrCut}, "forged": {forged.Bytes(), courier.ErrBadDispatch},
	} {
		if err := os.WriteFile(w.pouch, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := w.syncAt(w.socket); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := os.ReadFile(w.pouch); !bytes.Equal(now, c.data) {
			t.Errorf("%s: the file was touched", name)
		}
	}
}

func TestSync_FlippedParcel_IsLeftOutAndComesNextTime(t *testing.T) {
	w := newWorld(t)
	ids := w.post(1, 6)
	var asked atomic.Int32
	evil := w.between(&asked, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if !strings.HasSuffix(r.URL.Path, ids[2].String()) {
			next.ServeHTTP(rw, r)
			return
		}
		status, body := testdrop.Recorded(next, r)
		body[100_000] ^= 4
		rw.WriteHeader(status)
		_, _ = rw.Write(body)
	})
	r, err := w.syncAt(evil)
	if !errors.Is(err, courier.ErrIncomplete) || len(r.LeftOut) != 1 || r.LeftOut[0].ID != ids[2] || r.Parcels != 5 {
		t.Errorf("%v: %+v", err, r)
	}
	w.holds(nil, slices.Delete(slices.Clone(ids), 2, 3))
	if r := w.mustSync(); r.New != 1 || r.Parcels != 6 {
		t.Errorf("%+v", r)
	}
	w.holds(nil, ids)
}

func TestSync_WithheldParcel_DoesNotStopTheRest(t *testing.T) {
	w := newWorld(t)
	ids := w.post(1, 6)
	for name, withhold := range map[string]func(http.ResponseWriter, *http.Request){
		"cut":    func(rw http.ResponseWriter, _ *http.Request) { testdrop.Cut(rw) },
		"silent": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"short": func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Length", "262144")
			rw.Write([]byte("age"))
		},
		"long": func(rw http.ResponseWriter, _ *http.Request) { rw.Write(make([]byte, parcel.Size+1)) },
		"500":  func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusInternalServerError) },
	} {
		var asked atomic.Int32
		evil := w.between(&asked, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			if strings.HasSuffix(r.URL.Path, ids[0].String()) {
				withhold(rw, r)
				return
			}
			next.ServeHTTP(rw, r)
		})
		w.pouch = filepath.Join(t.TempDir(), name)
		r, err := w.syncAt(evil)
		if !errors.Is(err, courier.ErrIncomplete) || len(r.LeftOut) != 1 || r.LeftOut[0].ID != ids[0] || r.LeftOut[0].Reason == "" {
			t.Errorf("%s: %v: %+v", name, err, r)
		}
		w.holds(nil, ids[1:])
	}
}

func TestSync_VanishedParcel_IsSkipped(t *testing.T) {
	w := newWorld(t)
	ids := w.post(1, 4)
	var asked atomic.Int32
	var release sync.Once
	late := w.between(&asked, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasPrefix(r.URL.Path, "/v1/parcels/") {
			release.Do(func() { testdrop.Put(t, w.socket, w.bureau.Dispatch(w.line, 1, ids...)) }) // between list and fetch
		}
		next.ServeHTTP(rw, r)
	})
	r, err := w.syncAt(late)
	if err != nil || r.Gone == 0 || r.Gone+r.Parcels != 4 {
		t.Errorf("%v: %+v", err, r)
	}
}

func TestSync_ConnectionLostMidway_GoesOnWhereItWas(t *testing.T) {
	w := newWorld(t)
	ids := w.post(1, 20)
	var asked atomic.Int32
	dying := w.between(&asked, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if asked.Load() > 8 {
			testdrop.Cut(rw)
		}
		next.ServeHTTP(rw, r)
	})
	r, err := w.syncAt(dying)
	if !errors.Is(err, courier.ErrIncomplete) || r.Parcels == 0 || r.Parcels > 8 || len(r.Problems) != 1 {
		t.Errorf("%v: %+v", err, r)
	}
	came := r.Parcels
	var again atomic.Int32
	honest := w.between(&again, func(rw http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(rw, r) })
	if r, err := w.syncAt(honest); err != nil || r.New != 20-came || int(again.Load()) != 20-came {
		t.Errorf("%v: %+v, %d asked for", err, r, again.Load())
	}
	w.holds(nil, ids)
}

func TestSync_Interrupted_KeepsPouchAndWhatCame(t *testing.T) {
	w := newWorld(t)
	old := w.post(1, 2)
	w.mustSync()
	ids := append(old, w.post(3, 20)...)
	ctx, interrupt := context.WithCancel(t.Context())
	var asked, again atomic.Int32
	slow := w.between(&asked, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if asked.Load() > 6 {
			interrupt()
		}
		next.ServeHTTP(rw, r)
	})
	door := courier.UnixDoor(slow).Hurry()
	defer door.Close()
	if _, err := courier.Sync(ctx, courier.Options{Dir: w.dir, Pouch: w.pouch, Door: door}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	p, err := pouch.Open(w.pouch)
	if err != nil || p.Count() != 2 {
		t.Fatalf("%v: %+v", err, p)
	}
	p.Close()
	honest := w.between(&again, func(rw http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(rw, r) })
	if _, err := w.syncAt(honest); err != nil || again.Load() >= 18 || again.Load() < 10 {
		t.Errorf("%v, %d asked for again", err, again.Load())
	}
	w.holds(nil, ids)
}

func TestSync_DispatchLostOnTheWay_LeavesThePouch(t *testing.T) {
	for name, lose := range map[string]testdrop.Meddler{
		"before it arrives": func(rw http.ResponseWriter, _ *http.Request, _ http.Handler) { testdrop.Cut(rw) },
		"before it is acknowledged": func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			testdrop.Recorded(next, r)
			testdrop.Cut(rw)
		},
	} {
		w := newWorld(t)
		ids := w.post(1, 3)
		dispatch := w.export(1, ids[0])
		before, _ := os.ReadFile(w.pouch)
		var asked atomic.Int32
		evil := w.between(&asked, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method == http.MethodPut {
				lose(rw, r, next)
			}
			next.ServeHTTP(rw, r)
		})
		if _, err := w.syncAt(evil); !errors.Is(err, courier.ErrUnsent) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(w.pouch); !bytes.Equal(before, after) {
			t.Errorf("%s: the pouch was touched", name)
		}
		w.mustSync()
		w.holds(dispatch, ids[1:])
	}
}

func TestSync_DropShowsAnOlderDispatch_KeepsTheNewer(t *testing.T) {
	w := newWorld(t)
	old := w.bureau.Dispatch(w.line, 1)
	testdrop.Put(t, w.socket, old)
	newer := w.export(2)
	var asked atomic.Int32
	lying := w.between(&asked, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodGet && r.URL.Path == "/v1/dispatch" {
			_, _ = rw.Write(old)
			return
		}
		next.ServeHTTP(rw, r)
	})
	r, err := w.syncAt(lying)
	if !errors.Is(err, courier.ErrIncomplete) || len(r.Problems) != 1 {
		t.Errorf("%v: %+v", err, r)
	}
	w.holds(newer, nil)
}

func TestSync_DropShowsAForgedDispatch_LeavesItOut(t *testing.T) {
	w := newWorld(t)
	ids := w.post(1, 2)
	other := testbureau.New()
	for name, forged := range map[string][]byte{
		"rubbish": []byte("luwte/1 dispatch\nand so on"), "another bureau's": other.Dispatch(other.CharterLine(), 9),
	} {
		var asked atomic.Int32
		lying := w.between(&asked, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.URL.Path == "/v1/dispatch" {
				_, _ = rw.Write(forged)
				return
			}
			next.ServeHTTP(rw, r)
		})
		if r, err := w.syncAt(lying); !errors.Is(err, courier.ErrIncomplete) || len(r.Problems) != 1 {
			t.Errorf("%s: %v: %+v", name, err, r)
		}
		w.holds(nil, ids)
	}
}

func TestSync_ParcelOnlyInThePouch_IsKeptUntilTheDeskHasIt(t *testing.T) {
	w := newWorld(t)
	expired := testbureau.Rubbish(99)
	id := parcel.IDOf(expired)
	fetch := func(parcel.ID) ([]byte, error) { return expired, nil }
	if err := pouch.Write(w.pouch, w.bureau.Fingerprint(), nil, []parcel.ID{id}, fetch); err != nil {
		t.Fatal(err)
	}
	ids := w.post(1, 1)
	w.mustSync()
	w.holds(nil, append(ids, id))
	released := w.bureau.Dispatch(w.line, 1, id)
	testdrop.Put(t, w.socket, released)
	w.mustSync()
	w.holds(released, ids)
}

func TestSync_TwoAtOnce_SecondIsRefused(t *testing.T) {
	w := newWorld(t)
	w.post(1, 1)
	var asked atomic.Int32
	var second error
	busy := w.between(&asked, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Path == "/v1/state" {
			_, second = w.syncAt(w.socket)
		}
		next.ServeHTTP(rw, r)
	})
	if _, err := w.syncAt(busy); err != nil || !errors.Is(second, courier.ErrBusy) {
		t.Errorf("%v, the second: %v", err, second)
	}
}

func TestSync_NoDrop_SaysSo(t *testing.T) {
	w := newWorld(t)
	w.export(1)
	if _, err := w.syncAt(filepath.Join(w.dir, "nothing")); err == nil {
		t.Error("it went through")
	}
	w.pouch = filepath.Join(w.dir, "no directory", "pouch")
	if _, err := w.syncAt(w.socket); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// TestSync_CharterEndsSoon_Reminds: the courier is who sees the drop most often.
func TestSync_CharterEndsSoon_Reminds(t *testing.T) {
	for days, want := range map[day.Day]string{300: "", 61: "", 20: "in 20 days. The bureau must bring a new one before."} {
		w := &world{T: t, drop: testdrop.Start(t), bureau: testbureau.New(), dir: filepath.Join(t.TempDir(), "courier"), pouch: filepath.Join(t.TempDir(), "pouch")}
		w.bureau.Charter.Epochs[0].Until = day.Today() + days
		w.bureau.Charter.Expires = day.Today() + days
		w.line, w.socket = w.drop.Add(t, w.bureau)
		w.mustSync()
		w.export(1)
		if got := w.mustSync().Reminder; want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%d days before its end: %q", days, got)
		}
	}
}
