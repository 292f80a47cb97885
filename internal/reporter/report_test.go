package reporter_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/internal/reporter"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
	"luwte/internal/wire"
)

func TestReport_Sealed_IsWhatTheDeskOpens(t *testing.T) {
	w := newWorld(t)
	b := w.public().Bureaus[0]
	c := code.New()
	sealed, err := words(b.Report(c, reporter.Draft{Language: "nl", Text: "Ik zag het.\n\"Alles\" \u2028."}, day.Today()))
	if err != nil {
		t.Fatal(err)
	}
	r := opened[*message.Report](w, sealed)
	keys, err := c.Derive(w.bureau.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	if r.Text != "Ik zag het.\n\"Alles\" \u2028." || r.Language != "nl" || r.Topic != "approached" || r.Form != 1 || r.Recipient != keys.Recipient || r.Slots != keys.Slots {
		t.Errorf("%+v", r)
	}
}

func TestReport_CharterClosed_IsRefused(t *testing.T) {
	w := newWorld(t)
	b := w.public().Bureaus[0]
	for name, today := range map[string]day.Day{
		"expired": b.Charter.Expires + 2, "before its epochs": b.Charter.Epochs[0].From - 1, "after its epochs": b.Charter.Epochs[0].Until,
	} {
		if _, err := b.Report(code.New(), reporter.Draft{Language: "en", Text: "x"}, today); !errors.Is(err, reporter.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReport_TooLong_IsRefused(t *testing.T) {
	w := newWorld(t)
	b := w.public().Bureaus[0]
	draft := reporter.Draft{Language: "en", Text: strings.Repeat("\n", parcel.PlaintextSize/2)} // each is two bytes in JSON
	if _, err := b.Report(code.New(), draft, day.Today()); !errors.Is(err, message.ErrTooLong) {
		t.Error(err)
	}
}

func TestPost_ConnectionCut_SendsTheSameBytesAgain(t *testing.T) {
	for name, after := range map[string]bool{"before it arrived": false, "before the answer": true} {
		w := newWorld(t)
		d := w.visit()
		var bodies [][]byte
		w.meddle = func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method != http.MethodPost {
				next.ServeHTTP(rw, r)
				return
			}
			body, _ := io.ReadAll(r.Body)
			bodies = append(bodies, body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			switch {
			case len(bodies) > 1:
				next.ServeHTTP(rw, r)
			case after:
				testdrop.Recorded(next, r)
				testdrop.Cut(rw)
			default:
				testdrop.Cut(rw)
			}
		}
		p, err := d.Public(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := words(p.Bureaus[0].Report(code.New(), reporter.Draft{Language: "en", Text: "x"}, day.Today()))
		if err == nil {
			err = d.Post(t.Context(), p.Bureaus[0].Charter.Bureau.Inbox(), sealed, ignore)
		}
		if err != nil || len(bodies) != 2 || !bytes.Equal(bodies[0], sealed) || !bytes.Equal(bodies[1], sealed) {
			t.Errorf("%s: %v after %d posts", name, err, len(bodies))
		}
	}
}

func TestPost_NoHonestAnswer_IsNotTakenForOne(t *testing.T) {
	w := newWorld(t)
	d := w.visit()
	p, err := d.Public(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := p.Bureaus[0]
	sealed, err := words(b.Report(code.New(), reporter.Draft{Language: "en", Text: "x"}, day.Today()))
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]func(rw http.ResponseWriter) bool{
		"another id": func(rw http.ResponseWriter) bool {
			io.WriteString(rw, `{"id":"`+strings.Repeat("0", 32)+`"}`)
			return true
		},
		"a page": func(rw http.ResponseWriter) bool { io.WriteString(rw, "<html>"); return true },
	}
	for name, say := range answers {
		w.meddle = func(rw http.ResponseWriter, r *http.Request, _ http.Handler) {
			rw.WriteHeader(http.StatusCreated)
			say(rw)
		}
		if err := d.Post(t.Context(), b.Charter.Bureau.Inbox(), sealed, ignore); !errors.Is(err, reporter.ErrAnswer) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.meddle = func(rw http.ResponseWriter, r *http.Request, _ http.Handler) {
		rw.WriteHeader(http.StatusInsufficientStorage)
	}
	var status *wire.StatusError
	if err := d.Post(t.Context(), b.Charter.Bureau.Inbox(), sealed, ignore); !errors.As(err, &status) || status.Status != http.StatusInsufficientStorage {
		t.Error(err)
	}
	w.meddle = func(rw http.ResponseWriter, r *http.Request, _ http.Handler) {
		io.Copy(io.Discard, r.Body)
		testdrop.Cut(rw)
	}
	var lost *wire.LostError
	if err := d.Post(t.Context(), b.Charter.Bureau.Inbox(), sealed, ignore); !errors.As(err, &lost) || !lost.Sent {
		t.Error(err)
	}
}

func TestPublic_SeveralBureaus_FetchesAllBoardsWhateverIsWanted(t *testing.T) {
	w := newWorld(t)
	w.publish(code.New(), day.Today()+7)
	second := testbureau.New()
	w.drop.Add(t, second)
	p := w.public()
	if len(p.Bureaus) != 2 || p.Refused != 0 {
		t.Fatalf("%d bureaus, %d refused", len(p.Bureaus), p.Refused)
	}
	want := []string{"GET /v1/charters", "GET /v1/inboxes/" + w.bureau.Inbox() + "/board", "GET /v1/inboxes/" + second.Inbox() + "/board"}
	slices.Sort(want)
	got := slices.Sorted(slices.Values(w.requests))
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	for _, b := range p.Bureaus {
		if (b.Board != nil) != (b.Charter.Bureau == w.bureau.Fingerprint()) || b.BoardErr != nil {
			t.Errorf("board %v, %v", b.Board, b.BoardErr)
		}
	}
}

func TestPublic_ForgedBoardOrCharter_IsLeftOut(t *testing.T) {
	w := newWorld(t)
	c := code.New()
	w.publish(c, day.Today()+7, receipt(1))
	other := testbureau.New()
	w.meddle = func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		_, body := testdrop.Recorded(next, r)
		if r.URL.Path == "/v1/charters" {
			forged := bytes.Replace(other.CharterLine(), []byte("Test Bureau"), []byte("Best Bureau"), 1)
			body = append(append(body, forged...), body...) // and the right one twice
		} else {
			body[3000] ^= 1
		}
		_, _ = rw.Write(body)
	}
	p := w.public()
	if len(p.Bureaus) != 1 || p.Refused != 2 || !errors.Is(p.Bureaus[0].BoardErr, reporter.ErrBoard) || p.Bureaus[0].Board != nil {
		t.Fatalf("%d bureaus, %d refused", len(p.Bureaus), p.Refused)
	}
	if _, err := reporter.Look(p.Bureaus, c, day.Today()); !errors.Is(err, reporter.ErrBoard) {
		t.Errorf("a look says %v", err)
	}
}

// TestPublic_BoardsWithoutEnd: a drop can sign charters and boards of its own making; they end at what an honest one shows.
func TestPublic_BoardsWithoutEnd_AreRefused(t *testing.T) {
	w := newWorld(t)
	var charters []byte
	boards := map[string][]byte{}
	for range 6 {
		b := testbureau.New()
		charters = append(charters, b.CharterLine()...)
		boards[b.Inbox()] = b.Board(1, board.MaxK)
	}
	w.meddle = func(rw http.ResponseWriter, r *http.Request, _ http.Handler) {
		if r.URL.Path == "/v1/charters" {
			_, _ = rw.Write(charters)
			return
		}
		_, _ = rw.Write(boards[strings.Split(r.URL.Path, "/")[3]])
	}
	if p, err := w.visit().Public(t.Context()); !errors.Is(err, reporter.ErrAnswer) {
		t.Errorf("%v, %+v", err, p)
	}
	if len(w.requests) != 5 { // the charters, and of six boards of 2 MiB the four that fit into 8 MiB with one more than enough
		t.Errorf("%d requests", len(w.requests))
	}
}

func TestLook_OneForgedBoardAndOneNotYetThere_SaysForged(t *testing.T) {
	_, err := reporter.Look([]*reporter.Bureau{{BoardErr: reporter.ErrBoard}, {}}, code.New(), day.Today())
	if !errors.Is(err, reporter.ErrBoard) {
		t.Error(err)
	}
}

func TestPublic_EmptyDrop_IsErrNoBureau(t *testing.T) {
	w := &world{T: t, drop: testdrop.Start(t)}
	if _, err := w.visit().Public(t.Context()); !errors.Is(err, reporter.ErrNoBureau) {
		t.Error(err)
	}
}

func TestChoose_Words_AreReadForgivingly(t *testing.T) {
	w := newWorld(t)
	second := testbureau.New()
	w.drop.Add(t, second)
	p := w.public()
	all, dutch := second.Fingerprint().Words("en"), second.Fingerprint().Words("nl")
	short := slices.Clone(all)
	for i, word := range short {
		short[i] = word[:min(len(word), 4)]
	}
	for name, text := range map[string]string{
		"all":         strings.Join(all, " "),
		"eight":       strings.Join(all[:8], " "),
		"from a card": "1. " + strings.ToUpper(all[0]) + "\n2. " + all[1] + ", 3) " + all[2] + " - " + strings.Join(all[3:8], " "),
		"Dutch":       strings.Join(dutch, " "),
		"eight Dutch": strings.Join(dutch[:8], "-"),
		"cut":         strings.Join(short, " "),
	} {
		if b, err := p.Choose(text); err != nil || b.Charter.Bureau != second.Fingerprint() {
			t.Errorf("%s: %v", name, err)
		}
	}
	wrong := slices.Clone(all)
	wrong[11] = map[bool]string{true: "zoo", false: "abandon"}[wrong[11] != "zoo"]
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"none": {"", reporter.ErrManyBureaus}, "seven": {strings.Join(all[:7], " "), reporter.ErrWords}, "unknown": {"xylophon a b c", reporter.ErrWords},
		"thirteen": {strings.Join(append(all, "zoo"), " "), reporter.ErrWords}, "last one wrong": {strings.Join(wrong, " "), reporter.ErrOtherWords},
	} {
		if _, err := p.Choose(c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseAddress_OnlyOnionsAndThisMachine(t *testing.T) {
	onion := "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion" // the tor project's; nothing is sent to it
	for text, isOnion := range map[string]bool{
		"http://" + onion: true, onion: true, "http://" + strings.ToUpper(onion) + "/": true, "http://127.0.0.1:8787": false, "http://[::1]:80/": false,
	} {
		if a, err := reporter.ParseAddress(text); err != nil || a.Onion != isOnion {
			t.Errorf("%q: %+v, %v", text, a, err)
		}
	}
	for text, want := range map[string]error{
		"http://example.org": reporter.ErrNotAnonymous, "http://192.168.1.2:80": reporter.ErrNotAnonymous, "http://localhost": reporter.ErrNotAnonymous,
		"http://0.0.0.0": reporter.ErrNotAnonymous, "https://" + onion: reporter.ErrURL, "http://short.onion": reporter.ErrURL, "": reporter.ErrURL,
		"http://a@" + onion: reporter.ErrURL, "http://" + onion + "/?q=1": reporter.ErrURL, "http://127.0.0.1.example.org": reporter.ErrNotAnonymous,
		"http://" + onion + "/v1": reporter.ErrURL, "http://" + onion + ".example.org": reporter.ErrNotAnonymous,
	} {
		if _, err := reporter.ParseAddress(text); !errors.Is(err, want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestFill_Answers_AreWordedAndChecked(t *testing.T) {
	texts := func(s string) charter.Texts { return charter.Texts{"en": s, "nl": s + " (nl)"} }
	f := charter.Form{Version: 1, Topics: []charter.Topic{
		{ID: "other", Title: texts("Other"), Questions: []charter.Question{}},
		{ID: "leak", Title: texts("Leak"), Questions: questions()},
	}}
	topic, answers, err := reporter.Fill(f, "", reporter.Given{"known": {"yes"}, "what": {"no", "yes", "no"}, "who": {"A. Nonymous"}}, "nl")
	if err != nil || topic.ID != "leak" || len(answers) != 3 {
		t.Fatalf("%v: %+v", err, answers)
	}
	if a := answers[1]; a.Question != "What? (nl)" || a.Answer != "Yes (nl); No (nl)" || !slices.Equal(a.Values, []string{"yes", "no"}) {
		t.Errorf("%+v", a)
	}
	if a := answers[2]; a.Answer != "A. Nonymous" || len(a.Values) != 0 {
		t.Errorf("%+v", a)
	}
	if topic, answers, err := reporter.Fill(f, "", nil, "en"); err != nil || topic.ID != "other" || answers == nil {
		t.Errorf("no answers: %v, %v, %v", topic.ID, answers, err)
	}
	for name, c := range map[string]struct {
		topic string
		given reporter.Given
	}{
		"unknown topic":    {"fraud", nil},
		"another topic's":  {"other", reporter.Given{"known": {"yes"}}},
		"unknown question": {"", reporter.Given{"when": {"yes"}}},
		"unknown option":   {"leak", reporter.Given{"known": {"maybe"}}},
		"two of a choice":  {"leak", reporter.Given{"known": {"yes", "no"}}},
		"not asked":        {"leak", reporter.Given{"known": {"no"}, "who": {"x"}}},
		"two lines":        {"leak", reporter.Given{"known": {"yes"}, "who": {"a\nb"}}},
	} {
		if _, _, err := reporter.Fill(f, c.topic, c.given, "en"); !errors.Is(err, reporter.ErrForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
