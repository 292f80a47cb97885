// Command mutate shows that the tests on which SECURITY.md rests can fail: for each it changes one small thing in the code that the test guards, in a copy that
// `go test -overlay` puts in the file's place, and runs the test, which has to fail. The tree is not touched.
//
//	go run ./internal/mutate [-run REGEXP] [-list]
//
// Mutations are in table.go; a test checks that each still fits the source and that no test of a promise is without one.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"time"
)

func main() {
	list := flag.Bool("list", false, "only say which mutations there are")
	only := flag.String("run", "", "only those whose test or file matches this regular expression")
	flag.Parse()
	wanted, err := regexp.Compile(*only)
	if err != nil || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "error: usage: mutate [-run REGEXP] [-list]")
		os.Exit(2)
	}
	if err := run(wanted, *list); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(wanted *regexp.Regexp, list bool) error {
	dir, err := os.MkdirTemp("", "luwte-mutate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	survived, done := 0, 0
	for _, m := range table {
		if !wanted.MatchString(m.test) && !wanted.MatchString(m.file) {
			continue
		}
		if list {
			fmt.Println(m.describe())
			continue
		}
		began := time.Now()
		verdict, printed, err := m.try(dir)
		if err != nil { // the others can be tried
			verdict, printed = broken, []byte(err.Error()+"\n")
		}
		done++
		fmt.Printf("%-8s %4.0fs  %s\n", verdict, time.Since(began).Seconds(), m.describe())
		if verdict != killed {
			survived++
			os.Stdout.Write(printed)
		}
	}
	if !list {
		fmt.Printf("%d mutations, %d not noticed\n", done, survived)
	}
	if survived > 0 {
		return fmt.Errorf("%d mutations went unnoticed by their test", survived)
	}
	return nil
}
