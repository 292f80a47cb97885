package deptest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// publicCode is what publiccode.yml 0.5 allows of which we say something (yml.publiccode.tools, schema core).
type publicCode struct {
	Version           string   `json:"publiccodeYmlVersion"`
	Name              string   `json:"name"`
	URL               string   `json:"url"`
	SoftwareVersion   string   `json:"softwareVersion"`
	DevelopmentStatus string   `json:"developmentStatus"`
	SoftwareType      string   `json:"softwareType"`
	Platforms         []string `json:"platforms"`
	Categories        []string `json:"categories"`
	IntendedAudience  struct {
		Countries []string `json:"countries"`
		Scope     []string `json:"scope"`
	} `json:"intendedAudience"`
	Description map[string]struct {
		Short    string   `json:"shortDescription"`
		Long     string   `json:"longDescription"`
		Features []string `json:"features"`
	} `json:"description"`
	Legal struct {
		License string `json:"license"`
	} `json:"legal"`
	Maintenance struct {
		Type     string `json:"type"`
		Contacts []struct {
			Name string `json:"name"`
		} `json:"contacts"`
	} `json:"maintenance"`
	Localisation struct {
		Ready     *bool    `json:"localisationReady"`
		Languages []string `json:"availableLanguages"`
	} `json:"localisation"`
	DependsOn struct {
		Open []struct {
			Name     string `json:"name"`
			Optional bool   `json:"optional"`
		} `json:"open"`
	} `json:"dependsOn"`
}

// TestPublicCode_File_IsWhatTheStandardWants: known keys only, all that are mandatory, and words of the standard's own lists, of which those that we use stand here.
func TestPublicCode_File_IsWhatTheStandardWants(t *testing.T) {
	var p publicCode
	decoder := json.NewDecoder(bytes.NewReader(yaml(t, "publiccode.yml")))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		t.Fatal(err)
	}
	one := func(what, value string, allowed ...string) {
		t.Helper()
		if !slices.Contains(allowed, value) {
			t.Errorf("%s is %q, expected one of %q", what, value, allowed)
		}
	}
	one("publiccodeYmlVersion", p.Version, "0.5")
	one("name", p.Name, "Luwte")
	one("softwareVersion", p.SoftwareVersion, version(t))
	one("developmentStatus", p.DevelopmentStatus, "concept", "development", "beta", "stable", "obsolete")
	one("softwareType", p.SoftwareType, "standalone/desktop", "standalone/web", "standalone/backend", "standalone/other")
	one("license", p.Legal.License, "EUPL-1.2")
	one("maintenance/type", p.Maintenance.Type, "internal", "community")
	for what, list := range map[string]struct{ values, allowed []string }{
		"platforms":          {p.Platforms, []string{"web", "linux", "windows", "mac"}},
		"categories":         {p.Categories, []string{"whistleblowing", "it-security", "communications", "compliance-management"}},
		"scope":              {p.IntendedAudience.Scope, []string{"local-authorities", "justice", "security"}},
		"countries":          {p.IntendedAudience.Countries, []string{"nl", "bq"}},
		"availableLanguages": {p.Localisation.Languages, languages(t)},
	} {
		for _, v := range list.values {
			one(what, v, list.allowed...)
		}
		if len(list.values) == 0 {
			t.Errorf("%s is empty", what)
		}
	}
	if !regexp.MustCompile(`^https://[a-z0-9.-]+/[\w./-]+$`).MatchString(p.URL) || p.Localisation.Ready == nil || len(p.Maintenance.Contacts) == 0 || p.Maintenance.Contacts[0].Name == "" {
		t.Errorf("something that is mandatory is not there: %q, %v, %v", p.URL, p.Localisation.Ready, p.Maintenance.Contacts)
	}
	for _, tag := range []string{"nl", "en"} {
		d := p.Description[tag]
		if n := utf8.RuneCountInString(d.Short); n == 0 || n > 150 {
			t.Errorf("the short description in %s has %d characters, expected 1 to 150", tag, n)
		}
		if n := utf8.RuneCountInString(d.Long); n < 150 || n > 10_000 || len(d.Features) == 0 {
			t.Errorf("the long description in %s has %d characters and %d features, expected 150 to 10 000 and some", tag, n, len(d.Features))
		}
	}
}

// TestVersion_EveryPlace_SaysTheSame: the file VERSION is the one place; the changelog begins with it, and every licence is the same.
func TestVersion_EveryPlace_SaysTheSame(t *testing.T) {
	first := regexp.MustCompile(`(?m)^## \[(\d+\.\d+\.\d+)\] - (unreleased|\d{4}-\d\d-\d\d)$`).FindStringSubmatch(text(t, "CHANGELOG.md"))
	if first == nil || first[1] != version(t) {
		t.Errorf("CHANGELOG.md begins with %q, and VERSION is %q", first, version(t))
	}
	for file, says := range map[string]string{
		"LICENSE": "SPDX-License-Identifier: EUPL-1.2\n", "web/package.json": `"license": "EUPL-1.2"`, "web/package-lock.json": `"license": "EUPL-1.2"`, "README.md": "EUPL-1.2: [LICENSE]",
	} {
		if !strings.Contains(text(t, file), says) {
			t.Errorf("%s does not say %s", file, says)
		}
	}
}

func version(t *testing.T) string {
	t.Helper()
	v := strings.TrimSpace(text(t, "VERSION"))
	if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(v) {
		t.Fatalf("VERSION is %q", v)
	}
	return v
}

// languages are those of the page.
func languages(t *testing.T) []string {
	t.Helper()
	var tags []string
	files, err := filepath.Glob(filepath.Join(root, "web/src/language/*.ts"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if tag := strings.TrimSuffix(filepath.Base(f), ".ts"); tag != "index" {
			tags = append(tags, tag)
		}
	}
	return tags
}

func text(t *testing.T, file string) string { return readFile(t, filepath.Join(root, file)) }

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// yaml reads a file with Debian's python3-yaml, which needs no library of ours, and returns it as JSON. A key that stands there twice is refused.
func yaml(t *testing.T, file string) []byte {
	t.Helper()
	const script = `
import json, sys, yaml
class Loader(yaml.SafeLoader): pass
def mapping(loader, node):
    pairs = [(loader.construct_object(k), loader.construct_object(v, deep=True)) for k, v in node.value]
    if len(dict(pairs)) != len(pairs): sys.exit("a key stands there twice")
    return dict(pairs)
Loader.add_constructor("tag:yaml.org,2002:map", mapping)
json.dump(yaml.load(sys.stdin, Loader), sys.stdout, default=str)`
	cmd := exec.Command("/usr/bin/python3", "-c", script)
	cmd.Stdin = strings.NewReader(text(t, file))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", file, err, &stderr)
	}
	return out
}
