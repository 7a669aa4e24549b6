package cli

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
		t.Fatalf("man: exit code %d", code)
	}
	return dir
}

func TestEveryCommandHasASummaryAnExampleAndAPage(t *testing.T) {
	t.Parallel()
	dir := writtenPages(t)
	everyCommand(newRun(Program{}).root(), func(cmd *cobra.Command) {
		if cmd.HasParent() && !cmd.IsAvailableCommand() || cmd.Name() == "help" {
			return
		}
		if !strings.Contains(cmd.Example, "countersign") {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		if summary, _, _ := strings.Cut(cmd.Long, "\n\n"); cmd.Long != "" && !strings.Contains(cmd.CommandPath(), " completion ") &&
			(strings.Count(summary, ". ") > 0 || strings.HasPrefix(summary, cmd.Name()+" ")) {
			t.Errorf("%s does not begin with a summary: %s", cmd.CommandPath(), summary)
		}
		page := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
		if _, err := os.Stat(filepath.Join(dir, page)); err != nil {
			t.Error(err)
		}
	})
	for _, hidden := range []string{"forget", "renew"} {
		if _, err := os.Stat(filepath.Join(dir, "countersign-"+hidden+".1")); err == nil {
			t.Errorf("%s has a page", hidden)
		}
	}
}

func TestPagesReadAsManualPages(t *testing.T) {
	t.Parallel()
	dir := writtenPages(t)
	pages, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	testenv.Need(t, "mandoc")
	// cobra/doc writes the date without a day, and a tab before each description of a flag.
	accepted := regexp.MustCompile("cannot parse date, using it verbatim|tab in filled text")
	out, _ := exec.Command("mandoc", append([]string{"-Tlint", "-Wwarning"}, pages...)...).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if !accepted.MatchString(line) {
			t.Errorf("mandoc: %s", line)
		}
	}
	for page, wants := range map[string][]string{
		"countersign-run.1": {
			"countersign-run - Run a program with a connection's credentials in its environment",
			`countersign run flickr -- sh -c 'twurl -c "$OAUTH_CONSUMER_KEY" …'`, "OAUTH_CONSUMER_KEY, OAUTH_CONSUMER_SECRET", "countersign(1)",
		},
		"countersign-connect.1": {"COUNTERSIGN_SET_KEY in the environment"},
		"countersign.1":         append(exitCodes(), variables(t)...),
	} {
		out, err := exec.Command("mandoc", "-Tutf8", "-Owidth=200", filepath.Join(dir, page)).Output()
		if err != nil {
			t.Fatal(err)
		}
		plain := regexp.MustCompile(".\b").ReplaceAllString(string(out), "") // without overstriking
		for _, want := range wants {
			if !strings.Contains(plain, want) {
				t.Errorf("%s lacks %q:\n%s", page, want, plain)
			}
		}
	}
}

func exitCodes() (list []string) {
	for _, code := range []exit.Code{
		exit.OK, exit.Failed, exit.Usage, exit.Denied, exit.NoStore, exit.NotFound, exit.RequestRefused, exit.TimedOut, exit.NotExecutable,
		exit.CommandNotFound, exit.Cancelled,
	} {
		list = append(list, strconv.Itoa(int(code)))
	}
	return list
}

// variables returns the environment variables that the program's sources name.
func variables(t *testing.T) (list []string) {
	t.Helper()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch hidden := strings.HasPrefix(d.Name(), ".") && d.Name() != ".."; {
		case err != nil:
			return err
		case d.IsDir() && (hidden || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		for _, found := range regexp.MustCompile(`"(COUNTERSIGN_[A-Z_]+[A-Z])"`).FindAllStringSubmatch(string(text), -1) {
			set := found[1] == connection.ConnectionVariable || found[1] == connection.BaseURIVariable // by countersign run
			if !set && !strings.HasPrefix(found[1], "COUNTERSIGN_TEST_") {
				list = append(list, found[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
