package drill

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/internal/desk"
	"luwte/internal/pouch"
)

// day is a bad day.
type day struct {
	name   string
	daily  bool // on a desk with a passphrase, which nobody knows but where it is Passphrase
	known  bool
	story  string
	happen func(*bureau) error
	right  func(dir string, d Drill) error
}

var days = []*day{
	{"passphrase-forgotten", true, false,
		"Nobody remembers the passphrase of the desk.",
		func(b *bureau) (err error) { b.Keyring, err = hashFile(b.path(Desk), "keyring.age"); return err },
		func(dir string, d Drill) error {
			now, err := hashFile(filepath.Join(dir, Desk), "keyring.age")
			if err != nil || bytes.Equal(now, d.Keyring) {
				return notYet("the desk still has the passphrase that nobody knows")
			}
			return nil
		}},
	{"custodian-gone", false, false,
		"Boris has left, and nobody knows where his share is. Dirk is to take his place.",
		func(b *bureau) error { return os.Remove(b.page(2)) },
		func(dir string, d Drill) error { return dealtAnew(filepath.Join(dir, Desk), d) }},
	{"too-few-shares", false, false,
		"Boris and Clara are gone with their shares. Anna is alone. (Make the new bureau in the directory \"" + New + "\".)",
		func(b *bureau) error { return errors.Join(os.Remove(b.page(2)), os.Remove(b.page(3))) },
		madeNew},
	{"dispatch-key-stolen", false, false,
		"A virus was found on a stick that was in the desk while it was open. The dispatch key may be stolen.",
		func(*bureau) error { return nil },
		exported},
	{"disk-dead", false, false,
		"The desk's disk does not start any more. There is the backup. (It is to be at \"" + Desk + "\" again.)",
		func(b *bureau) error { return os.RemoveAll(b.path(Desk)) },
		exportedAgain},
	{"desk-stolen", false, false,
		"The desk's machine was stolen over night. There is the backup. (It is to be at \"" + Desk + "\" again.)",
		func(b *bureau) error { return os.RemoveAll(b.path(Desk)) },
		func(dir string, d Drill) error {
			if err := dealtAnew(filepath.Join(dir, Desk), d); err != nil {
				return err
			}
			return exported(dir, d)
		}},
	{"drop-taken-over", false, false,
		"The drop shows a board that is not yours: somebody has taken it over. The operator has set up another; its address is in the file \"" + Address + "\". What the courier fetched last is in the pouch. " +
			"(The new drop's operator wants \"" + Charter + "\".)",
		func(b *bureau) error {
			forged := bytes.Clone(b.held)
			forged[len(forged)/2] ^= 1
			return errors.Join(b.moves(), b.fetch(forged))
		},
		moved},
	{"onion-key-stolen", false, false,
		"The operator found that somebody copied the drop's disk, and the onion key with it. The operator has made another address, which is in the file \"" + Address + "\". " +
			"(The operator wants \"" + Charter + "\".)",
		func(b *bureau) error { return b.moves() },
		moved},
	{"root-key-lost", true, true,
		"Boris and Clara are gone with their shares, and with them the root key. The desk still opens with its passphrase: " + Passphrase + ". " +
			"(Make the new bureau in the directory \"" + New + "\".)",
		func(b *bureau) error { return errors.Join(os.Remove(b.page(2)), os.Remove(b.page(3))) },
		func(dir string, d Drill) error {
			if err := exportedAgain(dir, d); err != nil {
				return err
			}
			return madeNew(dir, d)
		}},
	{"root-key-stolen", false, false,
		"Somebody was found with a copy of the desk and of the shares of Anna and Boris: he can be the bureau. Dirk is to take Boris's place.",
		func(*bureau) error { return nil },
		func(dir string, d Drill) error {
			if err := dealtAnew(filepath.Join(dir, Desk), d); err != nil {
				return err
			}
			out, err := sent(dir, d)
			if err == nil && len(out.Charter.Predecessors) == 0 {
				return notYet("the old root key still signs charters")
			}
			return err
		}},
}

// madeNew checks that there is a new bureau.
func madeNew(dir string, d Drill) error {
	dealing, err := desk.ReadDealing(filepath.Join(dir, New))
	if err != nil || dealing.Bureau == d.Bureau {
		return notYet("there is no new bureau in %s", New)
	}
	return nil
}

func find(name string) *day {
	for _, d := range days {
		if d.name == name {
			return d
		}
	}
	return nil
}

func notYet(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrNotYet, fmt.Sprintf(format, args...))
}

func hashFile(dir, name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	sum := sha256.Sum256(data)
	return sum[:], nil
}

// dealtAnew checks that the old shares open nothing of the desk any more.
func dealtAnew(dir string, d Drill) error {
	dealing, err := desk.ReadDealing(dir)
	switch {
	case err != nil:
		return notYet("there is no desk in %s", Desk)
	case dealing.Bureau != d.Bureau:
		return notYet("the desk in %s is of another bureau", Desk)
	case dealing.Number <= d.Dealing:
		return notYet("the old shares still open the desk")
	}
	return nil
}

// sent returns the dispatch in the pouch, if it is newer than what the made-up drop holds.
func sent(dir string, d Drill) (*dispatch.Dispatch, error) {
	p, err := pouch.Open(filepath.Join(dir, Pouch))
	if err != nil {
		return nil, notYet("there is no pouch in %s", Pouch)
	}
	defer p.Close()
	out, err := dispatch.Parse(p.Dispatch)
	if err != nil || out.Bureau != d.Bureau || out.Number <= d.Number {
		return nil, notYet("nothing was exported into %s since", Pouch)
	}
	return out, nil
}

// exportedAgain checks that a dispatch is on its way, and that it releases the report that waited: it was read.
func exportedAgain(dir string, d Drill) error {
	out, err := sent(dir, d)
	if err == nil && len(out.Kept) == 0 {
		return notYet("the report that waits in the pouch was not imported before the export")
	}
	return err
}

// exported checks that a dispatch under a new key is on its way.
func exported(dir string, d Drill) error {
	out, err := sent(dir, d)
	if err == nil && bytes.Equal(out.Charter.Dispatch, d.Dispatch) {
		return notYet("the old dispatch key still signs boards")
	}
	return err
}

// moved checks that another address is on its way to another drop, and that the report that waited was read.
func moved(dir string, d Drill) error {
	line, err := os.ReadFile(filepath.Join(dir, Charter))
	if err != nil {
		return notYet("there is no %s for the operator", Charter)
	}
	if c, err := charter.Parse(line); err != nil || c.Bureau != d.Bureau || c.Onion != d.Onion {
		return notYet("%s does not announce the new address", Charter)
	}
	return movedBoard(dir, d)
}

func movedBoard(dir string, d Drill) error {
	out, err := sent(dir, d)
	if err == nil && out.Charter.Onion != d.Onion {
		return notYet("the last export was made before the new address")
	}
	if err != nil {
		return err
	}
	return exportedAgain(dir, d)
}
