package bill

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// The part of CycloneDX 1.6 (ECMA-424) that is used here. It has members for a time and a random serial number, which are left out.
type document struct {
	Schema       string       `json:"$schema"`
	Format       string       `json:"bomFormat"`
	SpecVersion  string       `json:"specVersion"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Licences   []licence  `json:"licenses"`
	URL        string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type licence struct {
	Licence    *licenceID `json:"license,omitempty"`
	Expression string     `json:"expression,omitempty"`
}

type licenceID struct {
	ID string `json:"id"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn"`
}

// own is the licence of Luwte itself.
const own = "EUPL-1.2"

func (r *Release) cycloneDX() ([]byte, error) {
	whole := component{
		Type: "application", Ref: "luwte", Name: "luwte", Version: r.Version, Licences: licences(own),
		Properties: []property{{"luwte:commit", r.Commit}},
	}
	d := document{
		Schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", Format: "CycloneDX", SpecVersion: "1.6", Version: 1, Metadata: metadata{whole},
		Dependencies: []dependency{{Ref: whole.Ref, DependsOn: []string{}}},
	}
	for _, p := range r.Programs {
		d.Components = append(d.Components, component{
			Type: "application", Ref: p.Name, Name: p.Name, Version: r.Version, Hashes: []hash{{"SHA-256", p.Hash}}, Licences: licences(own),
		})
		d.Dependencies[0].DependsOn = append(d.Dependencies[0].DependsOn, p.Name)
		d.Dependencies = append(d.Dependencies, dependency{p.Name, p.Parts})
	}
	for _, c := range r.Parts {
		made, err := c.cycloneDX()
		if err != nil {
			return nil, err
		}
		d.Components = append(d.Components, made)
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(d)
	return text.Bytes(), err
}

// cycloneDX describes a part. The hash of go.sum is over a list of a module's files, not over one file, so it is no hash of CycloneDX's.
func (c *Component) cycloneDX() (component, error) {
	made := component{Type: "library", Ref: c.Ref, Name: c.Name, Version: c.Version, Licences: licences(c.Licence), URL: c.Ref}
	if integrity, ok := strings.CutPrefix(c.Sum, "sha512-"); ok {
		sum, err := base64.StdEncoding.DecodeString(integrity)
		if err != nil {
			return made, fmt.Errorf("%s: read its integrity: %w", c.Name, err)
		}
		made.Hashes = []hash{{"SHA-512", hex.EncodeToString(sum)}}
	} else if c.Sum != "" {
		made.Properties = []property{{"luwte:go.sum", c.Sum}}
	}
	return made, nil
}

func licences(expression string) []licence {
	if strings.ContainsAny(expression, " ") {
		return []licence{{Expression: expression}}
	}
	return []licence{{Licence: &licenceID{expression}}}
}
