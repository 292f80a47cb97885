package main

import (
	"errors"
	"net/http"

	"luwte/crypto/code"
	"luwte/crypto/message"
	"luwte/internal/cli"
	"luwte/internal/reporter"
	"luwte/internal/torchild"
	"luwte/internal/wire"
)

// errUnsure is returned when a parcel was sent and no acknowledgment came.
var errUnsure = errors.New("it is not known whether this has arrived")

// remedies are what to do about an error, the first that fits.
var remedies = []struct {
	err  error
	hint string
}{
	{errUnsure, "note the code above nevertheless, and look with it when the bureau's next board is due"},
	{reporter.ErrURL, "it looks like http://ADDRESS.onion with 56 letters and digits; it stands on the card"},
	{reporter.ErrNotAnonymous, "use the drop's onion address, which stands on the card"},
	{reporter.ErrNoBureau, "check --drop; if it is right, try another day or another way to reach the bureau"},
	{reporter.ErrAnswer, "check --drop; if it is right, use the version of luwte-report that belongs to it"},
	{wire.ErrTooLong, "check --drop; if it is right, use the version of luwte-report that belongs to it"},
	{reporter.ErrWentBack, "send nothing here: the drop may have been put back or taken over; try another day, and compare address and words with a new card"},
	{reporter.ErrMemory, "--remember names a file that an earlier run made, or one that is not there yet"},
	{reporter.ErrClosed, "try again after the bureau has published a new charter, and see whether this machine's date is right"},
	{reporter.ErrBoard, "try again later; if it stays so, the drop may have been taken over: tell the bureau in another way"},
	{reporter.ErrWords, "copy the words from the card, all 12 or at least the first 8"},
	{reporter.ErrOtherWords, "compare both --drop and --bureau with the card: one of them is mistyped, or this is a forgery"},
	{reporter.ErrForm, "luwte-report send --help says how answers are given; luwte-report form lists topics and questions"},
	{reporter.ErrFileChanged, "the report has not been sent: see that nothing writes to the file, or send a copy of it"},
	{reporter.ErrFile, "--file takes the path of a file with something in it, and its name for the bureau after a =, as in --file PATH=NAME"},
	{reporter.ErrFiles, "leave some out, or send them in two: the rest can follow with luwte-report add"},
	{reporter.ErrNotParcels, "name a file that luwte-report seal or the saved page has made"},
	{reporter.ErrNotSaved, "name the file bureaus.dat that the page offers, or that luwte-report save has made"},
	{reporter.ErrNoBoardFor, "save charters and board again, from the same drop"},
	{reporter.ErrNothing, "if you reported lately, wait for the receipt; if you have a newer code, use that; --unseen sends nevertheless, " +
		"and if the code was used before, the bureau will not answer until it knows what happened"},
	{reporter.ErrNextIsLive, "use that next code as your code from now on, and do not use the old one again"},
	{reporter.ErrSameCode, "give as next codes only those that an earlier try to add something has printed"},
	{reporter.ErrEmpty, "write something, or look again when the bureau has answered"},
	{code.ErrCheck, mistyped},
	{code.ErrCount, mistyped},
	{message.ErrTooLong, "shorten the text, or send it in two: the rest can follow with luwte-report add"},
	{errCut, "type shorter lines, or give the text from a file: < report.txt"},
	{errTextLength, "shorten the text, or send it in two: the rest can follow with luwte-report add"},
	{errNotText, "send words only; save a document as plain text first"},
	{torchild.ErrOnionAddress, "compare --drop with the card"},
	{torchild.ErrOnionUnknown, "compare --drop with the card, and try again in some minutes"},
	{torchild.ErrOnionDown, "try again in some minutes"},
	{reporter.ErrSocks, "give the port of a tor on this machine, such as --socks 127.0.0.1:9150 of Tor Browser"},
	{torchild.ErrNotInstalled, "install tor, or start Tor Browser and give --socks 127.0.0.1:9150"},
	{torchild.ErrNoNetwork, "see whether this machine is online and its clock is right; or start Tor Browser, which helps where Tor is blocked, and give --socks 127.0.0.1:9150"},
	{torchild.ErrExited, "start Tor Browser and give --socks 127.0.0.1:9150"},
}

const mistyped = "compare every word with your note"

var statuses = map[int]string{
	http.StatusNotFound:            "compare --drop with the card; the bureau may not be at this drop any more",
	http.StatusTooManyRequests:     "the drop is too busy just now: try again in some minutes",
	http.StatusInsufficientStorage: "the drop is full: try again tomorrow, or reach the bureau in another way",
	http.StatusInternalServerError: "something is wrong at the drop: try again later",
}

// remedy adds to an error what to do about it. Errors of mistyped codes name a word that is not on the list, never one that is.
func remedy(err error) error {
	for _, r := range remedies {
		if errors.Is(err, r.err) {
			return cli.Hint(err, "%s", r.hint)
		}
	}
	var unknown *code.UnknownWordError
	var other *code.OtherListError
	if errors.As(err, &unknown) || errors.As(err, &other) {
		return cli.Hint(err, mistyped)
	}
	var status *wire.StatusError
	if errors.As(err, &status) {
		if hint, ok := statuses[status.Status]; ok {
			return cli.Hint(err, "%s", hint)
		}
		return cli.Hint(err, "use the version of luwte-report that belongs to the drop, or try again later")
	}
	var lost *wire.LostError
	if errors.As(err, &lost) && !lost.Sent {
		return cli.Hint(err, "nothing has been sent: try again in some minutes")
	}
	return err
}
