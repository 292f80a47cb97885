package machine

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func tree(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1] + "\n")}
	}
	return m
}

const header = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority"

// TestLookAt_KernelsFiles_SaysWhatTheyShow has the files as Linux shows them.
func TestLookAt_KernelsFiles_SaysWhatTheyShow(t *testing.T) {
	lo := []string{"sys/class/net/lo/type", "772", "sys/class/net/lo/operstate", "unknown"}
	for name, c := range map[string]struct {
		files        []string
		what, result string
		detail       string
	}{
		"nothing to be read":   {nil, Network, Unknown, "cannot be read"},
		"loopback":             {lo, Network, Good, "no network interface"},
		"cable out":            {append(lo, "sys/class/net/eth0/type", "1", "sys/class/net/eth0/operstate", "down"), Network, Good, "off: eth0"},
		"cable in":             {append(lo, "sys/class/net/eth0/type", "1", "sys/class/net/eth0/operstate", "up"), Network, Bad, "on: eth0"},
		"a tunnel":             {append(lo, "sys/class/net/tun0/type", "65534", "sys/class/net/tun0/operstate", "unknown"), Network, Bad, "on: tun0"},
		"no state":             {append(lo, "sys/class/net/wlan0/type", "1"), Network, Bad, "on: wlan0"},
		"swap unreadable":      {nil, Swap, Unknown, "cannot be read"},
		"no swap":              {[]string{"proc/swaps", header}, Swap, Good, "No memory"},
		"a swap partition":     {[]string{"proc/swaps", header + "\n/dev/sda2 partition 99 0 -2"}, Swap, Bad, "/dev/sda2"},
		"compressed memory":    {[]string{"proc/swaps", header + "\n/dev/zram0 partition 99 0 100"}, Swap, Good, "No memory"},
		"no hibernation":       {nil, Hibernate, Good, "cannot hibernate"},
		"hibernation off":      {[]string{"sys/power/disk", "[disabled]"}, Hibernate, Good, "disabled"},
		"hibernation is there": {[]string{"sys/power/disk", "[platform] shutdown reboot"}, Hibernate, Bad, "all memory"},
	} {
		found := false
		for _, got := range lookAt(tree(c.files...)) {
			if got.What == c.what {
				found = true
				if got.Result != c.result || !strings.Contains(got.Detail, c.detail) {
					t.Errorf("%s: %+v", name, got)
				}
			}
		}
		if !found {
			t.Errorf("%s: %s was not looked at", name, c.what)
		}
	}
}

func TestLook_ThisMachine_AnswersEverything(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Look() {
		if c.Detail == "" || c.Result != Good && c.Result != Bad && c.Result != Unknown {
			t.Errorf("%+v", c)
		}
		seen[c.What] = true
	}
	if len(seen) != 4 || random().Result != Good {
		t.Errorf("looked at %v, randomness is %+v", seen, random())
	}
}

func TestPrograms_ThisTest_HasItsHash(t *testing.T) {
	all, err := Programs()
	if err != nil || len(all) == 0 {
		t.Fatalf("%v, %v", all, err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	for _, p := range all {
		if strings.HasSuffix(self, "/"+p.Name) && p.SHA256 == hex.EncodeToString(sum[:]) {
			return
		}
	}
	t.Errorf("this test is not in %v", all)
}

// TestLook_AnotherSystem_FindsNothingGood has a system without any of Linux's files, as Windows and macOS are.
func TestLook_AnotherSystem_FindsNothingGood(t *testing.T) {
	for _, c := range look(false, fstest.MapFS{})[:3] {
		if c.Result != Unknown || c.Detail == "" {
			t.Errorf("%+v", c)
		}
	}
}
