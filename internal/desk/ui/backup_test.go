package ui

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/internal/desk"
)

// TestBackup_OnTheScreens_IsWrittenAndSaid, and what is wrong with a path comes back with it.
func TestBackup_OnTheScreens_IsWrittenAndSaid(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	w.get("/backup").says(t, "Er is nog geen reservekopie gemaakt", "het wachtwoord of de token van het register", "luwte-desk restore --dir MAP BESTAND")
	there := filepath.Join(dir, "there")
	w.must(os.WriteFile(there, nil, 0o600))
	for path, says := range map[string]string{
		"stick/luwte": "Geef de hele weg naar het bestand", there: "Er is al een bestand met die naam", filepath.Join(dir, "none", "luwte"): "Kijk of de stick in de computer zit",
	} {
		a := w.try("/backup", "path", path)
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", path, a.Status)
		}
		a.says(t, `value="`+path+`"`, says)
	}
	file := filepath.Join(dir, "luwte-1")
	w.try("/backup", "path", " "+file+" ")
	if a := w.ended(); a.StatusCode != http.StatusSeeOther || !strings.HasSuffix(a.Header.Get("Location"), "/backup") {
		t.Fatalf("%s\n%s", a.Status, a.body)
	}
	w.get("/backup").says(t, "De reservekopie is gemaakt en staat in "+file, "De laatste reservekopie is van", filepath.Join(dir, "luwte-"+w.desk.Today().String()))
	r, err := desk.OpenBackup(file)
	w.must(err)
	defer r.Close()
	w.must(r.GivePassphrase(passphrase))
	if _, err := r.Restore(t.Context(), t.TempDir(), "alice", nil, func(int64, int64) {}); err != nil {
		t.Error(err)
	}
}

// ended waits for the end of what takes long, and returns what is shown then.
func (w *world) ended() answer {
	w.t.Helper()
	a := w.send(http.MethodGet, w.ui.path("/job"), nil)
	for ; a.Header.Get("Refresh") == "1; url="+w.ui.path("/job"); a = w.send(http.MethodGet, w.ui.path("/job"), nil) {
		time.Sleep(time.Millisecond)
	}
	return a
}
