// Package drill makes bureaus on which a bad day has come, with made-up reports, so that a bureau can rehearse what deploy/bad-days.md says; and it says
// whether the day was put right.
//
// Nothing in it is of a real bureau. Only cmd/luwte-desk imports it.
package drill

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/quorum"
	"luwte/crypto/seal"
	"luwte/crypto/slots"
	"luwte/internal/desk"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/papers"
	"luwte/internal/onionaddr"
	"luwte/internal/pouch"
)

var (
	// ErrDay is returned when there is no bad day of that name.
	ErrDay = errors.New("there is no such day")
	// ErrNotEmpty is returned when a drill is to be made where something is.
	ErrNotEmpty = errors.New("a drill needs an empty directory")
	// ErrNoDrill is returned when a directory holds no drill.
	ErrNoDrill = errors.New("there is no drill here")
	// ErrNotYet is wrapped by Check with what is still to be done.
	ErrNotYet = errors.New("not yet put right")
)

// Names in a drill's directory.
const (
	Desk   = "desk"   // the desk
	Backup = "backup" // a backup of it, one file
	Paper  = "paper"  // the custodians' pages
	Pouch  = "pouch"  // as the courier brings it
	New    = "new"    // where a new bureau is to be made
	// Address is a file with the onion address of another drop, which is to be announced, and Charter where the charter for it is to be.
	Address = "address"
	Charter = "charter.json"
	facts   = "drill.json"
)

// Custodians are the made-up people of every drill; two of them open the keys.
var Custodians = []string{"Anna", "Boris", "Clara"}

const needed = 2

// Passphrase opens the desk of a drill on a day on which somebody knows it.
const Passphrase = "this drill has a passphrase"

// Drill is what a drill remembers about how it began: nothing secret.
type Drill struct {
	Day      string              `json:"day"`
	Bureau   charter.Fingerprint `json:"bureau"`
	Dealing  uint64              `json:"dealing"`
	Number   uint64              `json:"number"`   // of the board that the made-up drop holds
	Dispatch []byte              `json:"dispatch"` // public key
	Keyring  []byte              `json:"keyring"`  // SHA-256 of keyring.age, where there is one
	Onion    string              `json:"onion"`    // that is to be announced, where the drop is another
}

// Days returns the names of the days, in the order of deploy/bad-days.md.
func Days() []string {
	var names []string
	for _, d := range days {
		names = append(names, d.name)
	}
	return names
}

// Make makes a drill in an empty directory and returns what has happened, sentences. It returns ErrDay or ErrNotEmpty.
func Make(dir, name string) (string, error) {
	day := find(name)
	if day == nil {
		return "", ErrDay
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make directory: %w", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		return "", errors.Join(ErrNotEmpty, err)
	}
	b := &bureau{dir: dir, Drill: Drill{Day: name}}
	if err := b.make(day); err != nil {
		return "", err
	}
	if err := day.happen(b); err != nil {
		return "", err
	}
	data, err := json.Marshal(b.Drill)
	if err != nil {
		return "", fmt.Errorf("write drill: %w", err)
	}
	return day.story, durable.WriteFile(filepath.Join(dir, facts), data)
}

// Check says whether a drill's day is put right: nil, ErrNoDrill, or ErrNotYet with what is to be done.
func Check(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, facts))
	if err != nil {
		return ErrNoDrill
	}
	var d Drill
	if err := json.Unmarshal(data, &d); err != nil || find(d.Day) == nil {
		return ErrNoDrill
	}
	return find(d.Day).right(dir, d)
}

// bureau is a made-up one under way.
type bureau struct {
	Drill
	dir    string
	shares []*quorum.Share
	held   []byte // dispatch that the made-up drop holds
	last   *charter.Charter
}

func (b *bureau) path(name string) string { return filepath.Join(b.dir, name) }

// make makes a bureau with reports, of which one is answered, a backup of it, and a pouch in which the next ones come.
func (b *bureau) make(day *day) error {
	s, err := desk.NewSettings(charter.Texts{"nl": "Oefenbureau", "en": "Drill bureau"})
	if err != nil {
		return err
	}
	passphrase := ""
	switch {
	case day.known:
		passphrase = Passphrase
	case day.daily:
		passphrase = rand.Text() // nobody knows it
	}
	d, err := desk.Found(b.path(Desk), passphrase, "drill", s, desk.Quorum{Needed: needed, Custodians: Custodians, Months: desk.DefaultMonths})
	if err != nil {
		return err
	}
	if err := os.Mkdir(b.path(Paper), 0o700); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	for i, s := range d.Shares {
		page := papers.Share{Language: "nl", Bureau: "Oefenbureau", Words: d.Root.Words("nl"), Custodian: i + 1, Name: Custodians[i], Needed: needed, N: len(Custodians), Dealing: d.Dealing,
			Day: d.Day, Key: s.PaperKey()}
		pdf, err := page.PDF()
		if err != nil {
			return err
		}
		if err := durable.WriteFile(b.page(i+1), pdf); err != nil {
			return err
		}
	}
	if err := d.Finish(); err != nil {
		return err
	}
	b.shares, b.Bureau, b.Dealing = d.Shares, d.Bureau, d.Dealing
	return b.work()
}

func (b *bureau) page(custodian int) string {
	return filepath.Join(b.path(Paper), fmt.Sprintf("share-%d.pdf", custodian))
}

// work is a few days at the desk.
func (b *bureau) work() error {
	dealing, err := desk.ReadDealing(b.path(Desk))
	if err != nil {
		return err
	}
	g := dealing.Gather()
	for _, s := range b.shares[:needed] {
		if err := g.AddShare(s); err != nil {
			return err
		}
	}
	d, err := desk.OpenGathered(b.path(Desk), dealing, g, "drill")
	if err != nil {
		return err
	}
	defer d.Close()
	onion, err := address()
	if err != nil {
		return err
	}
	c, err := d.Charter(desk.Change{Onion: &onion})
	if err != nil {
		return err
	}
	if err := b.bring(d, c, nil, "Ik ben benaderd om kentekens op te zoeken.", "Een collega zoekt adressen op die hij niet nodig heeft."); err != nil {
		return err
	}
	all, err := d.List(false)
	if err != nil {
		return err
	}
	if _, err := d.Reply(all.Cases[0].ID, "Wij hebben het gelezen. Sinds wanneer speelt dit?"); err != nil {
		return err
	}
	if err := d.Backup(context.Background(), b.path(Backup), func(int64, int64) {}); err != nil {
		return err
	}
	e, err := d.Export(b.path(Pouch), desk.ExportOptions{Force: true})
	if err != nil {
		return err
	}
	p, err := pouch.Open(b.path(Pouch))
	if err != nil {
		return err
	}
	b.held, b.last = p.Dispatch, c
	if err := p.Close(); err != nil {
		return err
	}
	b.Number, b.Dispatch = e.Number, c.Dispatch
	return b.fetch(b.held)
}

// fetch is what the courier brings: a report, and this dispatch.
func (b *bureau) fetch(held []byte) error {
	return write(b.path(Pouch), b.last, held, "Er wordt gevraagd om foto's van paspoorten.")
}

// address makes one up.
func address() (string, error) {
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		return "", fmt.Errorf("make up an address: %w", err)
	}
	return onionaddr.Of(public), nil
}

// moves gives the bureau another drop's address.
func (b *bureau) moves() (err error) {
	if b.Onion, err = address(); err != nil {
		return err
	}
	return durable.WriteFile(b.path(Address), []byte(b.Onion+"\n"))
}

// bring imports made-up reports.
func (b *bureau) bring(d *desk.Desk, c *charter.Charter, held []byte, texts ...string) error {
	if err := write(b.path(Pouch), c, held, texts...); err != nil {
		return err
	}
	_, err := d.Import(context.Background(), b.path(Pouch), func(int, int) {})
	return err
}

// write makes a pouch of made-up reports.
func write(path string, c *charter.Charter, held []byte, texts ...string) error {
	all := map[parcel.ID][]byte{}
	var ids []parcel.ID
	for _, text := range texts {
		data, err := report(c, text)
		if err != nil {
			return err
		}
		all[parcel.IDOf(data)] = data
		ids = append(ids, parcel.IDOf(data))
	}
	return pouch.Write(path, c.Bureau, held, ids, func(id parcel.ID) ([]byte, error) { return all[id], nil })
}

// report seals words of a reporter who is nobody.
func report(c *charter.Charter, text string) ([]byte, error) {
	nobody, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("make up a reporter: %w", err)
	}
	var s slots.Secret
	rand.Read(s[:])
	return seal.Parcel(c.Epochs[0].Recipient, &message.Report{
		Head: message.Head{Bureau: c.Bureau, Epoch: c.Epochs[0].Epoch}, Recipient: nobody.Recipient().String(), Slots: s, Language: "nl",
		Form: c.Form.Version, Topic: c.Form.Topics[0].ID, Answers: []message.Answer{}, Text: text, Files: []message.FileRef{},
	})
}
