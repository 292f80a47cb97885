package main

import (
	"crypto/rand"
	"errors"
	"os"
	"syscall"
	"time"

	"luwte/crypto/parcel"
)

// rawDisk is how many parcels a second a program could keep that does nothing else: their bytes are appended to one file, so many at once, and synced. It
// gives them to the file in one call each.
func rawDisk(dir string, atOnce int, during time.Duration) (rate float64, err error) {
	file, err := os.CreateTemp(dir, "raw")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	data := make([]byte, parcel.Size)
	rand.Read(data)
	kept, began := 0, time.Now()
	for time.Since(began) < during {
		for range atOnce {
			if _, err := file.Write(data); err != nil {
				return 0, err
			}
		}
		if err := syscall.Fdatasync(int(file.Fd())); err != nil {
			return 0, err
		}
		kept += atOnce
	}
	return float64(kept) / time.Since(began).Seconds(), nil
}
