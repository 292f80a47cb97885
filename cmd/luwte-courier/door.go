package main

import (
	"strings"

	"github.com/spf13/pflag"

	"luwte/internal/cli"
	"luwte/internal/courier"
)

// doorOptions are the flags that lead to a bureau's door.
type doorOptions struct {
	dir, door string
	tor       courier.Tor
	json      bool
}

func (o *doorOptions) add(flags *pflag.FlagSet) {
	flags.StringVar(&o.dir, "dir", "", "the courier's directory (required)")
	flags.StringVar(&o.door, "door", "", "the bureau's door, as luwte-drop inbox add printed it: unix:PATH or an onion address (required)")
	flags.StringVar(&o.tor.Socks, "socks", "", "host:port of a running tor's SOCKS port")
	flags.StringVar(&o.tor.Control, "control", "", "host:port or unix:/path of the same tor's control port")
	flags.StringVar(&o.tor.Torrc, "torrc", "", "file of further configuration for our own tor, such as bridges")
	flags.BoolVar(&o.json, "json", false, "print JSON")
}

// required is a flag that must be given.
type required struct{ name, value, example string }

// check looks at the flags, those required first.
func (o *doorOptions) check(more ...required) error {
	if onion, ok := strings.CutPrefix(o.door, "http://"); ok { // as luwte-drop prints it
		o.door = strings.TrimSuffix(onion, "/")
	}
	for _, flag := range append([]required{{"dir", o.dir, "courier"}}, append(more, required{"door", o.door, "ADDRESS.onion"})...) {
		if flag.value == "" {
			return cli.Hint(cli.Usage("--%s is missing", flag.name), "give it, as in --%s %s", flag.name, flag.example)
		}
	}
	path, isUnix := strings.CutPrefix(o.door, "unix:")
	switch {
	case isUnix && path == "":
		return cli.Hint(cli.Usage("--door unix: has no path"), "luwte-drop inbox add prints the door, and luwte-drop inbox list prints it again")
	case !isUnix && !strings.HasSuffix(o.door, ".onion"):
		return cli.Hint(cli.Usage("--door %q is neither unix:PATH nor an onion address", o.door), "luwte-drop inbox add prints the door")
	case isUnix && o.tor != courier.Tor{}:
		return cli.Hint(cli.Usage("a door at unix:PATH is reached without tor"), "leave out --socks, --control and --torrc")
	case (o.tor.Socks == "") != (o.tor.Control == ""):
		return cli.Hint(cli.Usage("--socks and --control go together: the key goes in by the control port, the connection by the SOCKS port"),
			"give both, or neither for a tor of our own")
	case o.tor.Socks != "" && o.tor.Torrc != "":
		return cli.Hint(cli.Usage("--torrc is for our own tor, and --socks names another"), "leave out one of them")
	}
	return nil
}
