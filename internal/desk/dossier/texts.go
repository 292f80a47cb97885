package dossier

// texts are what a dossier says of itself.
type texts struct {
	tag, mark, dossier, bureau, fingerprint, made, redacted, redactedSays                string
	facts, conversation, notes, notesOut, none, events                                   string
	log, logSays, logEntries, logHash, logHead, by, bytes, file, archived, page, content string
	kinds, states                                                                        map[string]string
}

var languages = map[string]texts{
	"nl": {
		tag: "nl", mark: "[weggelakt]", dossier: "Dossier van zaak", bureau: "Bureau", fingerprint: "Woorden op de kaart", made: "Gemaakt",
		redacted: "Weggelakt", redactedSays: "passages gekozen: %d; plaatsen waar ze stonden: %d. Daar staat %s, hoe lang de passage ook was. De zaak zelf is niet veranderd.",
		facts: "Wat het bureau noteerde", conversation: "Meldingen en antwoorden", notes: "Notities", notesOut: "Weggelaten.", none: "Geen.", events: "Wat er met de zaak gebeurde",
		log: "Logboek", logSays: "Wie deze zaak las of veranderde; wat iemand deed, heet naar de opdracht van het programma. Dit dossier zelf is de laatste regel. De hash is die van de laatste regel, die elke vorige bevat.",
		logEntries: "Regels", logHash: "Hash van deze zaak", logHead: "Hele logboek", by: "van", bytes: "bytes", file: "Bestand", archived: "in het archief", content: "naar inhoud", page: "%s %s, bladzijde %d van %d",
		kinds:  map[string]string{"report": "Melding", "followup": "Vervolgbericht", "answer": "Antwoord", "note": "Notitie", "reply": "Antwoord"},
		states: map[string]string{"whole": "heel", "missing": "niet heel aangekomen", "damaged": "beschadigd"},
	},
	"en": {
		tag: "en", mark: "[redacted]", dossier: "Dossier of case", bureau: "Bureau", fingerprint: "Words on the card", made: "Made",
		redacted: "Redacted", redactedSays: "passages chosen: %d; places where they stood: %d. There it says %s, however long the passage was. The case itself was not changed.",
		facts: "What the bureau noted", conversation: "Reports and answers", notes: "Notes", notesOut: "Left out.", none: "None.", events: "What became of the case",
		log: "Log", logSays: "Who read or changed this case; what was done has the name of the program's command. This dossier itself is the last entry. The hash is the last entry's, which holds every one before.",
		logEntries: "Entries", logHash: "Hash of this case", logHead: "Whole log", by: "by", bytes: "bytes", file: "File", archived: "in the archive", content: "by content", page: "%s %s, page %d of %d",
		kinds:  map[string]string{"report": "Report", "followup": "Follow-up", "answer": "Answer", "note": "Note", "reply": "Answer"},
		states: map[string]string{"whole": "whole", "missing": "did not come whole", "damaged": "damaged"},
	},
}

func textsIn(language string) texts {
	if t, ok := languages[language]; ok {
		return t
	}
	return languages["en"]
}
