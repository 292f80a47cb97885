package ui

import (
	"net/http"
	"testing"

	"luwte/internal/desk"
)

// TestHandlers_OneLeaves_CasesLeftToOneAreNamed: who works here, whose name is where, and, after a question, somebody's end here. It costs what two passphrases cost.
func TestHandlers_OneLeaves_CasesLeftToOneAreNamed(t *testing.T) {
	w := newWorld(t)
	const bram = "Bram Kok"
	id := w.bring(w.report(newReporter(), "Het gaat om Bram Kok en om niemand anders."))[0]
	w.get("/handlers").says(t, "U werkt hier alleen", "handler add &#34;Voornaam Achternaam&#34; --role keeper").lacks(t, "handler reset")
	w.must(w.desk.AddHandler("Anna Bos", desk.Keeper, passphrase+" a"))
	w.must(w.desk.AddHandler(bram, desk.Officer, passphrase+" b"))
	w.get("/cases/"+id+"/access").says(t, "Alleen u ziet deze zaak nog")
	w.get("/handlers").says(t, "Registerhouder", "Bram Kok", "Zaken die alleen u ziet", "handler reset", "/cases/"+id+"/access")
	w.post("/cases/"+id+"/give", "name", bram).lacks(t, "Alleen u ziet")
	w.get("/handlers").says(t, "Bram Kok wordt genoemd en ziet deze zaak").lacks(t, "Zaken die alleen u ziet")
	w.get("/cases/"+id+"/exclude?name=Bram+Kok").says(t, "Daarna ziet alleen Anna Bos deze zaak nog")

	for _, name := range []string{"Anna Bos", "Nobody"} {
		if a := w.try("/handlers/remove", "name", name); a.StatusCode < 400 {
			t.Errorf("removing %s: %s", name, a.Status)
		}
	}
	w.get("/handlers/remove?name=Bram+Kok").says(t, "Bram Kok laten vertrekken?", "Dit kan niet worden teruggedraaid")
	w.post("/handlers/remove", "name", bram).says(t, "Bram Kok werkt hier niet meer", "1 zaak ziet nu niemand dan u")
	all, err := w.desk.Handlers()
	w.must(err)
	if len(all) != 1 {
		t.Errorf("%d work here", len(all))
	}
}

// TestDestroy_ByHand_AsksTwiceAndDestroys: without a ground, or with another case's name, nothing is destroyed and nothing that was typed is lost.
func TestDestroy_ByHand_AsksTwiceAndDestroys(t *testing.T) {
	w := newWorld(t)
	id := w.bring(w.report(newReporter(), "Een melding."))[0]
	path := "/cases/" + id + "/destroy"
	w.get("/cases/"+id).says(t, "Vernietig deze zaak")
	w.get(path).says(t, "Het gesprek loopt nog", "Typ ter controle")
	w.try(path, "ground", desk.GroundCourt, "reason", "vonnis 26/114", "again", "x").says(t, "niet de naam van deze zaak", `value="vonnis 26/114"`, `value="court" required checked`)
	w.try(path, "reason", "vonnis 26/114", "again", id).says(t, "Kies een grond")
	w.get("/cases/"+id).says(t, "Een melding.")
	w.post(path, "ground", desk.GroundCourt, "reason", "vonnis 26/114", "again", id+" ").says(t, "is vernietigd")
	w.gone("/cases/" + id)
	if a := w.send(http.MethodGet, w.ui.path(path), nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("destroying what is destroyed: %s", a.Status)
	}
	w.get("/figures").says(t, "Geteld zijn")
}
