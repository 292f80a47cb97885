package store

// reserve is what parcels must leave free on the disk, in bytes: twice the 4 MiB
// of all boards of a drop for the dispatches that free room again, one batch of
// parcels that all saw the same free space, and as much again.
const reserve = 32 << 20

// checkRoom returns ErrFull unless size bytes can be added with the reserve left.
// Free pages of the file count: bbolt takes them first and never gives them
// back to the file system.
func (e *engine) checkRoom(size int64) error {
	free, err := diskFree(e.dir)
	if err != nil {
		return err
	}
	db := e.gen.Load().db.Stats()
	if free+int64(db.FreePageN+db.PendingPageN)*pageSize < size+reserve {
		return ErrFull
	}
	return nil
}
