package pouch

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/label"
	"luwte/crypto/parcel"
	"luwte/internal/syncdir"
)

// Fetch returns the bytes of a parcel. Write asks for them one at a time, in ascending order.
type Fetch func(parcel.ID) ([]byte, error)

// Write makes a pouch, or replaces the one at path: there is the old one or the new one, whole, whenever power fails. dispatch may be nil
// and ids too; ids may be in any order and are sorted. It returns ErrParcel if fetch returns other bytes than those of the id,
// ErrMalformed if a limit is broken, or the error of fetch or the file system; then path is as it was.
func Write(path string, bureau charter.Fingerprint, dispatch []byte, ids []parcel.ID, fetch Fetch) error {
	if err := write(path, bureau, dispatch, ids, fetch); err != nil {
		return fmt.Errorf("write pouch %q: %w", path, err)
	}
	return nil
}

func write(path string, bureau charter.Fingerprint, dispatch []byte, ids []parcel.ID, fetch Fetch) error {
	// One fixed name, so that a writer that was killed leaves at most one piece on the stick, and the next one takes it away. It is
	// removed and made anew, never followed, should it be a link.
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = Encode(file, bureau, dispatch, ids, fetch)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return syncdir.Sync(filepath.Dir(path))
}

// Encode writes a pouch to w, as Write does to a file.
func Encode(w io.Writer, bureau charter.Fingerprint, dispatchRaw []byte, ids []parcel.ID, fetch Fetch) error {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, parcel.ID.Compare)
	ids = slices.Compact(ids)
	if len(ids) > MaxParcels || len(dispatchRaw) > dispatch.MaxSize {
		return fmt.Errorf("%w: more than %d parcels, or a dispatch that is too long", ErrMalformed, MaxParcels)
	}
	sum := sha256.New()
	buffered := bufio.NewWriterSize(w, parcel.Size)
	out := io.MultiWriter(buffered, sum) // bufio keeps its first error, sums have none: Flush tells
	head := append([]byte(label.Pouch), bureau[:]...)
	head = binary.BigEndian.AppendUint32(head, uint32(len(dispatchRaw)))
	head = append(head, dispatchRaw...)
	head = binary.BigEndian.AppendUint32(head, uint32(len(ids)))
	_, _ = out.Write(head)
	for _, id := range ids {
		data, err := fetch(id)
		if err != nil {
			return fmt.Errorf("parcel %v: %w", id, err)
		}
		if len(data) != parcel.Size || parcel.IDOf(data) != id {
			return fmt.Errorf("parcel %v: %w", id, ErrParcel)
		}
		if _, err := out.Write(data); err != nil {
			return err
		}
	}
	_, _ = buffered.Write(sum.Sum(nil))
	return buffered.Flush()
}
