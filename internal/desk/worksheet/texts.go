package worksheet

// Title returns a phase in words.
func (p Phase) Title(language string) string { return in(language).phases[p] }

// Title returns a ground in words.
func (g Ground) Title(language string) string { return in(language).grounds[g] }

type texts struct {
	book, bookNone, caseNo, aware, notified, number, notYet, notNeeded, what, who, conclusion, sent, printed string

	title, missing, words, stillMissing, day, mind            string
	decision, decided, undecided, informed, notInformed       string
	ground, reasons, by, log, entry, facts, effects, measures string
	phases                                                    map[Phase]string
	grounds                                                   map[Ground]string
	doubts                                                    map[string]string
}

func in(language string) texts {
	if language == "nl" {
		return dutch
	}
	return english
}

var english = texts{
	book: "Register of breaches of personal data (GDPR art. 33(5))", bookNone: "No case was judged to be a breach.", caseNo: "Case", aware: "Known since", notified: "Notified to the authority", number: "number",
	notYet: "not yet", notNeeded: "need not be: ", what: "Data", who: "People", conclusion: "Informing the people", sent: "Notifications", printed: "Printed on",
	title: "Breach worksheet, case", missing: "STILL MISSING", words: " (the reporter wrote about it; put it in your own words: %s)", stillMissing: "Still missing for this notification:", day: "Printed on",
	mind: "Mind", decision: "Decision on informing the people (GDPR art. 34)", decided: "The people are", undecided: "not decided yet", informed: "informed", notInformed: "not informed",
	ground: "Ground", reasons: "Reasons", by: "Decided by", log: "Internal log (GDPR art. 33(5))", entry: "Noted on", facts: "Facts", effects: "Effects", measures: "Measures",
	phases: map[Phase]string{Initial: "First notification", Supplementary: "Supplement to an earlier notification", Final: "Last, complete notification", Withdrawn: "Withdrawal of a notification"},
	grounds: map[Ground]string{
		HighRisk: "a high risk to people is likely (34(1))", NoHighRisk: "no high risk to people is likely (34(1))", Unintelligible: "nobody could read the data (34(3)(a))",
		RiskAverted: "measures afterwards took the high risk away (34(3)(b))", Effort: "it takes disproportionate effort; there is a public communication instead (34(3)(c))",
		Investigation: "it would harm the investigation of crimes, as far and as long as that is so (UAVG art. 41)",
	},
	doubts: map[string]string{
		"undecided": "Where a high risk is likely, people must be told without undue delay.", "reasons": "The decision has no reasons.", "who": "Who decided, and when, is not noted.",
		"risk":   "No high risk, and yet the data reached criminals, or the consequences are severe: why?",
		"public": "Instead of telling each, there must be a public communication that is as effective. Which?",
		"until":  "Note until when, and who looks again; the people are told as soon as it no longer harms.", "told": "When, how and how many people are told is not noted.",
	},
}

var dutch = texts{
	book: "Register van datalekken (AVG art. 33 lid 5)", bookNone: "Geen zaak is als datalek aangemerkt.", caseNo: "Zaak", aware: "Bekend sinds", notified: "Gemeld bij de toezichthouder", number: "nummer",
	notYet: "nog niet", notNeeded: "hoeft niet: ", what: "Gegevens", who: "Mensen", conclusion: "Mensen informeren", sent: "Meldingen", printed: "Afgedrukt op",
	title: "Werkblad datalek, zaak", missing: "ONTBREEKT NOG", words: " (de melder schreef hierover; zet het in uw eigen woorden: %s)", stillMissing: "Voor deze melding ontbreekt nog:", day: "Afgedrukt op",
	mind: "Let op", decision: "Besluit over informeren van de mensen (AVG art. 34)", decided: "De mensen worden", undecided: "nog niet besloten", informed: "geïnformeerd", notInformed: "niet geïnformeerd",
	ground: "Grond", reasons: "Redenen", by: "Besloten door", log: "Interne registratie (AVG art. 33 lid 5)", entry: "Genoteerd op", facts: "Feiten", effects: "Gevolgen", measures: "Maatregelen",
	phases: map[Phase]string{Initial: "Eerste melding", Supplementary: "Aanvulling op een eerdere melding", Final: "Laatste, volledige melding", Withdrawn: "Intrekking van een melding"},
	grounds: map[Ground]string{
		HighRisk: "een hoog risico voor mensen is waarschijnlijk (34 lid 1)", NoHighRisk: "een hoog risico voor mensen is niet waarschijnlijk (34 lid 1)", Unintelligible: "niemand kon de gegevens lezen (34 lid 3 onder a)",
		RiskAverted: "maatregelen achteraf namen het hoge risico weg (34 lid 3 onder b)", Effort: "het vraagt onevenredig veel; er komt een openbare mededeling (34 lid 3 onder c)",
		Investigation: "het zou opsporing schaden, zo ver en zo lang als dat zo is (UAVG art. 41)",
	},
	doubts: map[string]string{
		"undecided": "Is een hoog risico waarschijnlijk, dan moeten de mensen het onverwijld horen.", "reasons": "Bij het besluit staan geen redenen.", "who": "Wie besloot, en wanneer, is niet genoteerd.",
		"risk":   "Geen hoog risico, en toch kwamen gegevens bij criminelen terecht of zijn de gevolgen groot: waarom?",
		"public": "In plaats van ieder te informeren moet er een openbare mededeling zijn die even goed werkt. Welke?",
		"until":  "Noteer tot wanneer, en wie er opnieuw naar kijkt; de mensen horen het zodra het niet meer schaadt.", "told": "Wanneer, hoe en hoeveel mensen het horen, is niet genoteerd.",
	},
}
