package vault_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"filippo.io/age"

	"luwte/internal/desk/vault"
)

func made[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestSeal_AnyOtherKeyPlaceOrBit_DoesNotOpen(t *testing.T) {
	k, other := made[*vault.Key](t)(vault.New()), made[*vault.Key](t)(vault.New())
	id := made[*age.HybridIdentity](t)(age.GenerateHybridIdentity())
	text := []byte("de woorden van een melding")
	byNone := made[[]byte](t)(vault.SealTo("words/a", text, []age.Recipient{id.Recipient()}))
	for name, record := range map[string][]byte{"by key": k.Seal("words/a", text), "by none": byNone} {
		if got, err := k.Open("words/a", record, id); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if bytes.Contains(record, []byte("woorden")) {
			t.Errorf("%s: the words are there", name)
		}
		if _, err := k.Open("words/b", record, id); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("%s, at another place: %v", name, err)
		}
		for i := 0; i < len(record); i += 1 + i/40 { // of an age file's two kilobytes, some
			bad := bytes.Clone(record)
			bad[i] ^= 1
			if _, err := k.Open("words/a", bad, id); !errors.Is(err, vault.ErrSealed) {
				t.Errorf("%s, byte %d: %v", name, i, err)
			}
		}
	}
	if _, err := other.Open("words/a", k.Seal("words/a", text), id); !errors.Is(err, vault.ErrSealed) {
		t.Error(err)
	}
	if _, err := k.Open("words/a", byNone, nil); !errors.Is(err, vault.ErrSealed) {
		t.Error(err)
	}
}

func TestWrap_AnotherIdentityOrCase_DoesNotUnwrap(t *testing.T) {
	k := made[*vault.Key](t)(vault.New())
	id, other := made[*age.HybridIdentity](t)(age.GenerateHybridIdentity()), made[*age.HybridIdentity](t)(age.GenerateHybridIdentity())
	wrapped := made[[]byte](t)(k.Wrap("4g3k2m1x", id.Recipient()))
	again := made[*vault.Key](t)(vault.Unwrap("4g3k2m1x", wrapped, id))
	if got, err := again.Open("a", k.Seal("a", []byte("b")), nil); err != nil || string(got) != "b" {
		t.Errorf("%q, %v", got, err)
	}
	for _, err := range []error{second(vault.Unwrap("4g3k2m1x", wrapped, other)), second(vault.Unwrap("4g3k2m1y", wrapped, id))} {
		if !errors.Is(err, vault.ErrSealed) {
			t.Error(err)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v %s", k, k, k, k); text != "[case key] [case key] [case key] [case key]" {
		t.Error(text)
	}
}

func second(_ *vault.Key, err error) error { return err }

func TestLoosely_Record_IsToldFromSealedOnes(t *testing.T) {
	k := made[*vault.Key](t)(vault.New())
	if got, ok := vault.Loosened(vault.Loosely([]byte("a"))); !ok || string(got) != "a" {
		t.Errorf("%q", got)
	}
	if _, ok := vault.Loosened(k.Seal("a", []byte("b"))); ok {
		t.Error("a sealed record is taken for a loose one")
	}
}

func BenchmarkUnwrap(b *testing.B) {
	k := made[*vault.Key](b)(vault.New())
	id := made[*age.HybridIdentity](b)(age.GenerateHybridIdentity())
	wrapped := made[[]byte](b)(k.Wrap("4g3k2m1x", id.Recipient()))
	for b.Loop() {
		made[*vault.Key](b)(vault.Unwrap("4g3k2m1x", wrapped, id))
	}
}
