package ui

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/crypto/charter"
	"luwte/crypto/message"
	"luwte/internal/pouch"
)

// finished waits until what was begun has ended, and returns the screen that it ends with.
func (w *world) finished(a answer) answer {
	w.t.Helper()
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != w.ui.path("/job") {
		w.t.Fatalf("nothing was begun: %s to %s\n%s", a.Status, a.Header.Get("Location"), mainOf(a.body))
	}
	for {
		a = w.send(http.MethodGet, w.ui.path("/job"), nil)
		if a.StatusCode == http.StatusSeeOther {
			path, _, _ := strings.Cut(strings.TrimPrefix(a.Header.Get("Location"), "/"+w.ui.token), "#")
			return w.send(http.MethodGet, w.ui.path(path), nil)
		}
		time.Sleep(time.Millisecond)
	}
}

// TestTransfer_TakeInAndWrite_SayWhatBecameOfIt goes once around: reports, an answer, and a follow-up that says that it was read.
func TestTransfer_TakeInAndWrite_SayWhatBecameOfIt(t *testing.T) {
	w := newWorld(t)
	stick := t.TempDir()
	w.ui.transfer.sticks = []string{stick}
	one, two := newReporter(), newReporter()
	blank := func(m *message.Report) { m.Answers = []message.Answer{} }
	path := filepath.Join(stick, "pouch")
	w.must(os.Rename(w.pouch(w.report(one, "Een."), w.report(newReporter(), "Twee."), w.report(newReporter(), " ", blank), make([]byte, 1<<18)), path))
	w.get("/transfer").says(t, path)
	done := w.finished(w.try("/transfer/take", "found", path))
	done.says(t, "3 nieuwe meldingen", "1 pakket dat niet te lezen is", "Krijgt geen ontvangstbevestiging", "Er staat niets in", "1 melding zonder ontvangstbevestiging")
	cases, err := w.desk.List(false)
	w.must(err)
	for _, c := range cases.Cases {
		done.says(t, w.ui.path("/cases/"+c.ID))
		_, err := w.desk.Reply(c.ID, "Waarmee kunnen wij helpen?") // of the blank one too: it gets a receipt then
		w.must(err)
	}
	w.finished(w.try("/transfer/write", "place", path)).says(t, "Bord 1: berichten: 6, loze berichten: 10", "wissen die hier veilig zijn", path)
	w.must(os.Rename(w.pouch(w.followup(one, two, "Gelezen.", 0, 1), w.followup(one, newReporter(), "Ik ook.")), path))
	w.finished(w.try("/transfer/write", "found", path)).says(t, "Haal het eerst in", `name="force"`)
	w.finished(w.try("/transfer/take", "found", path)).says(t, "1 vervolgbericht", "1 code twee keer gebruikt", "1 antwoord gelezen", "u moet kiezen")
	w.get("/transfer").says(t, "1 antwoord gelezen") // remembered
	w.post("/transfer/boards", "size", "5", "next", "3", "receipts", "4").says(t, "Bewaard", `value="4"`)
	for field, want := range map[string]string{"size": "Kies een grootte", "receipts": "minder plaatsen", "next": "heel getal"} {
		fields := []string{"size", "5", "next", "3", "receipts", "4"}
		for i, f := range fields {
			if f == field {
				fields[i+1] = map[string]string{"size": "3", "receipts": "99", "next": "x"}[field]
			}
		}
		if a := w.try("/transfer/boards", fields...); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", field, a.Status)
		} else {
			a.says(t, want)
		}
	}
}

func TestTransfer_ReceiptForWhatWasTakenForRubbish_IsGiven(t *testing.T) {
	w := newWorld(t)
	ids := w.bring(w.report(newReporter(), "\u200b", func(m *message.Report) { m.Answers = []message.Answer{} }))
	w.get("/transfer").says(t, "1 melding zonder ontvangstbevestiging", `value="`+ids[0]+`"`, "0 berichten voor melders")
	w.post("/transfer/receipts", "case", ids[0]).lacks(t, "1 melding zonder ontvangstbevestiging", "0 berichten voor melders")
}

// TestTransfer_Refusals_SayWhyAndKeepWhatWasTyped.
func TestTransfer_Refusals_SayWhyAndKeepWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	w.ui.transfer.sticks = nil
	foreign := filepath.Join(t.TempDir(), "pouch")
	w.must(pouch.Write(foreign, charter.Fingerprint{1}, nil, nil, nil))
	whole := w.pouch(w.report(newReporter(), "Een."))
	data, err := os.ReadFile(whole)
	w.must(err)
	put := func(data []byte) string {
		path := filepath.Join(t.TempDir(), "pouch")
		w.must(os.WriteFile(path, data, 0o600))
		return path
	}
	altered := append([]byte{}, data...)
	altered[len(altered)-1000] ^= 1
	for _, c := range []struct{ path, want string }{
		{foreign, "van een ander meldpunt"}, {put(data[:len(data)-1]), "afgebroken, en in zijn geheel geweigerd"}, {put(altered), "veranderd of beschadigd, en in zijn geheel geweigerd"},
		{put([]byte("a letter")), "geen bestand van de koerier"}, {filepath.Join(t.TempDir(), "no"), "is er niet"},
	} {
		a := w.finished(w.try("/transfer/take", "place", c.path))
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", c.want, a.Status)
		}
		a.says(t, c.want, `value="`+c.path+`"`)
		w.get("/transfer").lacks(t, c.want) // once
	}
	if a := w.try("/transfer/take", "place", " "); a.StatusCode != http.StatusUnprocessableEntity {
		t.Error(a.Status)
	}
	all, err := w.desk.List(false)
	if err != nil || len(all.Cases) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}
