package desk

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/desk/cases"
	"luwte/internal/pouch"
	"luwte/internal/testbureau"
)

// BenchmarkImport takes in a pouch beside one goroutine of the age library that opens the same parcels and does nothing else: 10 000 with LUWTE_SOAK=1, otherwise 300.
// Reports are the dearest, each with a case and a key of its own; most of what comes are pieces of files. Rubbish looks like a parcel and opens for nobody, which is all that a
// flooder needs to do; nonsense is sealed to the bureau and no message inside.
func BenchmarkImport(b *testing.B) {
	count := 300
	if os.Getenv("LUWTE_SOAK") != "" {
		count = 10_000
	}
	for kind, outcomes := range map[string][]string{
		"reports": {cases.NewCase}, "files": {cases.NewCase, cases.FilePiece}, "rubbish": {cases.Unreadable}, "nonsense": {cases.Unreadable},
	} {
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newWorld(b)
				path := w.heavy(count, kind)
				before := processor(b)
				alone := w.openedByAge(path)
				b.ReportMetric(float64((processor(b)-before).Microseconds())/float64(count), "age-cpu-µs/parcel")
				highWater(b, true)
				b.StartTimer()
				begun, spent := time.Now(), processor(b)
				got, err := w.desk.Import(context.Background(), path, func(int, int) {})
				took := time.Since(begun)
				b.StopTimer()
				b.ReportMetric(float64((processor(b)-spent).Microseconds())/float64(count), "cpu-µs/parcel")
				w.must(err)
				n := 0
				for _, outcome := range outcomes {
					n += got.Count(outcome)
				}
				if n != count {
					b.Fatalf("%d of %d", n, count)
				}
				mb := float64(count) * parcel.Size / 1e6
				b.ReportMetric(mb/took.Seconds(), "MB/s")
				b.ReportMetric(mb/alone.Seconds(), "age-MB/s")
				b.ReportMetric(alone.Seconds()/took.Seconds(), "times-age")
				b.ReportMetric(highWater(b, false), "MB-memory")
				w.must(os.Remove(path))
				b.StartTimer()
			}
		})
	}
}

// heavy writes a pouch of so many parcels, made on all cores and never in memory together: reports of 2 kB, or one in fifty with files of 49 pieces, or what is none.
func (w *world) heavy(count int, kind string) string {
	w.t.Helper()
	scratch, err := os.Create(filepath.Join(w.t.TempDir(), "parcels"))
	w.must(err)
	defer os.Remove(scratch.Name())
	defer scratch.Close()
	each := 1
	if kind == "files" {
		each = 50
	}
	at, ids := map[parcel.ID]int64{}, []parcel.ID{}
	var mu sync.Mutex
	keep := func(p []byte) parcel.ID {
		mu.Lock()
		defer mu.Unlock()
		id := parcel.IDOf(p)
		at[id], ids = int64(len(ids))*parcel.Size, append(ids, id)
		_, err := scratch.WriteAt(p, at[id])
		w.must(err)
		return id
	}
	var group sync.WaitGroup
	for part := range 4 {
		group.Go(func() {
			for i := part; i < count/each; i += 4 {
				switch kind {
				case "rubbish":
					keep(testbureau.Rubbish(uint64(i)))
				case "nonsense":
					keep(w.nonsense())
				default:
					w.heavyReport(i, each-1, keep)
				}
			}
		})
	}
	group.Wait()
	path := filepath.Join(w.t.TempDir(), "pouch")
	w.must(pouch.Write(path, w.desk.Bureau(), nil, ids, func(id parcel.ID) ([]byte, error) {
		data := make([]byte, parcel.Size)
		_, err := scratch.ReadAt(data, at[id])
		return data, err
	}))
	return path
}

func (w *world) heavyReport(i, pieces int, keep func([]byte) parcel.ID) {
	var refs []message.FileRef
	if pieces > 0 {
		ref, sum := message.FileRef{Name: fmt.Sprintf("foto %d.jpg", i), Type: "image/jpeg"}, sha256.New()
		for range pieces {
			body := make([]byte, message.MaxBody)
			rand.Read(body)
			sum.Write(body)
			p, err := seal.Parcel(w.epoch().Recipient, &message.File{Head: w.head(), Body: body})
			w.must(err)
			ref.Parcels, ref.Size = append(ref.Parcels, keep(p)), ref.Size+uint64(len(body))
		}
		sum.Sum(ref.SHA256[:0])
		refs = append(refs, ref)
	}
	keep(w.seal(w.coder().reportMessage(fmt.Sprintf("Verhaal %d. %s", i, strings.Repeat("Iemand vroeg mij om adressen. ", 70)), refs...)))
}

// nonsense is a parcel that opens, and has no message.
func (w *world) nonsense() []byte {
	recipient, err := age.ParseHybridRecipient(w.epoch().Recipient)
	w.must(err)
	var sealed bytes.Buffer
	inside, err := age.Encrypt(&sealed, recipient)
	w.must(err)
	body := make([]byte, parcel.PlaintextSize)
	rand.Read(body)
	_, err = inside.Write(body)
	w.must(err)
	w.must(inside.Close())
	return sealed.Bytes()
}

// openedByAge is how long one goroutine of the age library takes to open the parcels of a pouch with the identities of all epochs, or to find that they do not open.
func (w *world) openedByAge(path string) time.Duration {
	w.t.Helper()
	p, err := pouch.Open(path)
	w.must(err)
	defer p.Close()
	var identities []age.Identity
	for _, e := range w.keys.Epochs() { // those that all parcels here are sealed to come first
		identity, err := w.keys.Identity(e.Epoch)
		w.must(err)
		identities = append(identities, identity)
	}
	begun := time.Now()
	for _, data := range p.Parcels() {
		r, err := age.Decrypt(bytes.NewReader(data), identities...)
		if err != nil {
			continue
		}
		_, err = io.Copy(io.Discard, r)
		w.must(err)
	}
	w.must(p.Err())
	return time.Since(begun)
}

// processor is how long this process has had processors until now.
func processor(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// highWater returns the most memory that this process had since it was last forgotten, in MB.
func highWater(t testing.TB, forget bool) float64 {
	t.Helper()
	if forget {
		if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
			t.Fatal(err)
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	kb, err := strconv.ParseFloat(string(peak.FindSubmatch(status)[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb / 1000
}
