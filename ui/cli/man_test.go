package cli

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"countersign/internal/testenv"
	"countersign/ui/cli/connection"
	"countersign/ui/cli/exit"
)

func writtenPages(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "man1")
	if code := Run(t.Context(), Program{Err: io.Discard, Version: "v1.2.3"}, []string{"man", dir}); code != exit.OK {
		t.Fatalf("man ended with %d", code)
	}
	return dir
}

func TestEveryCommandHasAPageAndAnExample(t *testing.T) {
	t.Parallel()
	dir := writtenPages(t)
	everyCommand(newRun(Program{}).root(), func(cmd *cobra.Command) {
		if !documented(cmd) {
			return
		}
		if !strings.Contains(cmd.Example, "countersign") {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		text, err := os.ReadFile(filepath.Join(dir, pageName(cmd)+".1"))
		if err != nil {
			t.Error(err)
			return
		}
		for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"} {
			if !strings.Contains(string(text), `.SH "`+section+"\"\n") {
				t.Errorf("the page of %s has no %s", cmd.CommandPath(), section)
			}
		}
	})
}

// What a program of somebody else's makes of the pages.
func TestPagesReadAsManualPages(t *testing.T) {
	t.Parallel()
	dir := writtenPages(t)
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	testenv.Need(t, "mandoc")
	if out, err := exec.Command("mandoc", append([]string{"-Tlint", "-Wwarning"}, pages...)...).CombinedOutput(); err != nil {
		t.Errorf("mandoc: %v\n%s", err, out)
	}
	out, err := exec.Command("mandoc", "-Tutf8", "-Owidth=200", filepath.Join(dir, "countersign-run.1")).Output()
	if err != nil {
		t.Fatal(err)
	}
	plain := regexp.MustCompile(".\b").ReplaceAllString(string(out), "") // without overstriking
	for _, want := range []string{
		"countersign-run - run a program with a connection's credentials in its environment", `countersign run flickr -- sh -c 'twurl -c "$OAUTH_CONSUMER_KEY" …'`, "countersign(1)",
	} {
		if !strings.Contains(plain, want) {
			t.Errorf("the page of run does not say %s:\n%s", want, plain)
		}
	}
}

func TestPagesNameEveryExitCodeAndVariable(t *testing.T) {
	t.Parallel()
	var codes []string
	for _, r := range exitStatus {
		codes = append(codes, strings.Split(r.term, ", ")...)
	}
	for _, code := range []exit.Code{
		exit.OK, exit.Failed, exit.Usage, exit.Denied, exit.NoStore, exit.NotFound, exit.RequestRefused, exit.TimedOut, exit.NotExecutable,
		exit.CommandNotFound, exit.Cancelled,
	} {
		if !slices.Contains(codes, strconv.Itoa(int(code))) {
			t.Errorf("no page speaks of the exit code %d", code)
		}
	}
	var named []string
	for _, r := range variables {
		named = append(named, strings.Split(r.term, ", ")...)
	}
	for _, file := range sources(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`"(COUNTERSIGN_[A-Z_]+[A-Z])"`).FindAllStringSubmatch(string(text), -1) {
			if variable := found[1]; !slices.Contains(named, variable) && !strings.HasPrefix(variable, "COUNTERSIGN_TEST_") && variable != connection.ConnectionVariable && variable != connection.BaseURIVariable {
				t.Errorf("no page speaks of %s, which %s reads", variable, file)
			}
		}
	}
}

// sources are the program's own files, wherever they are.
func sources(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch hidden := strings.HasPrefix(d.Name(), ".") && d.Name() != ".."; {
		case err != nil:
			return err
		case d.IsDir() && (hidden || d.Name() == "testdata"):
			return fs.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
