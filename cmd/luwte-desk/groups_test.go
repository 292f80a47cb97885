package main

import "testing"

func TestGroups_EachName_IsACommandInItsGroup(t *testing.T) {
	root := newRoot()
	for _, g := range groups {
		for _, name := range g.commands {
			cmd, _, err := root.Find([]string{name})
			if err != nil || cmd.Name() != name || cmd.GroupID != g.title {
				t.Errorf("%s of %q is %v in %q, %v", name, g.title, cmd.Name(), cmd.GroupID, err)
			}
		}
	}
}
