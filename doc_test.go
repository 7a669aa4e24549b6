package main_test

import (
	"go/ast"
	"go/parser"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// listedFile matches a file name or pattern in a package comment, but not a path in another package.
var listedFile = regexp.MustCompile(`(?:^|[\s(])([\w*]+\.go)\b`)

// The doc.go of a package with several files (main.go of a command) lists exactly those files, by name or by a pattern such as
// echo_*.go.
func TestEveryPackageListsItsFiles(t *testing.T) {
	t.Parallel()
	packages := map[string][]string{}
	err := walkGoFiles(os.DirFS("."), parser.PackageClauseOnly, func(name string, _ *ast.File) {
		packages[path.Dir(name)] = append(packages[path.Dir(name)], path.Base(name))
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, files := range packages {
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

// Relative links in Markdown files point to existing files.
func TestMarkdownLinks(t *testing.T) {
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
		t.Fatal(err)
	}
}
