package desk

import (
	"fmt"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/day"
)

// Reminder is something that has to be done soon.
type Reminder struct {
	Kind   string   // one of the Remind… constants
	Day    day.Day  // from which no reports are taken; of which the last backup is, or 0; on which the desk was put back
	Made   day.Day  // of RemindRestored: of which the backup was
	Days   int      // of RemindCharter: until then; 0 or less when it is over
	Epochs []uint64 // of RemindDestroy and RemindRelease
	Cases  []string // of RemindAgain
}

// Kinds of Reminder.
const (
	RemindCharter  = "charter"  // a new one has to be brought to the drop
	RemindDestroy  = "destroy"  // keys of epochs are due to be destroyed
	RemindRelease  = "release"  // custodians have to release keys of epochs
	RemindRestored = "restored" // the desk was put back, and no pouch was imported since
	RemindAgain    = "again"    // destroyed cases came back
	RemindBackup   = "backup"   // the last backup is old, or there is none
)

// String is a reminder as a sentence, with the command.
func (r Reminder) String() string {
	epochs := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(r.Epochs)), ", "), "[]")
	switch r.Kind {
	case RemindDestroy:
		return fmt.Sprintf("The keys of these epochs are due to be destroyed (luwte-desk epochs --destroy): %s.", epochs)
	case RemindRelease:
		return fmt.Sprintf("The custodians have not released the keys of these epochs (luwte-desk release): %s.", epochs)
	case RemindRestored:
		return fmt.Sprintf("This desk was put back on %s from the backup of %s. Import a pouch first: it shows what was done since.", r.Day, r.Made)
	case RemindAgain:
		return fmt.Sprintf("These cases were destroyed, and came back with a backup; destroy them again: %s.", strings.Join(r.Cases, ", "))
	case RemindBackup:
		if r.Day == 0 {
			return "There is no backup of this desk. Make one (luwte-desk backup)."
		}
		return fmt.Sprintf("The last backup is of %s. Make one (luwte-desk backup), and destroy older ones.", r.Day)
	}
	return charter.Reminder(r.Day, day.Day(int(r.Day)-r.Days))
}
