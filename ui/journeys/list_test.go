package journeys_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write "+journeysFile)

// journeysFile is generated from the tests' comments.
const journeysFile = "JOURNEYS.md"

// journey is a test in which a person uses the real program.
type journey struct{ file, name, comment string }

// JOURNEYS.md lists every journey with its test's comment.
func TestJourneysFile(t *testing.T) {
	t.Parallel()
	want := journeysPage(t)
	if *update {
		must(t, os.WriteFile(journeysFile, []byte(want), 0o600))
	}
	got, err := os.ReadFile(journeysFile)
	must(t, err)
	if string(got) != want {
		t.Errorf("%s is out of date: run go test ./ui/journeys -run JourneysFile -update", journeysFile)
	}
}

func journeysPage(t *testing.T) string {
	t.Helper()
	var page strings.Builder
	total := 0
	for _, front := range []struct{ title, dir string }{
		{"On screen", "."}, {"In screen-reader mode", "../cli/conversation"},
	} {
		fmt.Fprintf(&page, "\n## %s\n", front.title)
		topics, journeys := journeysIn(t, front.dir)
		total += len(journeys)
		for i, j := range journeys {
			if i == 0 || journeys[i-1].file != j.file {
				fmt.Fprintf(&page, "\n### %s\n\n| What I do and see | Test |\n| --- | --- |\n", topics[j.file])
			}
			fmt.Fprintf(&page, "| %s | `%s` |\n", strings.ReplaceAll(j.comment, "|", `\|`), j.name)
		}
	}
	return fmt.Sprintf(`# Journeys

What people do with countersign, from the first key to the last: %d journeys. Each is a test that runs the real program in a real
terminal (tmux, or a pseudo-terminal in screen-reader mode), against the sandbox on this machine, and waits for what a person would
see. `+"`go test ./ui/journeys -run JourneysFile -update`"+` generates this page from the tests' comments.
`, total) + page.String()
}

// journeysIn returns the tests that call sitDown, directly or indirectly, and the topic of each file. They are external tests.
func journeysIn(t *testing.T, dir string) (topics map[string]string, found []journey) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	must(t, err)
	slices.Sort(files)
	calls, tests := map[string][]string{}, []*ast.FuncDecl(nil)
	topics, of := map[string]string{}, map[*ast.FuncDecl]string{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		must(t, err)
		if !strings.HasSuffix(parsed.Name.Name, "_test") {
			continue
		}
		topics[file] = topic(parsed)
		for _, d := range parsed.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			calls[f.Name.Name] = append(calls[f.Name.Name], called(f)...)
			if f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				tests, of[f] = append(tests, f), file
			}
		}
	}
	for _, f := range tests {
		if !leads(calls, f.Name.Name, "sitDown", map[string]bool{}) {
			continue
		}
		comment := strings.Join(strings.Fields(f.Doc.Text()), " ")
		if !strings.HasSuffix(comment, ".") || topics[of[f]] == "" {
			t.Errorf("%s in %s is a journey: it needs a comment that tells what a person does and sees, and the file a comment with its topic", f.Name.Name, of[f])
		}
		found = append(found, journey{of[f], f.Name.Name, comment})
	}
	return topics, found
}

// topic returns the beginning of the first comment in a file that does not belong to a declaration.
func topic(file *ast.File) string {
	for _, c := range file.Comments {
		separate := c.Pos() > file.Name.End()
		for _, d := range file.Decls {
			from := d.Pos()
			if f, ok := d.(*ast.FuncDecl); ok && f.Doc != nil {
				from = f.Doc.Pos()
			} else if g, ok := d.(*ast.GenDecl); ok && g.Doc != nil {
				from = g.Doc.Pos()
			}
			separate = separate && (c.End() <= from || c.Pos() >= d.End())
		}
		if text := strings.Join(strings.Fields(c.Text()), " "); separate && text != "" {
			return text[:max(strings.IndexAny(text, ".,:"), 0)]
		}
	}
	return ""
}

// called returns the names of the functions and methods that a function calls.
func called(f *ast.FuncDecl) (names []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			switch what := call.Fun.(type) {
			case *ast.Ident:
				names = append(names, what.Name)
			case *ast.SelectorExpr:
				names = append(names, what.Sel.Name)
			}
		}
		return true
	})
	return names
}

func leads(calls map[string][]string, from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	seen[from] = true
	return slices.ContainsFunc(calls[from], func(next string) bool { return !seen[next] && leads(calls, next, to, seen) })
}
