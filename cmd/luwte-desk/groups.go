package main

import "github.com/spf13/cobra"

// groups are the heads under which --help lists the commands, in the order in which a bureau comes to need them. A command in none of them stands behind them all.
var groups = []struct {
	title    string
	commands []string
}{
	{"Begin:", []string{"init", "ceremony", "charter", "card", "about", "verify-download"}},
	{"Open the desk and work in it:", []string{"ui", "session"}},
	{"The courier's stick:", []string{"import", "export", "board"}},
	{"Cases:", []string{"list", "show", "reply", "branch", "case", "files", "clocks", "worksheet", "dossier", "retention"}},
	{"Other bureaus:", []string{"refer", "receive", "bureau"}},
	{"To account for it:", []string{"log", "figures", "breaches"}},
	{"People and keys:", []string{"handler", "passphrase", "share", "epochs", "release"}},
	{"Copies, and bad days:", []string{"backup", "restore", "drill", "dispatch-key", "root-key", "clock"}},
}

// group gives the commands their heads.
func group(root *cobra.Command) {
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title})
		for _, name := range g.commands {
			if cmd, _, err := root.Find([]string{name}); err == nil && cmd != root {
				cmd.GroupID = g.title
			}
		}
	}
	root.SetHelpCommandGroupID(groups[0].title)
}
