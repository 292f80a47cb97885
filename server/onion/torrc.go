package onion

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Service is one onion service of the drop.
type Service struct {
	Dir    string // its HiddenServiceDir
	Socket string // the Unix socket to which tor connects
	Front  bool   // the front door, open to everyone; otherwise a bureau door, for authorised clients
	NoWork bool   // tor knows no proof of work, and would refuse the line
}

// Limits of a circuit: a page loads in one request and a look takes one for each inbox, six at a time in a browser.
// Whoever opens more streams at once loses the circuit, and with it the work that building it took.
const maxStreams = 32

// Torrc gives the lines of torrc for these services, and no SOCKS port. Relative paths are taken from the working
// directory. It refuses a bureau door at which nobody is authorised, with ErrNoClients, and a socket's path that is too
// long, with ErrSocketPath.
func Torrc(services []Service) (string, error) {
	lines, err := SystemTorrc(services)
	if err != nil {
		return "", err
	}
	return "SocksPort 0\n" + lines, nil
}

// SystemTorrc is Torrc for a tor that may be a client of others too.
func SystemTorrc(services []Service) (string, error) {
	var b strings.Builder
	for _, s := range services {
		dir, err := filepath.Abs(s.Dir)
		if err != nil {
			return "", err
		}
		socket, err := socketPath(s.Socket)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "HiddenServiceDir %s\n", quote(dir))
		// Quoted twice: tor takes the line's value apart as a string first, and then the path.
		fmt.Fprintf(&b, "HiddenServicePort %s\n", quote("80 unix:"+quote(socket)))
		fmt.Fprintf(&b, "HiddenServiceMaxStreams %d\nHiddenServiceMaxStreamsCloseCircuit 1\n", maxStreams)
		if s.Front {
			b.WriteString("HiddenServiceExportCircuitID haproxy\n")
			if !s.NoWork {
				b.WriteString("HiddenServicePoWDefensesEnabled 1\n")
			}
			continue
		}
		if _, err := Clients(s.Dir); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// quote makes a string as tor reads it in a torrc, in the manner of C, so that spaces, # and line ends are no danger.
func quote(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`).Replace(value) + `"`
}
