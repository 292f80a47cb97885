package store

import (
	"encoding/binary"
)

// The plaintexts of the sealed values; integers are big-endian.
//
//	inbox   16 bytes
//	entry   id, 16 bytes ‖ u32 week ‖ u32 size of the parcel
//	parcel  u32 week ‖ parcel
//	state   inbox ‖ fingerprint, 32 bytes ‖ u64 serial ‖ u64 number ‖
//	        charter ‖ board ‖ dispatch, each as u32 length ‖ bytes
//
// The week is in the entry, to expire and count without reading parcels, and in
// the parcel; the inbox is in its record and in its state: each mends the other.

// entry is what the index knows of a parcel.
type entry struct {
	id         ID
	week, size uint32
}

func (e entry) marshal() []byte {
	b := binary.BigEndian.AppendUint32(e.id[:], e.week)
	return binary.BigEndian.AppendUint32(b, e.size)
}

func parseEntry(b []byte) (entry, error) {
	if len(b) != 16+4+4 {
		return entry{}, ErrDamaged
	}
	return entry{ID(b[:16]), binary.BigEndian.Uint32(b[16:]), binary.BigEndian.Uint32(b[20:])}, nil
}

func marshalWeek(week uint32) []byte {
	return binary.BigEndian.AppendUint32(nil, week)
}

func parseParcel(b []byte) (week uint32, parcel []byte, err error) {
	if len(b) < 4 {
		return 0, nil, ErrDamaged
	}
	return binary.BigEndian.Uint32(b), b[4:], nil
}

func marshalState(in Inbox, s State) []byte {
	b := append(in[:], s.Fingerprint[:]...)
	b = binary.BigEndian.AppendUint64(b, s.Serial)
	b = binary.BigEndian.AppendUint64(b, s.Number)
	for _, part := range [][]byte{s.Charter, s.Board, s.Dispatch} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return b
}

func parseState(b []byte) (in Inbox, s State, err error) {
	const fixed = 16 + 32 + 8 + 8
	if len(b) < fixed {
		return Inbox{}, State{}, ErrDamaged
	}
	in, s.Fingerprint = Inbox(b[:16]), [32]byte(b[16:48])
	s.Serial, s.Number = binary.BigEndian.Uint64(b[48:]), binary.BigEndian.Uint64(b[56:])
	b = b[fixed:]
	for _, part := range []*[]byte{&s.Charter, &s.Board, &s.Dispatch} {
		if len(b) < 4 || uint64(len(b)-4) < uint64(binary.BigEndian.Uint32(b)) {
			return Inbox{}, State{}, ErrDamaged
		}
		end := 4 + int(binary.BigEndian.Uint32(b))
		*part, b = b[4:end:end], b[end:]
	}
	if len(b) != 0 {
		return Inbox{}, State{}, ErrDamaged
	}
	return in, s, nil
}
