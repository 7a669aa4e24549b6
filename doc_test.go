package main_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// listedFile is a file, or several by a pattern, that a package's comment names. A path to another package's is none.
var listedFile = regexp.MustCompile(`(?:^|[\s(])([\w*]+\.go)\b`)

// Every package of several files says in doc.go which holds what, so that a reader finds the file from the word. What is
// listed must be there, and every file must be listed: by its name or by a pattern such as echo_*.go. A command says it in
// main.go.
func TestEveryPackageListsItsFiles(t *testing.T) {
	t.Parallel()
	for folder, files := range goFiles(t) {
		if len(files) == 1 {
			continue
		}
		list := "doc.go"
		if slices.Contains(files, "main.go") {
			list = "main.go"
		}
		text, err := os.ReadFile(path.Join(folder, list))
		if err != nil {
			t.Errorf("%s has no doc.go: %v", folder, err)
			continue
		}
		comment, _, _ := strings.Cut(string(text), "\npackage ")
		var listed []string
		for _, match := range listedFile.FindAllStringSubmatch(comment, -1) {
			listed = append(listed, match[1])
		}
		for _, file := range files {
			if file != list && !slices.ContainsFunc(listed, func(p string) bool { ok, _ := path.Match(p, file); return ok }) {
				t.Errorf("%s/%s does not list %s", folder, list, file)
			}
		}
		for _, pattern := range listed {
			if found, _ := fs.Glob(os.DirFS(folder), pattern); len(found) == 0 {
				t.Errorf("%s/%s lists %s, which does not exist", folder, list, pattern)
			}
		}
	}
}

// goFiles are the files of every package, without tests, for all systems.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(d.Name(), ".") && name != "."; d.IsDir() && (hidden || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !d.IsDir() && path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") {
			files[path.Dir(name)] = append(files[path.Dir(name)], d.Name())
		}
		return nil
	})
	if err != nil {
		t.Fatalf("reading the folders: %v", err)
	}
	return files
}

// A link from one of our documents to a file must lead to it.
func TestLinksLeadToFiles(t *testing.T) {
	t.Parallel()
	links := regexp.MustCompile(`\]\(([^)#\s]+)`)
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".md" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, link := range links.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat(path.Join(path.Dir(name), link[1])); err != nil {
				t.Errorf("%s links to %s: %v", name, link[1], err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("reading the documents: %v", err)
	}
}
