package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/findings"
	"luwte/internal/testbureau"
	"luwte/internal/torchild"
	"luwte/internal/tortest"
)

// examined is what luwte-drop doctor says of a drop.
type examined struct {
	t        *testing.T
	findings []findings.Finding
}

// examine runs luwte-drop doctor, whose exit status must fit what it finds.
func examine(t *testing.T, dir string, flags ...string) examined {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command("luwte-drop", append([]string{"doctor", "--json", "--dir", dir}, flags...)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	e := examined{t: t}
	if bad := json.Unmarshal(stdout.Bytes(), &e.findings); bad != nil {
		t.Fatalf("doctor: %v, %v: %s", bad, err, stderr.String())
	}
	var exit *exec.ExitError
	if unwell := errors.As(err, &exit) && exit.ExitCode() == 1; unwell != (findings.Worst(e.findings) == findings.Bad) {
		t.Errorf("the worst is %v, and it ends with %v: %s", findings.Worst(e.findings), err, stderr.String())
	}
	for _, f := range e.findings {
		if f.Says == "" || f.Level != findings.Unseen && (f.Level == findings.OK) != (f.Do == "") {
			t.Errorf("it says too little or too much: %+v", f)
		}
	}
	return e
}

// want checks that one finding of a name has a level, and says something; it returns what to do.
func (e examined) want(name string, level findings.Level, says string) (do string) {
	e.t.Helper()
	var same []findings.Finding
	for _, f := range e.findings {
		if f.Name != name {
			continue
		}
		if f.Level == level && strings.Contains(f.Says, says) {
			return f.Do
		}
		same = append(same, f)
	}
	e.t.Errorf("there is no %v %s that says %q among %+v", level, name, says, same)
	return ""
}

// TestDoctor_Healthy: it is asked of a drop that serves and of one that does not, and shows nothing of what waits.
func TestDoctor_HealthyDrop_IsWellWhateverWaits(t *testing.T) {
	b := testbureau.New()
	p := startDrop(t, filepath.Join(shortTempDir(t), "d"), b)
	b.Charter.Serial = 2
	putDispatch(t, p.dir, b, b.Dispatch(b.CharterLine(), 1))
	before := examine(t, p.dir)
	for name, says := range map[string]string{
		"store": "its disk keeps what is written", "serving": "no request failed", "permissions": "closed to others", "inbox": "visitors see it", "charter": "for another 300 days",
		"board": "is promised by", "parcels": "there is room", "dumps": "leaves nothing", "confined": "confined: files, ", "tor": "is installed, with proof of work", "disk": "is free",
		"tide": "none since the drop was started", "file system": "",
	} {
		before.want(name, findings.OK, says)
	}
	before.want("network", findings.Warning, "serves without Tor")
	before.want("address", findings.Unseen, "was not tried")

	for n := range uint64(3) {
		if status, err := p.post(testbureau.Rubbish(n)); err != nil || status != http.StatusCreated {
			t.Fatal(status, err)
		}
	}
	after := examine(t, p.dir)
	for i, f := range after.findings {
		if f != before.findings[i] {
			t.Errorf("after three parcels it says %+v, and before %+v", f, before.findings[i])
		}
	}
	run(t, "tide", "--dir", p.dir)
	examine(t, p.dir).want("tide", findings.OK, "the last one was on "+day.Today().String())
	must(t, p.stop(t, syscall.SIGTERM))
	stopped := examine(t, p.dir)
	stopped.want("serving", findings.Warning, "does not serve")
	stopped.want("board", findings.OK, "is promised by")
	stopped.want("dumps", findings.Unseen, "cannot be seen")
	stopped.want("tide", findings.Unseen, "is not written down")
	stopped.want("confined", findings.Unseen, "cannot be seen")
}

// TestDoctor_WrongPermissions: what it says to do is done, and then it is content.
func TestDoctor_WrongPermissions_AreGoneOnceMended(t *testing.T) {
	parent := shortTempDir(t)
	dir := filepath.Join(parent, "a 'drop'")
	run(t, "init", "--dir", dir)
	must(t, os.Chmod(parent, 0o777))
	must(t, os.Chmod(filepath.Join(dir, "onion", "front", "hs_ed25519_secret_key"), 0o644))
	must(t, os.Chmod(filepath.Join(dir, "store"), 0o755))
	e := examine(t, dir)
	e.want("permissions", findings.Bad, "could put another directory in the place")
	e.want("permissions", findings.Bad, "others of this machine may open it (-rw-r--r--)")
	e.want("permissions", findings.Bad, "others of this machine may open it (-rwxr-xr-x)")
	for _, f := range e.findings {
		if f.Name == "permissions" {
			_, command, ok := strings.Cut(f.Do, ": ")
			if !ok {
				_, command, ok = strings.Cut(f.Do, ", and ")
			}
			if out, err := exec.Command("sh", "-c", command).CombinedOutput(); !ok || err != nil {
				t.Errorf("%q: %v: %s", f.Do, err, out)
			}
		}
	}
	examine(t, dir).want("permissions", findings.OK, "closed to others")

	must(t, os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600))
	must(t, os.Symlink("/dev/null", filepath.Join(dir, "onion", "link")))
	e = examine(t, dir)
	e.want("permissions", findings.Warning, "not a file of the drop's")
	e.want("permissions", findings.Bad, "it is a link")
}

// TestDoctor_InboxUnwell: each thing that can be wrong with a bureau's charter, board and room comes about for real.
func TestDoctor_InboxUnwell_SaysWhich(t *testing.T) {
	b, today := testbureau.New(), day.Today()
	b.Charter.Expires = today + 19
	p := startDrop(t, filepath.Join(shortTempDir(t), "d"), b, "--inbox-parcels", "3")
	e := examine(t, p.dir)
	e.want("charter", findings.Warning, "in 20 days")
	e.want("board", findings.Warning, "there is none yet")

	b.Charter.Serial, b.Charter.Expires = 2, today+30
	b.Charter.Epochs[0].Until = today - 1 // which the desk does not do; a bureau that stopped its work has it some day
	putDispatch(t, p.dir, b, b.DispatchWith(b.CharterLine(), b.BoardFor(1, today-20, today-13), 1))
	for n, status := uint64(0), http.StatusCreated; status == http.StatusCreated; n++ {
		var err error
		status, err = p.post(testbureau.Rubbish(n))
		must(t, err)
	}
	e = examine(t, p.dir)
	e.want("board", findings.Bad, "older than it promises")
	e.want("charter", findings.Bad, "takes no reports since")
	e.want("parcels", findings.Bad, "it is full: reports are refused")
	b.Charter.Serial = 3
	putDispatch(t, p.dir, b, b.DispatchWith(b.CharterLine(), b.BoardFor(2, today+20, today+30), 2))
	examine(t, p.dir).want("board", findings.Warning, "to come")
	if charter.RemindDays < 20 {
		t.Error("20 days are no warning any more")
	}
}

// TestDoctor_FullDisk: it works where nothing can be written any more.
func TestDoctor_FullDisk_SaysSo(t *testing.T) {
	top := mountTmpfs(t, "48m")
	p := startDrop(t, filepath.Join(top, "d"), testbureau.New())
	examine(t, p.dir).want("disk", findings.Warning, "parcels in each inbox, not for the")
	fill := func(leave int) {
		f, err := os.Create(filepath.Join(top, "filler"))
		must(t, err)
		for err == nil {
			_, err = f.Write(make([]byte, 4<<10))
		}
		info, err := f.Stat()
		must(t, err)
		must(t, f.Truncate(info.Size()-int64(leave)))
		must(t, f.Close())
	}
	fill(16 << 20)
	e := examine(t, p.dir)
	e.want("disk", findings.Bad, "parcels are refused")
	e.want("store", findings.OK, "keeps what is written")
	fill(0)
	examine(t, p.dir).want("store", findings.Bad, "disk")
	must(t, p.stop(t, syscall.SIGTERM))
	examine(t, p.dir).want("store", findings.Bad, "")
}

// putDispatch brings a dispatch to a bureau's door.
func putDispatch(t *testing.T, dir string, b *testbureau.Bureau, dispatch []byte) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(dir, "doors", b.Inbox()[:12]+".sock"))
	}}}
	defer client.CloseIdleConnections()
	request, err := http.NewRequest(http.MethodPut, "http://door/v1/dispatch", bytes.NewReader(dispatch))
	must(t, err)
	response, err := client.Do(request)
	must(t, err)
	must(t, response.Body.Close())
	if response.StatusCode != http.StatusNoContent {
		t.Fatalf("the dispatch was answered with status %d", response.StatusCode)
	}
}

// asRoot runs a command as root, through sudo where the tests are not.
func asRoot(t *testing.T, args ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		args = append([]string{"sudo", "-n"}, args...)
	}
	if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v: %s (this test mounts a file system, which takes root or sudo)", args, err, out)
	}
}

// mountTmpfs mounts a file system in memory until the end of the test, which takes root or sudo.
func mountTmpfs(t *testing.T, size string) string {
	t.Helper()
	dir := shortTempDir(t)
	asRoot(t, "mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%s,mode=700,uid=%d", size, os.Getuid()), "drop", dir)
	t.Cleanup(func() { asRoot(t, "umount", dir) })
	return dir
}

// TestDoctor_CutOff: tor runs and reaches nothing, or is not there at all.
func TestDoctor_CutOffFromTor_SaysHowFarItIs(t *testing.T) {
	torrc := filepath.Join(t.TempDir(), "torrc")
	must(t, os.WriteFile(torrc, []byte("Socks5Proxy 127.0.0.1:1\n"), 0o600)) // nothing listens there
	p := startDrop(t, filepath.Join(shortTempDir(t), "d"), testbureau.New(), "--tor", "--torrc", torrc)
	e := examine(t, p.dir)
	e.want("network", findings.Bad, "tor is at ")
	e.want("address", findings.Unseen, "tor has not reached its network")
	must(t, p.stop(t, syscall.SIGTERM))
}

// TestDoctor_OverTor is one test, since what takes time is the network.
func TestDoctor_OverTor_FindsItsAddressAndATwin(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	network, err := tortest.Open(ctx, t.Output())
	must(t, err)
	defer func() { must(t, network.Close()) }()
	key, err := torchild.NewClientKey()
	must(t, err)
	b, dir := testbureau.New(), filepath.Join(shortTempDir(t), "d")
	run(t, "init", "--dir", dir)
	file := filepath.Join(t.TempDir(), "charter.json")
	must(t, os.WriteFile(file, b.CharterLine(), 0o600))
	run(t, "inbox", "add", "--dir", dir, "--courier", key.Public(), file)
	p := startDrop(t, dir, b, "--tor", "--torrc", network.CommonTorrc)

	e := examine(t, dir)
	for e.has("network", findings.Bad) && ctx.Err() == nil { // it has just been started
		time.Sleep(time.Second) // each look is a process
		e = examine(t, dir)
	}
	e.want("network", findings.OK, "reached its network")
	e.want("clock", findings.OK, "agrees with Tor's network")
	e.want("work", findings.OK, "asks visitors for proof of work")
	e.want("address", findings.OK, "answers through Tor, with this luwte-drop's own page")
	e.want("door", findings.OK, "does not open without a key")

	var atOnce sync.WaitGroup
	for range 2 { // each has tor's one SOCKS port for itself
		atOnce.Go(func() {
			if out, err := exec.Command("luwte-drop", "doctor", "--dir", dir).Output(); err != nil || !strings.Contains(string(out), "it answers through Tor") {
				t.Errorf("two doctors at once: %v: %s", err, out)
			}
		})
	}
	atOnce.Wait()

	twin := filepath.Join(shortTempDir(t), "twin")
	must(t, exec.Command("cp", "-a", dir, twin).Run())
	must(t, os.Remove(filepath.Join(twin, "admin.sock")))
	examine(t, twin, "--socks", network.SocksAddr).want("address", findings.Bad, "another drop has the same key")
	must(t, p.stop(t, syscall.SIGTERM))
	examine(t, twin, "--socks", network.SocksAddr).want("address", findings.OK, "nothing answers there within 15 seconds")
}

// has says whether one finding of a name has a level.
func (e examined) has(name string, level findings.Level) bool {
	return slices.ContainsFunc(e.findings, func(f findings.Finding) bool { return f.Name == name && f.Level == level })
}

// TestDoctor_StoreOnAnotherFileSystem: a drop that was copied to where it is not known that a key is gone when it is overwritten.
func TestDoctor_StoreOnAnotherFileSystem_IsRefused(t *testing.T) {
	memory := mountTmpfs(t, "8m")
	run(t, "init", "--dir", filepath.Join(memory, "lower", "d"))
	examine(t, filepath.Join(memory, "lower", "d")).want("file system", findings.Warning, "on tmpfs, in memory")
	secret, keys := filepath.Join(memory, "secret"), filepath.Join(memory, "keys")
	must(t, os.WriteFile(secret, make([]byte, 32), 0o600))
	must(t, os.Mkdir(keys, 0o700))
	run(t, "init", "--dir", filepath.Join(memory, "lower", "sealed"), "--key-secret", secret)
	run(t, "init", "--dir", filepath.Join(memory, "lower", "apart"), "--key-dir", keys)
	top := shortTempDir(t)
	for _, name := range []string{"upper", "work"} {
		must(t, os.Mkdir(filepath.Join(memory, name), 0o700))
	}
	asRoot(t, "mount", "-t", "overlay", "-o", fmt.Sprintf("lowerdir=%[1]s/lower,upperdir=%[1]s/upper,workdir=%[1]s/work", memory), "drop", top)
	t.Cleanup(func() { asRoot(t, "umount", top) })
	e := examine(t, filepath.Join(top, "d"))
	e.want("file system", findings.Bad, "on overlayfs")
	if e.has("store", findings.Bad) {
		t.Errorf("one thing is said twice: %+v", e.findings)
	}
	examine(t, filepath.Join(top, "sealed")).want("file system", findings.OK, "on overlayfs, and the key is sealed")
	examine(t, filepath.Join(top, "apart")).want("file system", findings.OK, "on tmpfs, in memory: when the machine goes off, the key is gone")
}

// TestCommands_DiskTakesNothing: a sentence and a remedy, whether the command works itself or asks a drop that serves.
func TestCommands_DiskTakesNothing_SayWhatToDo(t *testing.T) {
	top, b := mountTmpfs(t, "8m"), testbureau.New()
	dir, charter := filepath.Join(top, "d"), filepath.Join(t.TempDir(), "charter.json")
	must(t, os.WriteFile(charter, b.CharterLine(), 0o600))
	run(t, "init", "--dir", dir)
	filler, err := os.Create(filepath.Join(top, "filler"))
	must(t, err)
	for err == nil {
		_, err = filler.Write(make([]byte, 4<<10))
	}
	must(t, filler.Close())
	refused := func(remedy string, args ...string) {
		t.Helper()
		out, err := exec.Command("luwte-drop", args...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "luwte-drop: hint: "+remedy) {
			t.Errorf("luwte-drop %v: %v: %s", args, err, out)
		}
	}
	const room = "make room on the disk"
	refused(room, "inbox", "add", "--dir", dir, charter)
	refused(room, "init", "--dir", filepath.Join(top, "e"))
	refused(room, "tide", "--dir", dir)
	must(t, os.Remove(filler.Name()))
	asRoot(t, "mount", "-o", "remount,ro", top)
	for _, command := range [][]string{{"stats"}, {"tide"}, {"inbox", "add", charter}, {"serve", "--tor"}} {
		refused("mount the disk so that it can be written", append(command, "--dir", dir)...)
	}
	examine(t, dir).want("store", findings.Bad, "read-only file system")
}
