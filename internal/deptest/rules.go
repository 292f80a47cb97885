// Package deptest holds the boundaries between the programs as a table: what each must not contain, and why. A program that lacks a
// thing cannot leak it, whatever goes wrong in it. Its tests keep
// them, and with them what the documentation says of the code: tests that SECURITY.md names, parsers and their fuzz targets, package comments, links.
//
// Only tests import it, and internal/picture, which draws the boundaries.
package deptest

// Rule is a boundary: everything that a package or program Of is built of must be without what is Forbidden, a path that stands for itself and what is
// below it. Reason says why.
type Rule struct{ Of, Forbidden, Reason string }

// Rules are the boundaries of all programs and packages.
var Rules = []Rule{
	{"luwte/cmd/luwte-drop", "filippo.io/age", "a seized or subverted drop must hold no code that opens or seals"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/seal", "the drop seals nothing"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/open", "the drop opens nothing"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/code", "codes never reach the drop"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/slots", "what links a conversation is not the drop's to compute"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/message", "the drop does not know what a report looks like inside"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/quorum", "shares of the bureau's keys are the desk's and the custodians'"},
	{"luwte/cmd/luwte-drop", "luwte/internal/desk", "offline keys are the desk's"},
	{"luwte/cmd/luwte-drop", "luwte/internal/courier", "one trust domain each"},
	{"luwte/cmd/luwte-drop", "luwte/internal/reporter", "one trust domain each"},

	{"luwte/cmd/luwte-courier", "filippo.io/age", "the courier carries and cannot read"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/seal", "the courier seals nothing"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/open", "the courier opens nothing"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/code", "codes never reach the courier"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/message", "the courier does not know what a report looks like inside"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/quorum", "shares of the bureau's keys are the desk's and the custodians'"},
	{"luwte/cmd/luwte-courier", "luwte/internal/desk", "offline keys are the desk's"},
	{"luwte/cmd/luwte-courier", "luwte/server", "the courier serves nothing"},
	{"luwte/cmd/luwte-courier", "go.etcd.io/bbolt", "the courier keeps no store"},

	{"luwte/cmd/luwte-desk", "github.com/cretz/bine", "the desk is offline: no Tor"},
	{"luwte/cmd/luwte-desk", "luwte/internal/torchild", "the desk is offline: no Tor"},
	{"luwte/cmd/luwte-desk", "golang.org/x/net/proxy", "the desk is offline: no proxies"},
	{"luwte/internal/desk", "net/http", "the desk is offline; in the program only the screens speak HTTP"},
	{"luwte/internal/desk", "os/exec", "the desk runs nothing, a reporter's file least of all; the program runs age plugins, and what opens files in the jail"},
	{"luwte/internal/desk", "luwte/internal/desk/evidence", "the register opens no file of a reporter's"},
	{"luwte/internal/desk/evidence", "luwte/internal/desk/register", "what opens hostile files has no register"},
	{"luwte/internal/desk/evidence", "filippo.io/age", "what opens hostile files opens nothing sealed"},
	{"luwte/internal/desk/evidence", "net", "what opens hostile files has no network"},
	{"luwte/internal/desk", "net", "the desk is offline; in the program only the parser of flags knows what an address is"},
	{"luwte/cmd/luwte-desk", "luwte/internal/courier", "the courier is not trusted; the desk reads its files only"},
	{"luwte/cmd/luwte-desk", "luwte/server", "the desk serves nothing"},
	{"luwte/cmd/luwte-desk", "luwte/internal/reporter", "one trust domain each"},
	{"luwte/cmd/luwte-desk", "luwte/crypto/code", "the desk never handles a reporter's code"},

	{"luwte/cmd/luwte-report", "go.etcd.io/bbolt", "the reporter's client keeps nothing on disk"},
	{"luwte/cmd/luwte-report", "luwte/crypto/quorum", "shares of the bureau's keys are the desk's and the custodians'"},
	{"luwte/cmd/luwte-report", "luwte/internal/desk", "offline keys are the desk's"},
	{"luwte/cmd/luwte-report", "luwte/internal/courier", "one trust domain each"},
	{"luwte/cmd/luwte-report", "luwte/server", "the reporter serves nothing"},

	{"luwte/server", "filippo.io/age", "nothing that the drop runs can open a report"},
	{"luwte/internal/courier", "filippo.io/age", "the courier carries and cannot read"},
	{"luwte/internal/pouch", "filippo.io/age", "courier and desk share it"},
	{"luwte/crypto/charter", "filippo.io/age", "drop and courier import it"},
	{"luwte/crypto/board", "filippo.io/age", "drop and courier import it"},
	{"luwte/crypto/dispatch", "filippo.io/age", "drop and courier import it"},
	{"luwte/crypto/parcel", "filippo.io/age", "drop and courier import it"},
}

// TestOnly is what no program may contain: it is for tests.
var TestOnly = []string{
	"luwte/crypto/vectors", "luwte/internal/fuzzing", "luwte/internal/powercut", "luwte/internal/testbureau", "luwte/internal/testdrop", "luwte/internal/tortest", "luwte/server/store/storetest",
	"github.com/anishathalye/porcupine", "github.com/rogpeppe/go-internal", "honnef.co/go/tools", "testing",
}

// Programs are the four, each a trust domain of its own.
var Programs = []string{"luwte/cmd/luwte-drop", "luwte/cmd/luwte-courier", "luwte/cmd/luwte-desk", "luwte/cmd/luwte-report"}
