package cli

import "github.com/spf13/cobra"

// version is the file VERSION at the repository's root, put here by the linker (Makefile, -X). Who runs go build without it has "unreleased".
var version = "unreleased"

// installed adds what a program has once, for those who install it, and not as a command of a session: --version, its manual page, its completions.
func installed(root *cobra.Command) {
	root.Version = version
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.InitDefaultVersionFlag()
	root.Flags().Lookup("version").Usage = "print the version"
	root.AddCommand(newManCommand(root), newCompletionCommand(root))
}

func newManCommand(root *cobra.Command) *cobra.Command {
	var section, date string
	cmd := &cobra.Command{
		Use: "man", Short: "Print the manual page", Hidden: true,
		Example: "  " + root.Name() + " man > page && man -l page",
		Args:    ExactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return Manual(cmd.OutOrStdout(), root, section, date)
		},
	}
	cmd.Flags().StringVar(&section, "section", "1", "the manual's section")
	cmd.Flags().StringVar(&date, "date", "", "the day that stands beneath the page, 2026-11-23")
	return cmd
}

func newCompletionCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "completion bash|zsh|fish|powershell", Short: "Print a shell's completion of the commands", Hidden: true,
		Example: "  source <(" + root.Name() + " completion bash)",
		Args:    ExactArgs("bash|zsh|fish|powershell"),
		RunE: func(cmd *cobra.Command, args []string) error {
			out := cmd.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(out)
			}
			return Hint(Usage("there is no completion for that shell"), "bash, zsh, fish or powershell")
		},
	}
}
