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
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"luwte/crypto/board"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
	"luwte/internal/pouch"
	"luwte/internal/testbureau"
)

// heavyKinds are kinds of pouches, and what is to become of their parcels. Reports are the dearest, each with a case and a key of its own; most of what comes are pieces of files. Rubbish looks like a
// parcel and opens for nobody, which is all that a flooder needs to do; nonsense is sealed to the bureau and no message inside.
var heavyKinds = map[string][]string{
	"reports": {cases.NewCase}, "files": {cases.NewCase, cases.FilePiece}, "rubbish": {cases.Unreadable}, "nonsense": {cases.Unreadable},
}

// heavyCount is how many parcels a pouch has: 10 000 with LUWTE_SOAK=1, otherwise 300.
func heavyCount() int {
	if os.Getenv("LUWTE_SOAK") != "" {
		return 10_000
	}
	return 300
}

// BenchmarkOpening opens the parcels of a pouch beside one goroutine of the age library that opens the same ones and does nothing else; times-age is how many times as fast.
func BenchmarkOpening(b *testing.B) {
	count := heavyCount()
	for kind := range heavyKinds {
		b.Run(kind, func(b *testing.B) {
			w := newWorld(b)
			path := w.heavy(count, kind)
			var alone, here time.Duration
			for b.Loop() { // in turns: what else the machine does is the same for both
				alone += w.openedByAge(path, count)
				here += w.openedHere(path, kind == "reports" || kind == "files")
			}
			b.ReportMetric(float64(alone.Microseconds())/float64(b.N)/float64(count), "age-µs/parcel")
			b.ReportMetric(float64(here.Microseconds())/float64(b.N)/float64(count), "µs/parcel")
			b.ReportMetric(alone.Seconds()/here.Seconds(), "times-age")
			w.must(os.Remove(path))
		})
	}
}

// appended is how long the disk takes to append the bytes of a pouch to one file, and to sync it as often as an import does.
func (w *world) appended(path string) time.Duration {
	w.t.Helper()
	from, err := os.Open(path)
	w.must(err)
	defer from.Close()
	to, err := os.Create(filepath.Join(w.t.TempDir(), "appended"))
	w.must(err)
	defer os.Remove(to.Name())
	defer to.Close()
	begun := time.Now()
	for {
		n, err := io.CopyN(to, struct{ io.Reader }{from}, batchSize*parcel.Size)
		w.must(to.Sync())
		if n == 0 || err != nil {
			return time.Since(begun)
		}
	}
}

// BenchmarkImport takes in a pouch beside one goroutine of the age library that opens the same parcels and does nothing else. Checked is what of it goes to reading the pouch to its last byte
// before anything is taken.
func BenchmarkImport(b *testing.B) {
	count := heavyCount()
	for kind, outcomes := range heavyKinds {
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newWorld(b)
				path := w.heavy(count, kind)
				before := processor(b)
				alone := w.openedByAge(path, count)
				b.ReportMetric(float64((processor(b)-before).Microseconds())/float64(count), "age-cpu-µs/parcel")
				var memory float64
				wrote := diskBytes(b)
				b.StartTimer()
				begun, spent := time.Now(), processor(b)
				var checked time.Duration
				got, err := w.desk.ImportWatched(context.Background(), path, func(p Progress) {
					if !p.Taking {
						checked = time.Since(begun)
					}
					memory = max(memory, private(b))
				})
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
				b.ReportMetric(checked.Seconds()/took.Seconds(), "checked")
				b.ReportMetric(memory, "MB-private")
				b.ReportMetric((diskBytes(b)-wrote)/1e6/mb, "written/parcel")
				if kind == "files" {
					b.ReportMetric(w.appended(path).Seconds()/took.Seconds(), "times-disk")
				}
				w.must(os.Remove(path))
				b.StartTimer()
			}
		})
	}
}

// BenchmarkBoard makes and signs a board, half notes and half decoys, beside one goroutine of the age library that seals as many texts of a note's length to as many recipients and does nothing else.
// The format has boards of 512 at most: of 2048 only the notes are made.
func BenchmarkBoard(b *testing.B) {
	for _, k := range []int{4, 8, board.MaxK, 11} {
		b.Run(strconv.Itoa(1<<k), func(b *testing.B) {
			w := newWorld(b)
			w.export()
			e := &exporting{d: w.desk, items: &cases.Plan{}, memory: &memory{}, number: 2}
			w.must(w.desk.reg.View(func(tx *register.Tx) (err error) {
				e.settings, err = settings(tx)
				if err == nil {
					e.charter, err = lastCharter(tx)
				}
				return err
			}))
			e.settings.Size = k
			var recipients []string
			for range 1 << k {
				identity, err := age.GenerateHybridIdentity()
				w.must(err)
				recipients = append(recipients, identity.Recipient().String())
			}
			for _, r := range recipients[:1<<k/2] {
				item := cases.Item{Recipient: r, Notes: []message.Note{{Kind: message.KindReceipt, Part: 1, Parts: 1, Received: 1, Missing: []string{}}}}
				rand.Read(item.Secret[:])
				e.items.Items = append(e.items.Items, item)
			}
			var alone, here time.Duration
			for b.Loop() {
				begun := time.Now()
				for _, r := range recipients {
					recipient, err := age.ParseHybridRecipient(r)
					w.must(err)
					sealed, err := age.Encrypt(io.Discard, recipient)
					w.must(err)
					_, err = sealed.Write(make([]byte, message.NotePlaintextSize))
					w.must(err)
					w.must(sealed.Close())
				}
				alone += time.Since(begun)
				begun = time.Now()
				if k <= board.MaxK {
					_, err := e.seal()
					w.must(err)
				} else {
					made := &board.Board{Bureau: w.desk.Bureau(), Number: e.number}
					made.Entries = make([]board.Entry, len(e.sealItems(made)))
					w.must(fill(made, 1<<k))
				}
				here += time.Since(begun)
				if len(e.items.Waits) > 0 {
					b.Fatal(e.items.Waits)
				}
			}
			b.ReportMetric(float64(alone.Milliseconds())/float64(b.N), "age-ms")
			b.ReportMetric(float64(here.Milliseconds())/float64(b.N), "ms")
			b.ReportMetric(alone.Seconds()/here.Seconds(), "times-age")
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

// openedByAge is how long one goroutine of the age library takes to read the parcels out of a pouch's file and to open them with the identities of all epochs, or to find that they do not
// open. It does nothing else: no ids, no looking inside.
func (w *world) openedByAge(path string, count int) time.Duration {
	w.t.Helper()
	file, err := os.Open(path)
	w.must(err)
	defer file.Close()
	info, err := file.Stat()
	w.must(err)
	var identities []age.Identity
	for _, e := range w.keys.Epochs() { // those that all parcels here are sealed to come first
		identity, err := w.keys.Identity(e.Epoch)
		w.must(err)
		identities = append(identities, identity)
	}
	data := make([]byte, parcel.Size)
	first := info.Size() - sha256.Size - int64(count)*parcel.Size
	begun := time.Now()
	for n := range count {
		_, err := file.ReadAt(data, first+int64(n)*parcel.Size)
		w.must(err)
		r, err := age.Decrypt(bytes.NewReader(data), identities...)
		if err != nil {
			continue
		}
		_, err = io.Copy(io.Discard, r)
		w.must(err)
	}
	return time.Since(begun)
}

// openedHere is how long this desk's workers take to read the parcels of a pouch that was checked, to see that they are still the same, and to open and decode them.
func (w *world) openedHere(path string, opens bool) time.Duration {
	w.t.Helper()
	p, err := pouch.Open(path)
	w.must(err)
	defer p.Close()
	defer collectLess()()
	begun, ids, next := time.Now(), p.IDs(), atomic.Int64{}
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			one := &worker{d: w.desk, p: p, keys: w.desk.receptionKeys()}
			for n := next.Add(1); n <= int64(len(ids)); n = next.Add(1) {
				if err := p.ReadParcel(ids[n-1], one.data[:]); err != nil {
					w.t.Error(err)
				}
				if _, err := one.parcel(one.data[:]); (err == nil) != opens {
					w.t.Error(err)
				}
			}
		})
	}
	all.Wait()
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

var anonymous = regexp.MustCompile(`RssAnon:\s+(\d+) kB`)

// private is how much memory this process has of its own, in MB: not what it has mapped of the register's file.
func private(t testing.TB) float64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	kb, err := strconv.ParseFloat(string(anonymous.FindSubmatch(status)[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb / 1000
}

var writtenBytes = regexp.MustCompile(`\nwrite_bytes: (\d+)`)

// diskBytes is how many bytes this process gave to the disk until now.
func diskBytes(t testing.TB) float64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseFloat(string(writtenBytes.FindSubmatch(status)[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
