package quorum

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/identity"
	"luwte/crypto/label"
	"luwte/crypto/words"
)

const (
	// KeySize is the length of a custodian's key, in bytes: 192 bits, more than the 128 of an age file key.
	KeySize = 24
	// WordCount is how many words a key takes: custodian (1), dealing (2), the bureau's first bytes (4), the key (24) and a check (2) are 33
	// bytes, which are 24 words exactly.
	WordCount = 24

	wordBytes  = 31
	checkBytes = 2
)

// ErrCount is returned when there are not WordCount words.
var ErrCount = errors.New("a share has 24 words")

// Tag is the first bytes of a bureau's fingerprint: enough to tell two bureaus' papers apart.
type Tag [4]byte

// Key is what of a share stands on paper. With the dealing it gives the values; alone it gives nothing.
type Key struct {
	Bureau    Tag
	Dealing   uint64
	Custodian int
	secret    [KeySize]byte
}

// BackupSeed returns the seed of the age hybrid identity to which backups of the desk are sealed for this custodian (SPEC §11).
func (k Key) BackupSeed() ([]byte, error) {
	seed, err := hkdf.Key(sha256.New, k.secret[:], nil, label.QuorumBackup, identity.SeedSize)
	if err != nil {
		return nil, fmt.Errorf("derive the identity of backups: %w", err)
	}
	return seed, nil
}

// Format keeps a key out of printed text.
func (k Key) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[key]") }

// Words returns the key's words in a language, by its tag. Any of them is the same key.
func (k Key) Words(language string) []string {
	b := k.bytes()
	sum := check(b)
	return words.In(language).Encode(append(b, sum[:]...), WordCount)
}

// Code returns the text of the key's QR code: its words in capitals, of which a QR code holds more than of small letters. ParseWords reads it.
func (k Key) Code() string { return strings.ToUpper(strings.Join(k.Words("en"), " ")) }

func (k Key) bytes() []byte {
	b := make([]byte, 0, wordBytes+checkBytes)
	b = append(b, byte(k.Custodian))
	b = binary.BigEndian.AppendUint16(b, uint16(k.Dealing))
	b = append(b, k.Bureau[:]...)
	return append(b, k.secret[:]...)
}

func check(b []byte) [checkBytes]byte {
	sum := sha256.Sum256(append([]byte(label.QuorumWords), b...))
	return [checkBytes]byte(sum[:])
}

// ParseWords reads a key of either list as people write it, as forgiving as a reporter's code is. It returns *words.UnknownError,
// *words.OtherListError, an error that is ErrCount, or ErrDamaged if the words do not belong together.
func ParseWords(text string) (Key, error) {
	read := words.Split(text)
	indices, _, err := words.Read(read)
	if err != nil {
		return Key{}, err
	}
	if len(read) != WordCount {
		return Key{}, fmt.Errorf("%w, and these are %d", ErrCount, len(read))
	}
	b := words.Decode(indices)
	k := Key{Custodian: int(b[0]), Dealing: uint64(binary.BigEndian.Uint16(b[1:])), Bureau: Tag(b[3:]), secret: [KeySize]byte(b[7:])}
	if check(b[:wordBytes]) != [checkBytes]byte(b[wordBytes:]) || k.Custodian < 1 || k.Custodian > MaxCustodians || k.Dealing < 1 {
		return Key{}, ErrDamaged
	}
	return k, nil
}

// Of says whether a key bears a bureau's first bytes.
func (k Key) Of(bureau charter.Fingerprint) bool { return k.Bureau == Tag(bureau[:]) }
