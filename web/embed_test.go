package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"
)

func TestPolicy_OfEmbeddedPage_NamesItsScriptAndStyle(t *testing.T) {
	for _, tag := range []string{"script", "style"} {
		inside := regexp.MustCompile(`(?s)<`+tag+`>(.*?)</`+tag+`>`).FindAllSubmatch(Page(), -1)
		if len(inside) != 1 {
			t.Fatalf("the page has %d elements %q, want 1", len(inside), tag)
		}
		sum := sha256.Sum256(inside[0][1])
		want := tag + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		if !strings.Contains(Policy(), want) {
			t.Errorf("policy %q lacks %q", Policy(), want)
		}
	}
	for _, want := range []string{"default-src 'none'; ", "base-uri 'none'; ", "; frame-ancestors 'none'"} {
		if !strings.Contains(Policy(), want) {
			t.Errorf("policy %q lacks %q", Policy(), want)
		}
	}
}

func TestPage_ChangedByCaller_StaysTheSame(t *testing.T) {
	Page()[0] ^= 1
	sum := sha256.Sum256(Page())
	if !bytes.HasPrefix(Page(), []byte("<!doctype html>")) || hex.EncodeToString(sum[:]) != Hash() {
		t.Error("the embedded page was changed through Page")
	}
}

func TestPolicyOf_PageWithoutPolicy_Panics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a page without a policy was taken")
		}
	}()
	policyOf("<!doctype html><title>x</title>")
}
