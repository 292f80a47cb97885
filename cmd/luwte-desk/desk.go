package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"syscall"

	"github.com/spf13/cobra"

	"luwte/crypto/quorum"
	"luwte/crypto/referral"
	"luwte/crypto/sign"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/archive"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/dossier"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/plain"
	"luwte/internal/desk/register"
	"luwte/internal/desk/retention"
	"luwte/internal/onionaddr"
	"luwte/internal/pouch"
)

// deskOptions are the flags of every command.
type deskOptions struct {
	dir            string
	actor          string
	passphraseFile *string
	as             string
	asFile         string
	options        []desk.Option
}

func (o *deskOptions) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.dir, "dir", "", "the desk's directory (required)")
	cmd.Flags().StringVar(&o.actor, "actor", "", "who does this, for the log (default: $USER)")
	o.passphraseFile = cli.PassphraseFlag(cmd)
	cmd.Flags().StringVar(&o.as, "as", "", "which handler this is, where the desk has several (otherwise "+handlerVariable+", or a prompt)")
	cmd.Flags().StringVar(&o.asFile, "handler-passphrase-file", "", "file whose first line is the handler's passphrase (otherwise "+handlerPassphraseVariable+", or a prompt)")
}

// check fills in the actor and refuses a missing directory. In a session both are the session's.
func (o *deskOptions) check(cmd *cobra.Command) error {
	if s := sessionOf(cmd); s != nil {
		if o.dir != "" && o.dir != s.dir {
			return cli.Hint(cli.Usage("this session is of another desk"), "leave out --dir, or end the session with: exit")
		}
		o.dir, o.actor = s.dir, s.actor
	}
	if o.dir == "" {
		return cli.Hint(cli.Usage("--dir is missing"), "name the desk's directory: %s --dir DIR", cmd.CommandPath())
	}
	if o.actor == "" {
		o.actor = os.Getenv("USER")
	}
	if o.actor == "" {
		if u, err := user.Current(); err == nil {
			o.actor = u.Username
		}
	}
	if o.actor == "" {
		return cli.Hint(cli.Usage("--actor is missing"), "say who does this: --actor NAME")
	}
	return nil
}

// open opens the desk; the caller closes it. Where it is opened by custodians, they are asked for their shares.
func (o *deskOptions) open(cmd *cobra.Command) (*desk.Desk, error) {
	if err := o.check(cmd); err != nil {
		return nil, err
	}
	cli.LockMemory() // where it can: what a session says about it, the ceremony says about swap
	switch desk.OpenedBy(o.dir) {
	case desk.Nobody:
		return nil, remedy(fmt.Errorf("%w: %s", desk.ErrNoDesk, o.dir))
	case desk.Custodians:
		return o.openGathered(cmd)
	}
	passphrase, err := cli.Passphrase(cmd, *o.passphraseFile, false)
	if err != nil {
		return nil, err
	}
	d, err := desk.Open(o.dir, passphrase, o.actor, o.options...)
	if err != nil {
		return nil, remedy(err)
	}
	return o.entered(cmd, d)
}

// openGathered opens the desk with shares.
func (o *deskOptions) openGathered(cmd *cobra.Command) (*desk.Desk, error) {
	cli.LockMemory()
	dealing, err := desk.ReadDealing(o.dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = desk.ErrNotDealt
	}
	if err != nil {
		return nil, remedy(err)
	}
	g, err := gather(cmd, dealing)
	if err != nil {
		return nil, remedy(err)
	}
	d, err := desk.OpenGathered(o.dir, dealing, g, o.actor, o.options...)
	if err != nil {
		return nil, remedy(err)
	}
	return o.entered(cmd, d)
}

// with opens the desk, runs fn and closes it. In a session it is open, and stays so; shares that fn asked for do not, however it ended.
func (o *deskOptions) with(cmd *cobra.Command, fn func(*desk.Desk) error) error {
	if s := sessionOf(cmd); s != nil {
		if err := o.check(cmd); err != nil {
			return err
		}
		defer s.desk.Forget()
		return remedy(fn(s.desk))
	}
	d, err := o.open(cmd)
	if err != nil {
		return err
	}
	err = fn(d)
	return errors.Join(remedy(err), d.Close())
}

// remind prints, beside what a command prints, what has to be done soon.
func remind(cmd *cobra.Command, d *desk.Desk) error {
	all, err := d.Reminders()
	for _, sentence := range all {
		fmt.Fprintf(cmd.ErrOrStderr(), "luwte-desk: reminder: %s\n", sentence)
	}
	return err
}

const syncAgain = "ask the courier to sync again, and take the new pouch"

// remedies say, for the errors that a person can do something about, what.
var remedies = []struct {
	is   error
	hint string
}{
	{desk.ErrWho, "say who: --as NAME; luwte-desk handler --help"},
	{desk.ErrHandler, "luwte-desk handler list --dir DIR shows who works here"},
	{desk.ErrHandlerName, "give another name"},
	{desk.ErrRole, "a register keeper can: luwte-desk handler list --dir DIR shows who is one"},
	{desk.ErrLastKeeper, "add another first: luwte-desk handler add NAME --role keeper"},
	{desk.ErrOnlyOne, "give it to somebody else first: luwte-desk case give CASE NAME"},
	{desk.ErrShutOut, "give it to somebody else"},
	{desk.ErrGround, "--ground erasure, court or other, and -m REASON"},
	{desk.ErrNotDue, "luwte-desk retention --dir DIR says why; a register keeper can destroy it before: luwte-desk case destroy"},
	{desk.ErrNothingDue, "luwte-desk retention --dir DIR lists those that are due"},
	{retention.ErrTerm, "for example --set founded=24, or --set founded=never"},
	{desk.ErrStatus, "new, acknowledged, in progress, awaiting reporter, referred; or closed, with --outcome"},
	{desk.ErrField, "give one line of at most 100 characters; a note has words"},
	{desk.ErrWhen, "give a day since the report came and not after today; a breach is notified after it was judged to be one: clocks note CASE --breach now"},
	{desk.ErrNoBreach, "if it is one, note since when you know: luwte-desk clocks note CASE --breach now"},
	{desk.ErrWhy, "say why: --why TEXT"},
	{desk.ErrTerms, "for example --acknowledgment-days 7 --feedback-months 3 --breach-hours 72"},
	{desk.ErrDeadlineName, "luwte-desk clocks note --help says what begins and ends it"},
	{desk.ErrLog, "keep this register as it is, for whoever looks into it, and go on from a copy that is whole"},
	{desk.ErrNoDesk, "name the right --dir; or make a desk: luwte-desk ceremony for several people, luwte-desk init for one"},
	{fs.ErrPermission, "run it as the user who made the desk, and see who may write there"},
	{desk.ErrBackupSeal, "deal the keys anew: luwte-desk share deal --dir DIR"},
	{archive.ErrCut, "take another copy of it, or an older backup; nothing has been restored"},
	{archive.ErrAltered, "take another copy of it, or an older backup; nothing has been restored"},
	{archive.ErrNotBackup, "name a file that luwte-desk backup wrote"},
	{syscall.ENOSPC, "take a medium with more room"},
	{desk.ErrThere, "name another directory; this one is left as it is"},
	{keyring.ErrPassphrase, "try again; without the right one nothing in it can be read"},
	{keyring.ErrToken, "put the token in, and see whether its age plugin is on the PATH"},
	{keyring.ErrDamaged, "put back keyring.age from a copy"},
	{keyring.ErrRoot, "open a session of custodians first: luwte-desk session --shares --dir DIR"},
	{desk.ErrNoPassphrase, "its custodians open it: luwte-desk session --dir DIR"},
	{desk.ErrNotDealt, "deal them with: luwte-desk share deal --dir DIR"},
	{desk.ErrOldRegister, "import a pouch first, which brings the last charter: luwte-desk import --dir DIR POUCH"},
	{desk.ErrSuccessions, "make a new bureau: luwte-desk ceremony"},
	{desk.ErrSuperseded, "replace it: luwte-desk dispatch-key --dir DIR, then export"},
	{desk.ErrSerials, "replace the root key at once: luwte-desk root-key --dir DIR"},
	{desk.ErrRolledBack, "put back the last dealing.json; or the backup, with its own register.db"},
	{desk.ErrFormer, "put back the last files; where custodians replaced the key: luwte-desk passphrase --shares --dir DIR"},
	{desk.ErrEverySession, "if it is to have one for daily work: luwte-desk passphrase --shares --daily"},
	{desk.ErrDailyPassphrase, "give one for daily work, or leave out --daily"},
	{desk.ErrDay, "set the clock right, and try again; nothing has been destroyed"},
	{desk.ErrClock, "set the clock right, and try again; if it is right, it was ahead on that day: luwte-desk clock --dir DIR"},
	{desk.ErrDealt, "deal anew, which makes them: luwte-desk share deal --months 12"},
	{desk.ErrDaily, "give this command where the desk is opened with its passphrase, not in a session of custodians"},
	{desk.ErrMonths, "for example --months 12"},
	{keyring.ErrEpoch, "luwte-desk epochs --dir DIR lists them"},
	{quorum.ErrNoSecret, "luwte-desk epochs --dir DIR lists them"},
	{desk.ErrCustodians, "name each one once: --custodian NAME --custodian NAME"},
	{quorum.ErrQuorum, "for example --needed 2 with three times --custodian NAME"},
	{quorum.ErrDealing, "put back dealing.json as it was last; an older one is refused"},
	{quorum.ErrVersion, "use the program of the release that made it"},
	{quorum.ErrDamaged, "use another copy of the share, or its words on paper"},
	{quorum.ErrForeign, "take the share of this bureau"},
	{quorum.ErrOutdated, "take the share of the last dealing, and destroy this one"},
	{quorum.ErrNewer, "put back dealing.json from a newer copy"},
	{quorum.ErrWrong, "look whether it is a copy of the right one; if it is, deal anew with the others"},
	{register.ErrInUse, "wait until it has ended, or close it"},
	{register.ErrDamaged, "put back register.db from a copy that belongs to this keyring.age"},
	{cases.ErrRecord, "put back register.db from a copy"},
	{register.ErrVersion, "use that version, or begin a new desk"},
	{register.ErrNoRegister, "put back register.db from a copy that belongs to this keyring.age"},
	{dossier.ErrPassage, "give more of what stands there"},
	{dossier.ErrNotFound, "copy it from the case as it is shown; nothing was written"},
	{desk.ErrFileHolds, "leave the file out, with --files"},
	{desk.ErrNoFile, "luwte-desk files --dir DIR CASE lists them; the dossier numbers them"},
	{desk.ErrArchiveTo, "give one of --to, --passphrase-out and --bureau"},
	{desk.ErrRecipient, "age-keygen -pq makes one, and its identity"},
	{desk.ErrNotDossier, "name the file dossier.tar.age; one under a passphrase or for a recipient opens with age"},
	{desk.ErrPeerWords, "take its card, which did not come with the charter, and give its first 8 words or all 12: --words \"…\""},
	{desk.ErrPeerExpired, "ask that bureau for its newest charter"},
	{desk.ErrPeerOrder, "take that bureau's newest charter; if this is the newest, call them"},
	{desk.ErrPeer, "take the file that that bureau publishes: luwte-desk charter there"},
	{desk.ErrPeerUnknown, "give its charter: --from CHARTER.json, and words of its card"},
	{desk.ErrReferred, "send what came since with --again"},
	{desk.ErrNotReferred, "luwte-desk show --dir DIR CASE shows whence it is; hand it over with: luwte-desk refer CASE --to CHARTER.json FILE"},
	{desk.ErrSeveral, "name one: --to CHARTER.json"},
	{desk.ErrNothingNew, "if a file was lost, send everything once more: --whole"},
	{desk.ErrNoRight, "ask the bureau that handed it over"},
	{desk.ErrFileThere, "name another file, or take that one away"},
	{desk.ErrNotForUs, "ask its sender for a file that is sealed to this bureau, by its newest charter"},
	{desk.ErrGap, "take that one in first; if it is lost, ask its sender for all of it: luwte-desk refer --again --whole"},
	{desk.ErrOtherWay, "let another register keeper take it in, or call that bureau"},
	{referral.ErrNotReferral, "name the file that luwte-desk refer wrote; a pouch is taken in by import"},
	{referral.ErrDamaged, "copy it again; else ask its sender for another"},
	{referral.ErrMalformed, "use programs of one release at both bureaus"},
	{sign.ErrSignature, "take that bureau's newest charter: --from CHARTER.json; if it is the newest, call them"},
	{desk.ErrForeign, "take the pouch of this bureau's courier"},
	{desk.ErrUnread, "import it first: luwte-desk import --dir DIR POUCH"},
	{desk.ErrNewer, "import it first: luwte-desk import --dir DIR POUCH"},
	{desk.ErrSize, "for example --size 5 --next 7"},
	{desk.ErrText, "give the answer with -m or on standard input"},
	{desk.ErrReceipts, "for example --receipts 8; 0 is half of them"},
	{desk.ErrStick, "import it again; if it fails again, " + syncAgain},
	{pouch.ErrCut, syncAgain},
	{pouch.ErrAltered, syncAgain},
	{pouch.ErrMalformed, syncAgain},
	{pouch.ErrVersion, "use the programs of one release on both machines"},
	{pouch.ErrNotPouch, "name the file that luwte-courier wrote"},
	{cases.ErrNoCase, "luwte-desk list --dir DIR shows the cases"},
	{cases.ErrNoBranch, "luwte-desk show --dir DIR CASE shows the branches"},
	{cases.ErrForked, "decide first: luwte-desk branch --dir DIR CASE --keep ID"},
	{cases.ErrNotForked, "luwte-desk show --dir DIR CASE shows the branches and their states"},
	{cases.ErrFull, "shorten it, or wait until the reporter has read what is there"},
	{cases.ErrClosed, "nothing more can be said in it"},
	{cases.ErrUnanswerable, "luwte-desk show --dir DIR CASE says why"},
	{fs.ErrNotExist, "see whether the stick is in its place and the path is right"},
	{context.Canceled, "import the same pouch again; what was taken in is safe"},
	{desk.ErrColour, "take a darker one, such as #0d5c63; in a shell it stands in quotes"},
	{desk.ErrPages, "copy all 64 digits, 0 to 9 and a to f, as sha256sum prints them for the luwte-page.html of a release that you checked"},
	{onionaddr.ErrAddress, "copy it again, whole, from what luwte-drop init printed"},
}

func remedy(err error) error {
	for _, r := range remedies {
		if errors.Is(err, r.is) {
			return cli.Hint(err, "%s", r.hint)
		}
	}
	return err
}

// counted is a number of things in words: "1 parcel", "2 parcels".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// printJSON writes v as JSON in which a stranger's text does a terminal no harm either.
func printJSON(cmd *cobra.Command, v any) error {
	var b bytes.Buffer
	if err := cli.JSON(&b, v); err != nil {
		return err
	}
	_, err := cmd.OutOrStdout().Write(plain.JSON(b.Bytes()))
	return err
}
