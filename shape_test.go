package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Limits for packages and types. A package or type that outgrows them should be split, not moved into fewer files.
const (
	maxFiles       = 20 // in a package, without tests
	maxMethodFiles = 4  // with methods of one type
	maxExported    = 25 // exported methods of one type
)

// oversized lists the exceptions and their reasons. An exception that is no longer needed fails the test.
var oversized = map[string]string{}

func TestSizeOfPackagesAndTypes(t *testing.T) {
	t.Parallel()
	found, err := exceeded(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		if oversized[key] == "" {
			t.Errorf("%s: %s", key, found[key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(oversized)) {
		if found[key] == "" {
			t.Errorf("%s: the exception is no longer needed", key)
		}
	}
}

func TestSizeLimits(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{}
	add := func(name, source string) { tree[name] = &fstest.MapFile{Data: []byte("package p\n" + source)} }
	for i := range maxFiles + 1 {
		add(fmt.Sprintf("many/file%d.go", i), "")
		add(fmt.Sprintf("enough/file%d_test.go", i), "")
	}
	add("enough/file.go", "")
	for i := range maxMethodFiles + 1 {
		add(fmt.Sprintf("types/file%d_windows.go", i), fmt.Sprintf("func (s *Spread[K, V]) m%d() {}", i))
		add(fmt.Sprintf("types/file%d.go", i), fmt.Sprintf("func (Compact) M%d() {}", i%maxMethodFiles))
	}
	var wide strings.Builder
	for i := range maxExported + 1 {
		fmt.Fprintf(&wide, "func (w Wide) M%d() {}\nfunc (e *Enough) M%d() {}\n", i, i%maxExported)
	}
	add("types/wide.go", wide.String())
	add("types/testdata/skipped.go", wide.String())

	found, err := exceeded(tree)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(found))
	want := []string{"many: files", "types.Compact: files", "types.Spread: files", "types.Wide: exported methods"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// exceeded returns which limits are exceeded, with the numbers. Files for all systems count.
func exceeded(tree fs.FS) (map[string]string, error) {
	files := map[string]int{}                // of each package
	methodFiles := map[string][]string{}     // of each type
	exported := map[string]map[string]bool{} // methods of each type; a set, since each system may have its own version
	err := walkGoFiles(tree, parser.SkipObjectResolution, func(name string, file *ast.File) {
		files[path.Dir(name)]++
		for _, decl := range file.Decls {
			method, ok := decl.(*ast.FuncDecl)
			if !ok || method.Recv == nil {
				continue
			}
			typ := path.Dir(name) + "." + receiver(method.Recv.List[0].Type)
			if !slices.Contains(methodFiles[typ], path.Base(name)) {
				methodFiles[typ] = append(methodFiles[typ], path.Base(name))
			}
			if exported[typ] == nil {
				exported[typ] = map[string]bool{}
			}
			if method.Name.IsExported() {
				exported[typ][method.Name.Name] = true
			}
		}
	})
	found := map[string]string{}
	for pkg, n := range files {
		if n > maxFiles {
			found[pkg+": files"] = fmt.Sprintf("%d, the limit is %d", n, maxFiles)
		}
	}
	for typ, in := range methodFiles {
		if len(in) > maxMethodFiles {
			found[typ+": files"] = fmt.Sprintf("methods in %d files, the limit is %d: %v", len(in), maxMethodFiles, in)
		}
		if n := len(exported[typ]); n > maxExported {
			found[typ+": exported methods"] = fmt.Sprintf("%d, the limit is %d", n, maxExported)
		}
	}
	return found, err
}

// receiver returns the name of a method's type, without pointer and type parameters.
func receiver(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return receiver(expr.X)
	case *ast.ParenExpr:
		return receiver(expr.X)
	case *ast.IndexExpr:
		return receiver(expr.X)
	case *ast.IndexListExpr:
		return receiver(expr.X)
	case *ast.Ident:
		return expr.Name
	default:
		return fmt.Sprintf("%T", expr)
	}
}
