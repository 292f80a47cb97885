// Package label holds every domain-separation string of Luwte, so that one look shows that no two uses of a hash, a MAC
// or a signature can be taken for each other. A test keeps them distinct and none a prefix of another.
//
// Everything may import it; it imports nothing.
package label

// Of crypto/SPEC.md §1. Each is used in the one place that its comment names.
const (
	Fingerprint = "luwte/1 fingerprint" // charter.FingerprintOf

	SignCharter  = "luwte/1 sign charter"  // charter.Sign, charter.Parse
	SignBoard    = "luwte/1 sign board"    // board.Marshal, board.Parse
	SignDispatch = "luwte/1 sign dispatch" // dispatch.Marshal, dispatch.Parse

	SignSuccession = "luwte/1 sign succession" // charter.Succeed, charter.Parse

	CodeSalt  = "luwte/1 code"     // code: salt of PBKDF2
	CodeCheck = "luwte/1 check"    // code: check bits
	Identity  = "luwte/1 identity" // code: HKDF info of the age seed
	Slots     = "luwte/1 slots"    // code: HKDF info of S

	SlotLabel = "luwte/1 label"     // slots.Secret.Label
	Handle    = "luwte/1 handle"    // slots.Secret.Handle
	MACKey    = "luwte/1 mac key"   // slots.Secret.MACKey
	BindNote  = "luwte/1 bind note" // message: MAC of a note

	Charter = "luwte/1 charter" // format member of a charter
	Parcel  = "luwte/1 parcel"  // format member of a parcel's JSON
	Note    = "luwte/1 note"    // format member of a note's JSON

	Board    = "luwte/1 board\n"    // first bytes of a board
	Dispatch = "luwte/1 dispatch\n" // first bytes of a dispatch
	Pouch    = "luwte/1 pouch\n"    // first bytes of a pouch
)

// Of crypto/SPEC.md §§11 and 12, which only the desk knows. Each is used in the one place that its comment names.
const (
	Dealing      = "luwte/1 dealing"       // quorum: format member of a dealing
	Share        = "luwte/1 share"         // quorum: format member of a share
	QuorumSecret = "luwte/1 quorum secret" // quorum: HKDF info of the key that a scalar gives and a secret is sealed under
	QuorumValue  = "luwte/1 quorum value"  // quorum: HKDF info of the key that a custodian's key gives and a value is sealed under
	QuorumWords  = "luwte/1 quorum words"  // quorum: check bits of a custodian's key in words
	QuorumPoints = "luwte/1 quorum points" // quorum: hash of a dealing's commitments
	QuorumBackup = "luwte/1 quorum backup" // quorum: HKDF info of the seed of the identity to which backups are sealed for a custodian
	EpochMarks   = "luwte/1 epoch marks"   // internal/desk/keyring: HKDF info of the key of an epoch's keyed hashes

	Referral     = "luwte/1 referral\n"    // referral: first bytes of what is sealed
	SignReferral = "luwte/1 sign referral" // referral.Write, referral.Reader.Verify
)

// Of crypto/SPEC.md §13, which concern the project's own releases. Each is used in the one place that its comment names.
const (
	ReleaseKey  = "luwte/1 release key"  // internal/release.FingerprintOf
	SignRelease = "luwte/1 sign release" // internal/release.Sign, internal/release.Open
)

// Of stores that leave no machine; not in the specification.
const (
	TideKeys   = "luwte/1 tide keys"   // server/store: HKDF info of the key that names records
	TideValues = "luwte/1 tide values" // server/store: HKDF info of the key that seals values
	TideWrap   = "luwte/1 tide wrap"   // server: HKDF info of the key that seals a store's keys

	DropBackup = "luwte/1 drop backup\n" // server/backup: first bytes of a drop's backup

	SeenParcel    = "luwte/1 seen parcel"    // internal/desk/cases: keyed hash of a parcel id
	SeenHandle    = "luwte/1 seen handle"    // internal/desk/cases: keyed hash of a code's handle
	SeenRecipient = "luwte/1 seen recipient" // internal/desk/cases: keyed hash of R
	SeenWords     = "luwte/1 seen words"     // internal/desk/cases: keyed hash of all that a report says

	Calendar    = "luwte/1 calendar"         // internal/desk/clocks: keyed hash of a case and its term, the UID of a calendar's entry
	CalendarKey = "luwte/1 key of calendars" // internal/desk: HKDF info of the key of those hashes

	Keyring        = "luwte/1 keyring"         // internal/desk/keyring: format member
	RegisterMeta   = "luwte/1 register meta"   // internal/desk/register: what shows whether the key is right
	RegisterKeys   = "luwte/1 register keys"   // internal/desk/register: HKDF info of the key that names records
	RegisterValues = "luwte/1 register values" // internal/desk/register: HKDF info of the key that seals values

	CaseValues  = "luwte/1 case values"    // internal/desk/vault: HKDF info of the key that seals what a case holds
	DeskHandler = "luwte/1 desk handler"   // internal/desk: HKDF info of the identity of the one handler of a desk
	LogEntry    = "luwte/1 log entry"      // internal/desk: hash of an entry of the log
	SignLogHead = "luwte/1 sign log head"  // internal/desk: signature over the log's last entry
	HandlerSeed = "luwte/1 sealed handler" // internal/desk: format member of a handler's sealed identity
	DeskMemory  = "luwte/1 desk memory"    // internal/desk: HKDF info of the keys of what a desk leaves for itself on a board
	Backup      = "luwte/1 backup"         // internal/desk/archive: format member

	ReleaseSeed = "luwte/1 sealed release key" // internal/release/cmd/luwte-release: first bytes of what is sealed
)

// All lists every label, for the test that compares them with each other and with web/src/label.ts.
func All() []string {
	return append(append(append(Specified(), OfTheDesk()...), OfReleases()...), TideKeys, TideValues, TideWrap, DropBackup, SeenParcel, SeenHandle, SeenRecipient, SeenWords, Calendar, CalendarKey, Keyring, RegisterMeta, RegisterKeys, RegisterValues,
		CaseValues, DeskHandler, LogEntry, SignLogHead, HandlerSeed, DeskMemory, Backup, ReleaseSeed)
}

// OfTheDesk lists the labels that crypto/SPEC.md names and the page has no use for.
func OfTheDesk() []string {
	return []string{Dealing, Share, QuorumSecret, QuorumValue, QuorumWords, QuorumPoints, QuorumBackup, EpochMarks, Referral, SignReferral}
}

// OfReleases lists the labels that crypto/SPEC.md names for releases.
func OfReleases() []string { return []string{ReleaseKey, SignRelease} }

// Specified lists the labels that crypto/SPEC.md names for everyone; the page has the same.
func Specified() []string {
	return []string{
		Fingerprint, SignCharter, SignBoard, SignDispatch, SignSuccession, CodeSalt, CodeCheck, Identity, Slots, SlotLabel, Handle, MACKey, BindNote,
		Charter, Parcel, Note, Board, Dispatch, Pouch,
	}
}
