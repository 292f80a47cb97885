package server

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/server/failpoint"
	"luwte/server/store"
)

// postParcels takes a parcel, or a form with some. An answer of 201 means that they are on the disk.
func (d *Drop) postParcels(r *http.Request) answer {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	isForm := kind == "multipart/form-data" || kind == "application/x-www-form-urlencoded"
	refuse := sentence
	if isForm {
		refuse = func(r *refusal) answer { return formAnswer(nil, r) }
	}
	in, p, ok := d.inboxOf(r)
	switch encoding := r.Header.Get("Content-Encoding"); {
	case !ok:
		return refuse(refuseInbox)
	case encoding != "" && encoding != "identity":
		return refuse(refuseEncoding)
	case kind == "application/x-www-form-urlencoded":
		return refuse(refuseFormType)
	}
	v, ok := d.limiter.enter(r.RemoteAddr, in)
	if !ok {
		return refuse(refuseMany)
	}
	defer v.leave()
	if b, ok := r.Body.(*body); ok {
		others := b.hurry
		b.hurry = func() bool { return v.hurry() || others != nil && others() }
	}
	target := inboxTarget{d, in, weekOfExpiry(day.Today(), p.charter.Retention.Parcels)}
	if isForm {
		return target.takeForm(r, v)
	}
	return target.takeOne(r, v)
}

// inboxTarget is where a post's parcels go.
type inboxTarget struct {
	*Drop
	inbox charter.Inbox
	week  uint32
}

func (t inboxTarget) takeOne(r *http.Request, v *visit) answer {
	switch {
	case 0 <= r.ContentLength && r.ContentLength < parcel.Size:
		return sentence(refuseShort)
	case r.ContentLength > parcel.Size:
		return sentence(refuseLong)
	case !v.parcel():
		return sentence(refuseMany)
	}
	data, err := readParcel(r.Body, v)
	if err != nil {
		return sentence(refusalOf(err))
	}
	id, err := t.keep(r.Context(), data)
	if err != nil {
		return sentence(refusalOf(err))
	}
	return asJSON(http.StatusCreated, struct {
		ID parcel.ID `json:"id"`
	}{id})
}

// readParcel reads one parcel to r's end. It returns parcel.ErrLong, or what nextParcel does.
func readParcel(r io.Reader, v *visit) ([]byte, error) {
	data, err := nextParcel(r, v)
	if err != nil {
		return nil, err
	}
	switch _, err := io.ReadFull(r, v.spare[:1]); {
	case err == nil:
		return nil, parcel.ErrLong
	case !errors.Is(err, io.EOF):
		return nil, readError(err)
	}
	return data, nil
}

// nextParcel reads one parcel, and no more of r, into the visit's buffer, where the next one replaces it. It returns parcel.ErrShape after the first
// bytes, errEmpty if r is at its end, parcel.ErrShort, refuseMany if there is no place for it, or r's error.
func nextParcel(r io.Reader, v *visit) ([]byte, error) {
	head := v.spare[:]
	n, err := io.ReadFull(r, head)
	if err == nil {
		if err := parcel.CheckHeader(head); err != nil {
			return nil, err
		}
		// Not before: who sends nothing, or a form of empty parts, takes no memory and no place.
		if !v.place() {
			return nil, refuseMany
		}
		copy(v.buffer, head)
		_, err = io.ReadFull(r, v.buffer[parcel.HeaderSize:parcel.Size])
	}
	switch {
	case err == nil:
		v.filled = true
		return v.buffer[:parcel.Size], nil
	case n == 0 && errors.Is(err, io.EOF):
		return nil, errEmpty
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, parcel.ErrShort
	}
	return nil, readError(err)
}

// errEmpty is returned by nextParcel where there is nothing: a form's file that was not chosen, or the end of one.
var errEmpty error = &refusal{refuseShort.status, refuseShort.en, refuseShort.nl, refuseShort.pap}

// readError keeps errors that have a sentence of their own; all others are a visitor's connection or framing.
func readError(err error) error {
	if refusalOf(err) == refuseInternal {
		return refuseRead
	}
	return err
}

// keep puts a parcel under the inbox's quota. When it returns nil, the parcel is on the disk. One that is there already is treated like any other,
// also where it is refused: else whoever has its bytes would learn whether it still waits. The quota is drawn anew for each parcel, up to a
// tenth lower: whoever fills an inbox learns only about how many parcels of others there are, and not when one more comes.
func (t inboxTarget) keep(ctx context.Context, data []byte) (parcel.ID, error) {
	t.putting <- struct{}{}
	defer func() { <-t.putting }()
	t.refreshing.RLock()
	defer t.refreshing.RUnlock()
	ctx = context.WithoutCancel(ctx) // what came whole is kept even if its sender has gone
	p, ok := t.public.Load().inboxes[t.inbox]
	if !ok {
		return parcel.ID{}, store.ErrNoInbox
	}
	quota := t.quota.Load()
	full := p.parcels.Add(1) > quota-rand.Int64N(quota/10+1)
	added := false
	defer func() {
		if !added {
			p.parcels.Add(-1)
		}
	}()
	if full {
		return parcel.ID{}, store.ErrFull
	}
	id, created, err := t.store.Put(ctx, store.Inbox(t.inbox), data, t.week)
	added = created && err == nil
	if step := failpoint.Step("post: answer"); err == nil {
		err = step
	}
	return parcel.ID(id), err
}
