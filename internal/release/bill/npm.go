package bill

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Packages returns the npm packages of which something is in the page that was built last at root: the builder writes their names, which it has from esbuild.
func Packages(root string) ([]Component, error) {
	web := filepath.Join(root, "web")
	var names []string
	if err := readJSON(filepath.Join(web, "dist", "packages.json"), &names); err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	if err := readJSON(filepath.Join(web, "package-lock.json"), &lock); err != nil {
		return nil, err
	}
	var all []Component
	for _, name := range names {
		locked, ok := lock.Packages["node_modules/"+name]
		if !ok {
			return nil, fmt.Errorf("%w: package-lock.json does not have %s", ErrBuild, name)
		}
		dir := filepath.Join(web, "node_modules", filepath.FromSlash(name))
		var installed struct{ Version string }
		if err := readJSON(filepath.Join(dir, "package.json"), &installed); err != nil {
			return nil, err
		}
		if installed.Version != locked.Version {
			return nil, fmt.Errorf("%w: %s is installed as %s, and is %s in package-lock.json", ErrBuild, name, installed.Version, locked.Version)
		}
		texts, err := textsOf(dir, nil)
		if err != nil {
			return nil, err
		}
		ref := "pkg:npm/" + strings.Replace(name, "@", "%40", 1) + "@" + locked.Version // as package URLs write a scope
		all = append(all, Component{ref, name, locked.Version, locked.Integrity, licenceOf(texts), texts})
	}
	return all, nil
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}
