package papers

import "luwte/internal/desk/machine"

// texts are the words of the papers in one language.
type texts struct {
	tag                                      string
	shareTitle, shareOf, shareFrom, shareUse string
	shareRules                               []string
	bureau, fingerprint, signatures          string

	ceremony, anew                                        string // titles of minutes
	what, when, needed, of, commitment, compare           string
	epochs, epoch, opened, by, daily, destroy             string
	oldShares, oldFile, files, machine, programs, results string
	first, backup, actor, page                            string
	succession, root, cardWords, before, changed, allNew  string // of a root key that succeeds another
	next, newCards                                        string

	destruction, destroyedOn, wasFor, unasked, publicKey, fileBefore                string // of minutes of a destruction
	copiesOfFiles, copyOf, noCopies, otherCopies, otherCopiesAre, stays, sharesStay string

	looked             map[string]string // what of the machine was looked at
	found              []string          // sentences by machine.Finding; nil for those that the machine has
	good, bad, unknown string
}

// in returns the words in a language, English where there are none.
func in(language string) texts {
	if language == dutch.tag {
		return dutch
	}
	return english
}

var english = texts{
	tag:        "en",
	shareTitle: "Share of a bureau's keys: SECRET",
	shareOf:    "Share %d of %d, of %s",
	shareFrom:  "%s. Fingerprint: %s. Dealing %d, %s.",
	shareUse: "These 24 words are a share of the keys with which reports are opened. %d such shares together open them; fewer open nothing. " +
		"The words are typed at the bureau's offline desk, where nobody sees them. The first four letters of each are enough.",
	shareRules: []string{
		"Nobody else may see this page: not a colleague, not IT, not the other custodians.",
		"Keep it in a closed envelope, in a place to which you alone have the key, and not with another share.",
		"Never photograph or scan it with a device that has a network. The code beside this holds the same words.",
		"If it is lost, or somebody may have seen it, say so at once: the shares are dealt anew, and this one is worth nothing then.",
		"When the bureau deals anew, destroy this page whole, and the file of the share with it.",
	},
	bureau: "Bureau", fingerprint: "Fingerprint", signatures: "Signatures",
	ceremony: "Minutes of the making of a bureau's keys", anew: "Minutes of dealing a bureau's keys anew",
	what: "The keys", when: "Date", needed: "Needed to open", of: "%d of %d custodians (dealing %d)", commitment: "Words of this dealing",
	compare: "Every custodian compares these words with those that luwte-desk share check shows.",
	epochs:  "Epochs", epoch: "Epoch %d", opened: "The desk is opened", by: "by its custodians, every time", daily: "with a passphrase; custodians release each epoch's key",
	destroy: "To be destroyed, whole, now", oldShares: "Shares of dealing %d", oldFile: "Copies of dealing.json from before this day, and of the keyring, wherever they are", files: "Files",
	machine: "The machine", programs: "The programs (SHA-256)", results: "Custodians",
	first: "First", backup: "Make a new backup (luwte-desk backup). The new shares do not open the old ones, which are to be destroyed too",
	actor: "Carried out by", page: "page %d of %d",
	succession: "Minutes of replacing a bureau's root key", root: "The root key", cardWords: "Words on the cards",
	before: "Words on earlier cards", changed: "Also new",
	allNew: "the dispatch key, and the keys that open reports from this day on. The bureau's fingerprint, which is that of its first root key, stays, and with it every conversation",
	next:   "To be done at once", newCards: "Export, and bring the pouch to the drop: until it is there, the old root key counts. Print new cards, and call in all earlier ones",
	destruction: "Minutes of destroying keys of a bureau", destroyedOn: "Destroyed on", wasFor: "For reports of", unasked: "%s (the desk, by itself, as it was due)",
	publicKey: "Its public key (SHA-256)", fileBefore: "%s before it (SHA-256)",
	copiesOfFiles: "Copies of dealing.json and keyring.age from before %s, on whatever medium: those named above by their hashes, and older ones",
	copyOf:        "Backup made on", noCopies: "none on record here",
	otherCopies: "Also", otherCopiesAre: "copies of the disk that were made in another way, and disks and sticks that are taken out of use: flash keeps what was deleted",
	stays: "Not to be destroyed", sharesStay: "the custodians' shares of the dealing in force: they open the other months. Make a new backup first (luwte-desk backup)",
	good: "good", bad: "NOT GOOD", unknown: "not known",
}

var dutch = texts{
	tag:        "nl",
	shareTitle: "Deel van de sleutels van een bureau: GEHEIM",
	shareOf:    "Deel %d van %d, van %s",
	shareFrom:  "%s. Vingerafdruk: %s. Verdeling %d, %s.",
	shareUse: "Deze 24 woorden zijn een deel van de sleutels waarmee meldingen worden geopend. Met %d van zulke delen samen gaan ze open; met minder gaat niets open. " +
		"De woorden typt u op de computer van het bureau zonder netwerk, zonder dat iemand meekijkt. De eerste vier letters van elk woord zijn genoeg.",
	shareRules: []string{
		"Niemand anders mag deze bladzijde zien: geen collega, geen beheerder, ook niet wie een ander deel heeft.",
		"Bewaar haar in een dichte envelop, op een plaats waarvan alleen u de sleutel hebt, en niet bij een ander deel.",
		"Fotografeer of scan haar nooit met een apparaat dat een netwerk heeft. De code hiernaast bevat dezelfde woorden.",
		"Bent u haar kwijt, of kan iemand haar hebben gezien? Zeg het meteen: de delen worden opnieuw verdeeld, en dit deel is dan niets meer waard.",
		"Verdeelt het bureau opnieuw, vernietig dan deze bladzijde helemaal, en het bestand van het deel ook.",
	},
	bureau: "Bureau", fingerprint: "Vingerafdruk", signatures: "Handtekeningen",
	ceremony: "Verslag van het maken van de sleutels van een bureau", anew: "Verslag van het opnieuw verdelen van de sleutels van een bureau",
	what: "De sleutels", when: "Datum", needed: "Nodig om te openen", of: "%d van %d sleutelbewaarders (verdeling %d)", commitment: "Woorden van deze verdeling",
	compare: "Elke sleutelbewaarder vergelijkt deze woorden met die van luwte-desk share check.",
	epochs:  "Perioden", epoch: "Periode %d", opened: "Het bureau wordt geopend", by: "door sleutelbewaarders, elke keer", daily: "met een wachtzin; sleutelbewaarders geven elke periode vrij",
	destroy: "Nu helemaal te vernietigen", oldShares: "Delen van verdeling %d", oldFile: "Kopieën van dealing.json van voor deze dag, en van de sleutelbos, waar die ook zijn", files: "Bestanden",
	machine: "De computer", programs: "De programma's (SHA-256)", results: "Sleutelbewaarders",
	first: "Eerst", backup: "Maak een nieuwe reservekopie (luwte-desk backup). De nieuwe delen openen de oude niet; vernietig ook die",
	actor: "Uitgevoerd door", page: "bladzijde %d van %d",
	succession: "Verslag van het vervangen van de hoofdsleutel van een bureau", root: "De hoofdsleutel", cardWords: "Woorden op de kaarten",
	before: "Woorden op eerdere kaarten", changed: "Ook nieuw",
	allNew: "de verzendsleutel, en de sleutels die meldingen vanaf deze dag openen. De vingerafdruk van het bureau, die van de eerste hoofdsleutel is, blijft, en daarmee elk gesprek",
	next:   "Meteen te doen", newCards: "Exporteer, en laat het bestand naar de server brengen: tot het daar is, telt de oude hoofdsleutel. Druk nieuwe kaarten, en haal alle eerdere terug",
	destruction: "Verslag van het vernietigen van sleutels van een bureau", destroyedOn: "Vernietigd op", wasFor: "Voor meldingen van", unasked: "%s (de computer zelf, omdat het tijd was)",
	publicKey: "Openbare sleutel (SHA-256)", fileBefore: "%s ervoor (SHA-256)",
	copiesOfFiles: "Kopieën van dealing.json en keyring.age van voor %s, waar die ook op staan: die met de kenmerken hierboven, en oudere",
	copyOf:        "Reservekopie van", noCopies: "geen bekend op deze computer",
	otherCopies: "Ook", otherCopiesAre: "kopieën van de schijf die anders zijn gemaakt, en schijven en sticks die niet meer worden gebruikt: die bewaren ook wat gewist is",
	stays: "Niet te vernietigen", sharesStay: "de delen van de sleutelbewaarders van de verdeling die geldt: die openen de andere perioden. Maak eerst een nieuwe reservekopie (luwte-desk backup)",
	looked: map[string]string{machine.Network: "netwerk", machine.Swap: "wisselgeheugen", machine.Hibernate: "slaapstand", machine.Random: "toeval"},
	found: []string{
		machine.NetworkUnread:     "Welke netwerkaansluitingen er zijn, is niet te lezen.",
		machine.NetworkOn:         "Er staan netwerkaansluitingen aan: %s. Haal kabels en kaarten eruit, en zet zenders uit.",
		machine.NetworkOff:        "Alle netwerkaansluitingen staan uit: %s.",
		machine.NetworkNone:       "Er is geen netwerkaansluiting.",
		machine.SwapUnread:        "Of geheugen naar schijf wordt geschreven, is niet te lezen.",
		machine.SwapOn:            "Geheugen kan worden geschreven naar %s. Zet dat uit: swapoff -a.",
		machine.SwapOff:           "Er wordt geen geheugen naar schijf geschreven.",
		machine.HibernateNot:      "Dit systeem heeft geen slaapstand.",
		machine.HibernateUnread:   "Of deze computer een slaapstand heeft, is niet te lezen.",
		machine.HibernateDisabled: "De slaapstand staat uit.",
		machine.HibernateCan:      "Deze computer heeft een slaapstand, die al het geheugen naar schijf schrijft. Sluit luwte-desk voor u het scherm dichtklapt.",
		machine.RandomSeeded:      "De bron van toeval van het systeem is gevuld.",
		machine.RandomUnseeded:    "De bron van toeval van het systeem is nog niet gevuld. Typ en beweeg de muis een minuut, en begin opnieuw.",
		machine.RandomUnread:      "Of de bron van toeval van het systeem gevuld is, is niet te lezen.",
	},
	good: "goed", bad: "NIET GOED", unknown: "niet bekend",
}
