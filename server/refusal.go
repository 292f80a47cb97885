package server

import (
	"errors"
	"net/http"
	"os"

	"luwte/crypto/parcel"
	"luwte/server/store"
)

// refusal is an answer that says no: one fixed sentence, which never tells anything of the request. Papiamentu awaits a native reader.
type refusal struct {
	status      int
	en, nl, pap string
}

func (r *refusal) Error() string { return r.en }

var (
	refuseUnknownPath = &refusal{http.StatusNotFound,
		"There is nothing here: the way in is the front page.",
		"Hier is niets: de ingang is de voorpagina.",
		"No tin nada aki: e entrada ta e promé página."}
	refuseMethod = &refusal{http.StatusMethodNotAllowed,
		"This cannot be done here.",
		"Dit kan hier niet.",
		"Esaki no por aki."}
	refuseInbox = &refusal{http.StatusNotFound,
		"There is no such inbox at this drop: load the page again and choose the bureau there.",
		"Deze postbus is er niet: laad de pagina opnieuw en kies daar het meldpunt.",
		"E postbùs aki no ta eksistí: karga e página di nobo i skohe e ofisina ei."}
	refuseBoard = &refusal{http.StatusNotFound,
		"There is no board yet: look again after the bureau has published its first.",
		"Er is nog geen bord: kijk opnieuw als het meldpunt het eerste heeft geplaatst.",
		"Ainda no tin bòrchi: wak di nobo ora e ofisina a pone e promé."}
	refuseShort = &refusal{http.StatusBadRequest,
		"This is too short: a parcel has exactly 262144 bytes; was it saved or sent whole?",
		"Dit is te kort: een pakket heeft precies 262144 bytes; is het helemaal bewaard en verstuurd?",
		"Esaki ta muchu kòrtiku: un pakete tin eksaktamente 262144 byte; e fayl a keda wardá i mandá kompletu?"}
	refusePart = &refusal{http.StatusBadRequest,
		"This is no sealed report, or not all of it: choose the file that the page or luwte-report has made.",
		"Dit is geen melding die op slot zit, of niet de hele: kies het bestand dat de pagina of luwte-report heeft gemaakt.",
		"Esaki no ta un rapòrt será, òf no ta kompletu: skohe e fayl ku e página òf luwte-report a traha."}
	refuseLong = &refusal{http.StatusRequestEntityTooLarge,
		"This is too long: a parcel has exactly 262144 bytes.",
		"Dit is te lang: een pakket heeft precies 262144 bytes.",
		"Esaki ta muchu largu: un pakete tin eksaktamente 262144 byte."}
	refuseManyParts = &refusal{http.StatusRequestEntityTooLarge,
		"This form has too much in it: send at most 256 MiB at a time.",
		"In dit formulier zit te veel: stuur ten hoogste 256 MiB tegelijk.",
		"Tin muchu den e formulario aki: manda maksimal 256 MiB pa biaha."}
	refuseRubbish = &refusal{http.StatusRequestEntityTooLarge,
		"Too much in this form is no sealed report: send it again with the sealed files only.",
		"In dit formulier zit te veel dat geen melding op slot is: verstuur het opnieuw, met alleen de bestanden die op slot zitten.",
		"Tin muchu den e formulario aki ku no ta un rapòrt será: mand’é di nobo, ku e faylnan será so."}
	refuseShape = &refusal{http.StatusUnsupportedMediaType,
		"This is not a sealed report: choose the file that the page or luwte-report has made.",
		"Dit is geen melding die op slot zit: kies het bestand dat de pagina of luwte-report heeft gemaakt.",
		"Esaki no ta un rapòrt será: skohe e fayl ku e página òf luwte-report a traha."}
	refuseEncoding = &refusal{http.StatusUnsupportedMediaType,
		"Send the parcel as it is, without compression or another content encoding.",
		"Stuur het pakket zoals het is, zonder compressie of andere codering.",
		"Manda e pakete manera e ta, sin kompreshon òf otro kodifikashon."}
	refuseFormType = &refusal{http.StatusUnsupportedMediaType,
		"The form must be sent as multipart/form-data, or the parcel as application/octet-stream.",
		"Het formulier moet als multipart/form-data worden verstuurd, of het pakket als application/octet-stream.",
		"E formulario mester bai komo multipart/form-data, òf e pakete komo application/octet-stream."}
	refuseForm = &refusal{http.StatusBadRequest,
		"The form arrived broken: send it again.",
		"Het formulier is niet goed aangekomen: verstuur het opnieuw.",
		"E formulario no a yega bon: mand’é di nobo."}
	refuseNoFile = &refusal{http.StatusBadRequest,
		"No file was chosen: choose the sealed file and send the form again.",
		"Er is geen bestand gekozen: kies het bestand dat op slot zit en verstuur het formulier opnieuw.",
		"No a skohe fayl: skohe e fayl será i manda e formulario di nobo."}
	refuseSlow = &refusal{http.StatusRequestTimeout,
		"It came in too slowly: send the same again; a new circuit may be faster.",
		"Het kwam te langzaam binnen: verstuur hetzelfde opnieuw; een nieuw circuit is misschien sneller.",
		"E tabata yega muchu poko poko: manda meskos di nobo; un otro sirkuito kisas ta mas lihé."}
	refuseRead = &refusal{http.StatusBadRequest,
		"It did not arrive whole: send the same again.",
		"Het is niet heel aangekomen: verstuur hetzelfde opnieuw.",
		"E no a yega kompletu: manda meskos di nobo."}
	refuseMany = &refusal{http.StatusTooManyRequests,
		"Too many at once: wait a minute and send the same again.",
		"Te veel tegelijk: wacht een minuut en verstuur hetzelfde opnieuw.",
		"Muchu tur na un biaha: warda un minüt i manda meskos di nobo."}
	refuseLooks = &refusal{http.StatusTooManyRequests,
		"Too many requests: wait a minute and try again.",
		"Te veel verzoeken: wacht een minuut en probeer het opnieuw.",
		"Muchu petishon: warda un minüt i purba di nobo."}
	refuseFull = &refusal{http.StatusInsufficientStorage,
		"The drop has no room now: send the same again tomorrow, or ask the bureau for another way.",
		"Er is nu geen plaats: verstuur hetzelfde morgen opnieuw, of vraag het meldpunt om een andere weg.",
		"Awor no tin lugá: manda meskos di nobo mañan, òf pidi e ofisina un otro manera."}
	refuseInternal = &refusal{http.StatusInternalServerError,
		"The drop could not do this, and nothing was kept: send the same again later.",
		"Dit lukte niet, en er is niets bewaard: verstuur hetzelfde later opnieuw.",
		"Esaki no a logra, i nada no a keda wardá: manda meskos di nobo despues."}
)

// refusalOf chooses the sentence for an error of reading or keeping a parcel.
func refusalOf(err error) *refusal {
	var r *refusal
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &r):
		return r
	case errors.Is(err, parcel.ErrShort):
		return refuseShort
	case errors.Is(err, parcel.ErrLong):
		return refuseLong
	case errors.Is(err, parcel.ErrShape):
		return refuseShape
	case errors.Is(err, store.ErrFull):
		return refuseFull
	case errors.Is(err, store.ErrNoInbox):
		return refuseInbox
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refuseSlow
	case errors.As(err, &long):
		return refuseManyParts
	}
	return refuseInternal
}

// sentence is the refusal for programs.
func sentence(r *refusal) answer {
	return answer{status: r.status, kind: typeText, body: []byte(r.en + "\n")}
}
