package desk

import "fmt"

// Format keeps a desk's keys and passphrase out of printed text.
func (d Desk) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[desk]") }

// Format keeps shares out of printed text.
func (d Dealt) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[dealt keys]") }
