package store

// checkRoom returns ErrFull unless size bytes can be added with the reserve left.
// Free pages of the file count: bbolt takes them first and never gives them
// back to the file system.
func (e *engine) checkRoom(size int64) error {
	free, err := diskFree(e.dir)
	if err != nil {
		return err
	}
	db := e.db.Stats()
	if free+int64(db.FreePageN+db.PendingPageN)*pageSize < size+reserve {
		return ErrFull
	}
	return nil
}
