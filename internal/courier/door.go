package courier

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/parcel"
	"luwte/internal/wire"
)

// maxState bounds the answer to GET /v1/state: about seven times as many parcels as a pouch holds, 35 bytes each.
const maxState = 16 << 20

// Door is the bureau door of one inbox (SPEC §10).
type Door struct{ client *wire.Client }

// UnixDoor returns the door at a Unix socket of this machine.
func UnixDoor(path string) *Door {
	client := wire.New("http://door", func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	})
	client.Pauses = []time.Duration{200 * time.Millisecond, time.Second} // nothing here needs longer to come back
	return &Door{client}
}

// OnionDoor returns the door at an onion service, "….onion", reached by dial.
func OnionDoor(onion string, dial wire.Dial) *Door { return &Door{wire.New("http://"+onion, dial)} }

// Close closes the connections to the door.
func (d *Door) Close() { d.client.Close() }

// state is what a door says of its inbox.
type state struct {
	Bureau  charter.Fingerprint   `json:"bureau"`
	Roots   []charter.Fingerprint `json:"roots"` // of the charter
	Serial  uint64                `json:"serial"`
	Number  uint64                `json:"number"`
	Parcels []parcel.ID           `json:"parcels"`
}

// position is that of the charter that the drop holds, as far as it says.
func (s state) position() charter.Position { return charter.Position{Roots: s.Roots, Serial: s.Serial} }

// state reads GET /v1/state. It returns ErrState, or an error of wire.
func (d *Door) state(ctx context.Context) (state, error) {
	data, err := d.client.Get(ctx, "/v1/state", maxState)
	if err != nil {
		return state{}, fmt.Errorf("ask the door for its state: %w", err)
	}
	return parseState(data)
}

func parseState(data []byte) (s state, err error) {
	if err := canon.Unmarshal(data, &s); err != nil {
		return state{}, fmt.Errorf("%w: %w", ErrState, err)
	}
	sorted := slices.Clone(s.Parcels)
	slices.SortFunc(sorted, parcel.ID.Compare)
	if s.Parcels == nil || !slices.Equal(slices.Compact(sorted), s.Parcels) {
		return state{}, fmt.Errorf("%w: order of parcels", ErrState)
	}
	if len(s.Roots) < 1 || len(s.Roots) > charter.MaxPredecessors+1 || s.Roots[0] != s.Bureau {
		return state{}, fmt.Errorf("%w: roots", ErrState)
	}
	return s, nil
}

func (d *Door) dispatch(ctx context.Context) ([]byte, error) {
	return d.client.Get(ctx, "/v1/dispatch", int64(dispatch.MaxSize))
}

func (d *Door) putDispatch(ctx context.Context, raw []byte) error {
	_, err := d.client.Do(ctx, http.MethodPut, "/v1/dispatch", raw, 1<<10)
	return err
}

func (d *Door) parcel(ctx context.Context, id parcel.ID) ([]byte, error) {
	return d.client.Get(ctx, "/v1/parcels/"+id.String(), parcel.Size)
}
