package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// pageLine is a command of deploy/README.md, and of which machine.
type pageLine struct{ on, command string }

// firstDay returns the commands of deploy/README.md in their order. Which machine each is for says what was named last before it.
func firstDay(t *testing.T) (lines []pageLine) {
	t.Helper()
	on, before := "", ""
	page := readAll(t, filepath.Join(root, "deploy", "README.md"))
	if strings.Contains(page, "```") || strings.Contains(page, "\n\t") {
		t.Fatal("commands that are set otherwise than by four spaces would not be run")
	}
	named := regexp.MustCompile(`On (?:a |the )?(server|courier|desk|reporter)`)
	for line := range strings.Lines(page) {
		if command, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "    "); ok {
			if all := named.FindAllStringSubmatch(before, -1); all != nil {
				on, before = all[len(all)-1][1], ""
			}
			if on == "" {
				t.Fatalf("for which machine is %q?", command)
			}
			lines = append(lines, pageLine{on, command})
		} else if !strings.HasPrefix(line, "|") {
			before += line
		}
	}
	if len(lines) < 45 {
		t.Fatalf("the page has only %d commands", len(lines))
	}
	return lines
}

// ofTheSystem are the commands that need a machine of their own: TestFirstDay_OnDebian_LeadsToTheAnswer runs them, and all others too.
var ofTheSystem = regexp.MustCompile(`^(sudo )?(apt-get|systemctl) `)

// TestFirstDay_CommandsOfThePage runs deploy/README.md in its order, through a private Tor network, with every secret typed at a terminal as people do.
// Other than on the page are only: where the server's directory and the sticks lie, who the user is, the way into the private network, --anyway since this machine has a
// network, and that the test starts what systemd would and knows when Tor is ready.
func TestFirstDay_CommandsOfThePage_LeadToTheAnswer(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor and passphrases
	n, dir := network(t), shortDir(t)
	places := strings.NewReplacer("runuser -u luwte-drop -- ", "", "/var/lib/luwte-drop", dir+"/drop", "/media/", dir+"/", "/var/backups/", dir+"/", "/run/", dir+"/",
		"-o luwte-drop -g luwte-drop ", "", "sleep 60", "true")
	way := regexp.MustCompile(`(--door|--drop) (\S+)`)
	p := &hands{t: t, sticks: dir, home: filepath.Join(dir, "server"), at: places.Replace}
	p.command = func(line pageLine) *exec.Cmd {
		home := filepath.Join(dir, line.on)
		must(t, os.MkdirAll(home, 0o700))
		command := places.Replace(line.command)
		command = way.ReplaceAllString(command, "$0 --socks "+n.SocksAddr)
		if strings.HasPrefix(command, "luwte-courier ") {
			command = strings.Replace(command, "--socks", "--control "+n.ControlAddr+" --socks", 1)
		}
		if strings.HasPrefix(command, "luwte-desk ceremony") {
			command += " --anyway"
		}
		cmd := exec.Command("bash", "-c", command)
		cmd.Dir, cmd.Env = home, append(os.Environ(), "HOME="+home, "PATH="+filepath.Dir(program("x"))+":"+os.Getenv("PATH"))
		return cmd
	}
	for _, stick := range []string{"stick", "custodians", "backup", "server"} {
		must(t, os.Mkdir(filepath.Join(dir, stick), 0o700))
	}
	var here []pageLine
	for _, line := range firstDay(t) {
		if !ofTheSystem.MatchString(line.command) {
			here = append(here, line)
		} else if line.command == "systemctl enable --now luwte-drop" {
			here = append(here, pageLine{"server", started})
		}
	}
	p.start = func() {
		w := &world{t: t, dir: dir, url: "http://" + p.said["ADDRESS"], output: &safeBuffer{}}
		w.start([]string{"serve", "--dir", dir + "/drop", "--tor", "--torrc", n.CommonTorrc})
	}
	p.doAll(here)
}

// hands do what the page says, and answer what they are asked.
type hands struct {
	t       *testing.T
	sticks  string              // where stick and custodians lie, seen from here
	home    string              // of whoever types on the server, seen from here
	at      func(string) string // where things lie
	command func(pageLine) *exec.Cmd
	start   func()            // starts the drop, where no systemd does
	said    map[string]string // what stands for a word in capitals
	now     *terminal
	line    pageLine
	words   [3]string // of the custodians' pages
	seen    strings.Builder
	took    map[string]time.Duration
}

// placeholders are the words in capitals, and where a command prints what they stand for.
var placeholders = map[string]struct{ command, printed *regexp.Regexp }{
	"ADDRESS": {regexp.MustCompile(`luwte-drop init`), onionAddress},
	"KEY":     {regexp.MustCompile(`luwte-courier init`), publicKey},
	"DOOR":    {regexp.MustCompile(`inbox add`), onionAddress},
	"WORDS":   {regexp.MustCompile(`inbox add`), regexp.MustCompile(`fingerprint words: ([a-z ]+)`)},
	"CODE":    {regexp.MustCompile(`luwte-report send`), regexp.MustCompile(`(?m)^((?:[a-z]+ ){7}[a-z]+)\r?$`)},
	"CASE":    {regexp.MustCompile(`^list$`), regexp.MustCompile(`(?m)^([0-9a-z]{8})\b`)},
}

const prompt = "luwte> "

// started stands where the test itself starts the drop.
const started = "(the drop is started)"

// doAll does all lines, and looks at what they showed.
func (p *hands) doAll(lines []pageLine) {
	p.t.Helper()
	p.t.Cleanup(func() {
		if p.t.Failed() {
			p.t.Logf("what was shown:\n%s", p.seen.String())
		}
	})
	for _, line := range lines {
		if line.command == started {
			p.end()
			p.start()
			continue
		}
		p.do(line)
	}
	p.end()
	p.check()
}

// do does a line: a command of a shell, or at the prompt of the desk.
func (p *hands) do(line pageLine) {
	p.t.Helper()
	typed, inside := strings.CutPrefix(line.command, prompt)
	if inside {
		p.until(func(shown string) bool { return strings.HasSuffix(shown, prompt) })
		p.learn()
		p.now.read = len(p.now.all())
	} else {
		p.end()
	}
	for word, meant := range p.said {
		typed = regexp.MustCompile(`\b`+word+`\b`).ReplaceAllLiteralString(typed, meant)
	}
	p.line = pageLine{line.on, typed}
	if inside {
		p.now.typeLine(p.at(typed))
		return
	}
	if strings.Contains(typed, "< charter.json") {
		charter, err := os.ReadFile(filepath.Join(p.sticks, "stick", "charter.json"))
		must(p.t, err)
		must(p.t, os.WriteFile(filepath.Join(p.home, "charter.json"), charter, 0o644))
	}
	p.now = beginAt(p.t, p.command(p.line))
}

// end waits for what was begun last, which must succeed.
func (p *hands) end() {
	p.t.Helper()
	if p.now == nil {
		return
	}
	p.until(func(string) bool { return false })
	for try := 0; p.now.err != nil && try < 3 && repeatable.MatchString(p.line.command); try++ {
		p.t.Logf("on the %s, once more: %s\n%s", p.line.on, p.line.command, p.now.all())
		p.now = beginAt(p.t, p.command(p.line))
		p.until(func(string) bool { return false })
	}
	p.learn()
	if err := p.now.err; err != nil {
		p.t.Fatalf("on the %s: %s: %v\n%s", p.line.on, p.line.command, err, p.now.all())
	}
	if p.took == nil {
		p.took = map[string]time.Duration{}
	}
	p.took[p.line.on] += time.Since(p.now.began)
	p.t.Logf("on the %s, %s: %s", p.line.on, time.Since(p.now.began).Round(time.Millisecond), p.line.command)
	fmt.Fprintf(&p.seen, "%s$ %s\n%s\n", p.line.on, p.line.command, p.now.all())
	p.now = nil
}

// until answers questions until what is shown is as wanted, or the command ends.
func (p *hands) until(wanted func(shown string) bool) {
	p.t.Helper()
	deadline := time.After(10 * time.Minute) // on a busy machine Tor may take minutes for a connection
	for {
		shown := p.now.all()[p.now.read:]
		if wanted(shown) {
			return
		}
		if question.MatchString(shown) && p.now.hides() {
			p.now.read += len(shown)
			p.now.typeLine(p.answer(shown))
		}
		select {
		case <-p.now.ended:
			return
		case <-deadline:
			p.t.Fatalf("on the %s: %s: it does not end:\n%s", p.line.on, p.line.command, p.now.all())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// repeatable is what people give once more when Tor breaks a connection, as the hint has it.
var repeatable = regexp.MustCompile(`^luwte-courier (sync|health) [^|]*$|luwte-report (verify|look) `)

// question is a question that waits for its answer.
var question = regexp.MustCompile(`[:?] $`)

// printedPage finds the file of a custodian's page, and whose it is.
var printedPage = regexp.MustCompile(`print (\S+/share-(\d)\.pdf)`)

// answer is what people type. Anna, the first custodian, has a file too; the others have paper only.
func (p *hands) answer(asked string) string {
	p.t.Helper()
	last := asked[strings.LastIndex(strings.TrimRight(asked, " "), "\n")+1:]
	switch {
	case strings.HasPrefix(p.line.command, "luwte-report look"):
		return p.said["CODE"]
	case printedPage.MatchString(asked):
		page := printedPage.FindStringSubmatch(asked)
		i := page[2][0] - '1'
		p.words[i] = printedWords(p.t, filepath.Join(p.sticks, "custodians", filepath.Base(page[1])))
		return p.words[i]
	case strings.HasPrefix(last, "Share 1 "):
		return p.words[1]
	case strings.HasPrefix(last, "Share 2 "):
		return p.words[2]
	case strings.Contains(last, "share") && p.words[1] != "":
		if strings.HasPrefix(p.line.command, "luwte-desk ceremony") {
			return ""
		}
	}
	return passphrase
}

// learn takes what the command printed for a word in capitals.
func (p *hands) learn() {
	for word, from := range placeholders {
		if !from.command.MatchString(p.line.command) {
			continue
		}
		found := from.printed.FindStringSubmatch(p.now.all()[p.now.read:])
		if found == nil {
			p.t.Fatalf("%s printed no %s:\n%s", p.line.command, word, p.now.all())
		}
		if p.said == nil {
			p.said = map[string]string{}
		}
		p.said[word] = found[len(found)-1]
	}
}

// check looks at what all of it showed.
func (p *hands) check() {
	p.t.Helper()
	for _, want := range []string{
		"whole and right: share 1 of 3", "This is a trial, to see whether the channel works.", "Thank you. The channel works.", "The charter is in", "epoch   1", "The backup is in",
	} {
		if !strings.Contains(p.seen.String(), want) {
			p.t.Errorf("nothing showed %q", want)
		}
	}
	var sum time.Duration
	for on, took := range p.took {
		sum += took
		p.t.Logf("the commands on the %s took %s", on, took.Round(100*time.Millisecond))
	}
	p.t.Logf("all commands took %s", sum.Round(100*time.Millisecond))
	for _, wrong := range []string{"the drop is not well\r\n", "error: "} { // of the tries that counted
		if strings.Contains(p.seen.String(), wrong) {
			p.t.Errorf("something showed %q", wrong)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
