package desk

import (
	"cmp"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"filippo.io/age"

	"luwte/crypto/canon"
	"luwte/crypto/day"
	"luwte/crypto/identity"
	"luwte/crypto/label"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

var (
	// ErrWho is returned when a desk has handlers and none has said who he is.
	ErrWho = errors.New("this desk has several handlers, and nobody has said who this is")
	// ErrHandler is returned when there is no handler of a name.
	ErrHandler = errors.New("no handler of this name")
	// ErrHandlerName is returned when a name for a handler is empty, longer than 100 characters, not one line, or taken.
	ErrHandlerName = errors.New("a handler's name is one line, and nobody else's here")
	// ErrRole is returned when a handler does what his role does not allow, or a role is none.
	ErrRole = errors.New("this handler's role does not allow it")
	// ErrLastKeeper is returned when a desk would be left without a register keeper.
	ErrLastKeeper = errors.New("nobody would keep the register")
)

// Roles of handlers.
const (
	Keeper  = "keeper"  // keeps the register: sees new cases, gives them to handlers, and does everything
	Officer = "handler" // works on the cases given to him
	Reader  = "reader"  // reads the cases given to him
	Gone    = "gone"    // works here no more
)

// Handler is somebody who works at the desk.
type Handler struct {
	Name  string
	Role  string
	Added day.Day
}

// handler is a Handler as the register has him. Recipient is what cases' keys are sealed to.
type handler struct {
	ID        string // 16 hex digits at random
	Recipient string
	Sealed    []byte // the identity's seed, under the handler's own passphrase or token
	Handler

	recipient age.Recipient
}

const (
	handlerBucket = "handlers" // by id

	aloneID = "alone" // of the one handler of a desk that has no others; his identity comes from the register's key
)

// alone is the one handler of a desk that never had others: whoever opens the desk is he.
func (d *Desk) alone() (handler, *age.HybridIdentity, error) {
	key := d.keys.Register()
	seed, err := hkdf.Key(sha256.New, key[:], nil, label.DeskHandler, identity.SeedSize)
	if err != nil {
		return handler{}, nil, fmt.Errorf("derive the handler's key: %w", err)
	}
	id, err := identity.FromSeed(seed)
	if err != nil {
		return handler{}, nil, err
	}
	return handler{ID: aloneID, Handler: Handler{Name: d.actor, Role: Keeper}, recipient: id.Recipient()}, id, nil
}

// handlers returns all who work here, by name. A desk of one has him alone.
func (d *Desk) handlers(tx *register.Tx) ([]handler, error) {
	all, err := register.AllJSON[handler](tx, handlerBucket)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		one, _, err := d.alone()
		return []handler{one}, err
	}
	for i := range all {
		if all[i].recipient, err = age.ParseHybridRecipient(all[i].Recipient); err != nil {
			return nil, register.ErrDamaged
		}
	}
	slices.SortFunc(all, func(a, b handler) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// admit lets in the one handler of a desk of one. Where there are several, nobody is in until Enter.
func (d *Desk) admit() error {
	d.forgetHandler()
	return d.reg.View(func(tx *register.Tx) (err error) {
		if tx.Count(handlerBucket) == 0 {
			d.self, d.identity, err = d.alone()
		}
		return err
	})
}

// NeedsHandler says whether somebody has to Enter before cases can be seen.
func (d *Desk) NeedsHandler() bool { return d.identity == nil }

// Enter opens the cases of a handler with his own passphrase, which takes about a second of scrypt. From then on he is the actor. It returns ErrHandler or
// keyring.ErrPassphrase.
func (d *Desk) Enter(name, passphrase string) error {
	var h handler
	err := d.reg.View(func(tx *register.Tx) (err error) { h, err = d.handler(tx, name); return err })
	if err == nil && h.Role == Gone {
		err = fmt.Errorf("%w: %q", ErrHandler, name)
	}
	if err != nil {
		return err
	}
	id, err := h.open(passphrase)
	if err != nil {
		return err
	}
	d.self, d.identity, d.actor, d.index = h, id, h.Name, nil
	clear(d.ring)
	return d.takeOver()
}

// handler returns one by name; case and spaces do not matter.
func (d *Desk) handler(tx *register.Tx, name string) (handler, error) {
	all, err := d.handlers(tx)
	for _, h := range all {
		if h.ID != aloneID && fold(h.Name) == fold(name) {
			return h, err
		}
	}
	return handler{}, cmp.Or(err, fmt.Errorf("%w: %q", ErrHandler, name))
}

func fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// sealedHandler is the JSON under a handler's passphrase.
type sealedHandler struct {
	Format string `json:"format"`
	ID     string `json:"id"`
	Seed   []byte `json:"seed"`
}

func (h *handler) seal(id *age.HybridIdentity, passphrase string) error {
	seed, err := identity.Seed(id)
	if err != nil {
		return err
	}
	text, err := canon.Marshal(sealedHandler{label.HandlerSeed, h.ID, seed})
	if err != nil {
		return err
	}
	h.Sealed, err = keyring.Seal(passphrase, text)
	return err
}

func (h *handler) open(passphrase string) (*age.HybridIdentity, error) {
	text, err := keyring.Unseal(h.Sealed, passphrase, register.ErrDamaged)
	if err != nil {
		return nil, err
	}
	var s sealedHandler
	if err := canon.Unmarshal(text, &s); err != nil || s.Format != label.HandlerSeed || s.ID != h.ID {
		return nil, register.ErrDamaged
	}
	id, err := identity.FromSeed(s.Seed)
	if err != nil || id.Recipient().String() != h.Recipient {
		return nil, register.ErrDamaged
	}
	return id, nil
}

// need returns ErrWho or ErrRole unless somebody of one of these roles is at the desk.
func (d *Desk) need(roles ...string) error {
	switch {
	case d.identity == nil:
		return ErrWho
	case !slices.Contains(roles, d.self.Role):
		return fmt.Errorf("%w: %s is a %s", ErrRole, d.self.Name, d.self.Role)
	}
	return nil
}

// Handlers returns all who work at the desk, by name. A desk of one has none by name.
func (d *Desk) Handlers() (all []Handler, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		found, err := d.handlers(tx)
		for _, h := range found {
			if h.ID != aloneID && h.Role != Gone {
				all = append(all, h.Handler)
			}
		}
		return err
	})
	return all, err
}

// checkName says whether a name can be a new handler's.
func (d *Desk) checkName(tx *register.Tx, name string) error {
	if fold(name) == "" || len([]rune(name)) > 100 || strings.ContainsFunc(name, unicode.IsControl) {
		return ErrHandlerName
	}
	if _, err := d.handler(tx, name); err == nil {
		return ErrHandlerName
	}
	return nil
}

// AddHandler lets somebody work at the desk, under a passphrase or token of his own. The first must be a keeper, and gets all cases: from then on nobody sees a
// case who does not enter with his own. A later keeper gets the cases that the one who adds him may see, but for those in whose words his name is. It returns ErrHandlerName, ErrRole or
// ErrWho.
func (d *Desk) AddHandler(name, role, passphrase string) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	if role != Keeper && (role != Officer && role != Reader || d.self.ID == aloneID) {
		return fmt.Errorf("%w: the first handler is a %s, others %s, %s or %s", ErrRole, Keeper, Keeper, Officer, Reader)
	}
	h, id, err := d.newHandler(name, role, passphrase)
	if err != nil {
		return err
	}
	first := d.self.ID == aloneID
	write := d.reg.Update
	if first {
		write = d.reg.Purge
	}
	err = write(func(tx *register.Tx) error {
		if err := d.checkName(tx, name); err != nil {
			return err
		}
		if err := d.welcome(tx, h, first); err != nil {
			return err
		}
		if err := tx.PutJSON(handlerBucket, h.ID, h); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("handler-add", "", map[string]any{"name": h.Name, "role": role}))
	})
	if err != nil || !first {
		return err
	}
	d.self, d.identity, d.actor, d.index = h, id, h.Name, nil
	clear(d.ring)
	return d.takeOver()
}

func (d *Desk) newHandler(name, role, passphrase string) (handler, *age.HybridIdentity, error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return handler{}, nil, fmt.Errorf("make a handler's key: %w", err)
	}
	var random [8]byte
	rand.Read(random[:])
	h := handler{ID: hex.EncodeToString(random[:]), Recipient: id.Recipient().String(), recipient: id.Recipient(),
		Handler: Handler{Name: strings.Join(strings.Fields(name), " "), Role: role, Added: d.today()}}
	return h, id, h.seal(id, passphrase)
}

// ChangeHandlerPassphrase seals the handler's own identity, who is at the desk, under another passphrase or token.
func (d *Desk) ChangeHandlerPassphrase(passphrase string) error {
	if err := d.need(Keeper, Officer, Reader); err != nil {
		return err
	}
	if d.self.ID == aloneID {
		return fmt.Errorf("%w: the desk's own passphrase is his", ErrHandler)
	}
	h := d.self
	if err := h.seal(d.identity, passphrase); err != nil {
		return err
	}
	err := d.reg.Purge(func(tx *register.Tx) error {
		if err := tx.PutJSON(handlerBucket, h.ID, h); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("handler-passphrase", "", nil))
	})
	if err == nil {
		d.self = h
	}
	return err
}

// ResetHandler gives a handler who lost his passphrase a new identity under another, and the keys of the cases that both he and the one at the desk might see. Of others that he might see he keeps
// nothing but what others can give him again; where he was the only one, what the case said is lost, and the conversation goes on under a new key of his. How many there are nobody is told:
// they are none of the keeper's. It returns ErrHandler, ErrRole (a keeper resets others, not himself) or ErrWho.
func (d *Desk) ResetHandler(name, passphrase string) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	return d.reg.Purge(func(tx *register.Tx) error {
		old, err := d.active(tx, name)
		if err != nil {
			return err
		}
		if old.ID == d.self.ID {
			return fmt.Errorf("%w: change your own: handler passphrase", ErrRole)
		}
		h, id, err := d.newHandler(old.Name, old.Role, passphrase)
		if err != nil {
			return err
		}
		h.ID, h.Added = old.ID, old.Added
		if err := h.seal(id, passphrase); err != nil {
			return err
		}
		if err := d.giveAgain(tx, h); err != nil {
			return err
		}
		return errors.Join(tx.PutJSON(handlerBucket, h.ID, h), d.logEvent(tx, d.event("handler-reset", "", map[string]any{"name": h.Name})))
	})
}

// giveAgain seals the keys that a handler had to his new identity.
func (d *Desk) giveAgain(tx *register.Tx, h handler) error {
	all := map[string]access{}
	for record, err := range tx.All(accessBucket) {
		if err != nil {
			return err
		}
		var a access
		if _, err := tx.GetJSON(accessBucket, record.Key, &a); err != nil {
			return err
		}
		if a.Wraps[h.ID] != nil {
			all[record.Key] = a
		}
	}
	held, err := d.holdings(tx)
	if err != nil {
		return err
	}
	for id, a := range all {
		switch {
		case d.sees(tx, id):
			err = d.share(tx, held, id, h, false)
		case len(a.Wraps) > 1:
			delete(a.Wraps, h.ID)
			err = tx.PutJSON(accessBucket, id, a)
		default:
			err = d.beginAgain(tx, id, a, h)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// beginAgain gives a case that nobody can open any more a new key. Its entries in the log stay closed.
func (d *Desk) beginAgain(tx *register.Tx, id string, a access, h handler) error {
	o := &destroying{d: d, tx: tx}
	k, err := vault.New()
	if err != nil {
		return err
	}
	if err := errors.Join(o.forgetLog(id), tx.Delete(apartBucket, cardKey(id)), d.putAccess(tx, id, k, &a, []handler{h})); err != nil {
		return err
	}
	if strings.HasPrefix(id, pastPrefix) {
		return nil
	}
	s, err := settings(tx)
	if err != nil {
		return err
	}
	return d.beginTimes(tx, id, k, s.terms())
}

// forgetHandler forgets who is at the desk.
func (d *Desk) forgetHandler() {
	d.self, d.identity, d.ring = handler{}, nil, map[string]*vault.Key{}
}
