package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"luwte/crypto/charter"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/dossier"
)

// dossierTexts are the words of a dossier for what the desk noted.
var dossierTexts = map[string]map[string]string{
	"nl": {
		"kind": "Soort", "class": "Klasse", "status": "Status", "outcome": "Uitkomst", "closed": "Gesloten", "handler": "Behandelaar", "labels": "Labels", "from": "Gekregen van", "to": "Overgedragen aan",
		"opened": "Binnengekomen", "topic": "Onderwerp", "language": "Taal", "deadline": "Termijn", "breach": "Datalek vastgesteld", "notified": "Toezichthouder ingelicht",
		"damaged": "Het bestand van dit bericht is beschadigd.", "branch": "Op een tak die %s is: misschien niet van de melder.", "filed": "Zonder gevolg opgeborgen: %s",
		"read": "Gelezen door de melder.", "shown": "Gepubliceerd vanaf %s, nog niet gelezen.", "waits": "Nog niet gepubliceerd.", "sent": "Op %s aan het andere bureau gestuurd.",
		"branch-closed": "gesloten", "branch-accepted": "aanvaard",
	},
	"en": {
		"kind": "Kind", "class": "Class", "status": "Status", "outcome": "Outcome", "closed": "Closed", "handler": "Handler", "labels": "Labels", "from": "Handed over by", "to": "Handed over to",
		"opened": "Came in", "topic": "Topic", "language": "Language", "deadline": "Due", "breach": "Judged a breach", "notified": "Authority notified",
		"damaged": "The record of this letter is damaged.", "branch": "On a branch that is %s: perhaps not the reporter's.", "filed": "Filed without effect: %s",
		"read": "Read by the reporter.", "shown": "Published since %s, not read yet.", "waits": "Not published yet.", "sent": "Sent to the other bureau on %s.",
		"branch-closed": "closed", "branch-accepted": "accepted",
	},
}

// dossierWords are the desk's own words in Dutch, for status and events; in English they stand as they are.
var dossierWords = map[string]string{
	StatusNew: "nieuw", StatusAcknowledged: "ontvangst bevestigd", StatusInProgress: "in behandeling", StatusAwaiting: "wacht op de melder", StatusReferred: "doorverwezen", StatusClosed: "gesloten",
	cases.NewCase: "melding binnengekomen", cases.Turn: "vervolgbericht binnengekomen", cases.SameTurn: "nog een bericht bij dezelfde beurt", cases.Sibling: "bericht van dezelfde melder met een andere code",
	cases.Fork: "code voor de tweede keer gebruikt", cases.Filed: "bericht zonder gevolg opgeborgen", cases.Repeat: "herhaling opgeborgen", cases.Poisoned: "bericht dat niet te beantwoorden is",
	cases.DidReply: "antwoord geschreven", cases.DidKeep: "tak gehouden", cases.DidAccept: "tak aanvaard", cases.DidClose: "alle takken gesloten", cases.DidPublish: "voor het eerst gepubliceerd",
	cases.DidComplete: "bestand heel aangekomen", cases.DidReceive: "door een ander bureau overgedragen", cases.DamagedEvent: "beschadigde regel",
}

func dossierWord(language, word string) string {
	if w, ok := dossierWords[word]; ok && language == "nl" {
		return w
	}
	return word
}

func dossierText(language, key string) string {
	if t, ok := dossierTexts[language]; ok {
		return t[key]
	}
	return dossierTexts["en"][key]
}

// factsOf are what the bureau noted of a case.
func factsOf(language string, v *cases.View, f *File, topics []charter.Topic) (all []dossier.Fact) {
	title := func(id string) string {
		for _, t := range topics {
			if t.ID == id {
				return t.Title.In(language)
			}
		}
		return id
	}
	add := func(key, says string) {
		if says != "" {
			all = append(all, dossier.Fact{What: dossierText(language, key), Says: says})
		}
	}
	add("opened", v.Opened.String())
	add("topic", title(v.Topic))
	add("language", v.Language)
	add("kind", title(f.Kind))
	add("class", f.Class)
	add("status", dossierWord(language, f.Status))
	add("outcome", f.Outcome)
	if f.Closed != 0 {
		add("closed", f.Closed.String())
	}
	add("handler", f.Handler)
	add("labels", strings.Join(f.Labels, ", "))
	add("from", f.From)
	add("to", strings.Join(f.To, ", "))
	for _, what := range slices.Sorted(maps.Keys(f.Deadlines)) {
		add("deadline", fmt.Sprintf("%s: %s", what, f.Deadlines[what]))
	}
	if f.Breach() {
		add("breach", f.Times.Aware.Day.String())
	}
	if !f.Times.Notified.None() {
		add("notified", f.Times.Notified.Day.String())
	}
	return all
}

// remarkOf says what became of a letter, where that is not plain.
func remarkOf(language string, l cases.LetterView, state string) string {
	switch {
	case l.Damaged:
		return dossierText(language, "damaged")
	case l.Filed != "":
		return fmt.Sprintf(dossierText(language, "filed"), l.Filed)
	case state == cases.BranchClosed || state == cases.BranchAccepted:
		return fmt.Sprintf(dossierText(language, "branch"), dossierText(language, "branch-"+state))
	}
	return ""
}

func answerRemark(language string, a cases.AnswerView) string {
	switch {
	case a.Read:
		return dossierText(language, "read")
	case a.Shown.Times > 0:
		return fmt.Sprintf(dossierText(language, "shown"), a.Shown.Since)
	case a.Sent != 0:
		return fmt.Sprintf(dossierText(language, "sent"), a.Sent)
	}
	return dossierText(language, "waits")
}
