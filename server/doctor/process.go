package doctor

import "fmt"

// leastFiles is how many open files a drop needs: each connection of a visitor's is one, and a flood opens many.
const leastFiles = 4096

// process looks at what the process that serves is allowed.
func (e *examination) process() {
	if !e.serves() {
		e.unseen("dumps", "", "whether a crash of the drop could leave its memory on the disk cannot be seen", whileServing)
		e.unseen("confined", "", "whether the drop is shut in cannot be seen", whileServing)
		e.unseen("files", "", "how many connections the drop may have at once cannot be seen", whileServing)
		return
	}
	if e.now.Process.Dumps {
		e.bad("dumps", "", "a crash of the drop may leave its memory, with the store's key, on the disk", "start it anew by luwte-drop serve itself, not under a debugger; LimitCORE=0 in its unit")
	} else {
		e.ok("dumps", "", "a crash of the drop leaves nothing of its memory")
	}
	switch c := e.now.Confined; {
	case c == nil:
		e.warning("confined", "", "the drop is not shut in: who takes over its program has all that its user has", "start it without --confine=off")
	case !c.Whole():
		e.warning("confined", "", c.String(), "run it on Linux 5.19 or later with Landlock; deploy/systemd keeps part of it apart meanwhile")
	default:
		e.ok("confined", "", c.String())
	}
	if n := e.now.Process.Files; n < leastFiles {
		e.warning("files", "", fmt.Sprintf("the drop may have %d files open at once: a flood of connections shuts out the others sooner than it must", n),
			"raise the limit: LimitNOFILE=65536 in its unit, or ulimit -Hn 65536 before it is started")
	} else {
		e.ok("files", "", fmt.Sprintf("the drop may have %d files open at once", n))
	}
}
