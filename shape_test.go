package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// What a reader can keep in mind. A package or type that outgrows this has parts that want names of their own; the same
// methods in fewer files are no smaller.
const (
	maxFiles       = 20 // of a package, tests not counted
	maxMethodFiles = 4  // that hold methods of one type
	maxExported    = 25 // methods of one type that other packages can call
)

// oversized says which limits are exceeded, and why that is right. An entry that is no longer needed fails the test.
var oversized = map[string]string{
	"specs/script/erase.parser: files": "one recursive descent, a file for each part of the grammar",
}

func TestPackagesAndTypesKeepTheirShape(t *testing.T) {
	t.Parallel()
	found, err := exceeded(os.DirFS("."))
	if err != nil {
		t.Fatalf("reading the source: %v", err)
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

func TestEachLimitIsNoticed(t *testing.T) {
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

// exceeded gives what is beyond a limit, with the numbers. Files for every system count.
func exceeded(tree fs.FS) (map[string]string, error) {
	files := map[string]int{}                // of each package
	methodFiles := map[string][]string{}     // of each type
	exported := map[string]map[string]bool{} // of each type; a set, since systems have their own versions of a method
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(d.Name(), ".") && name != "."; d.IsDir() && (hidden || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files[path.Dir(name)]++
		source, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			method, ok := decl.(*ast.FuncDecl)
			if !ok || method.Recv == nil {
				continue
			}
			typ := path.Dir(name) + "." + receiver(method.Recv.List[0].Type)
			if !slices.Contains(methodFiles[typ], d.Name()) {
				methodFiles[typ] = append(methodFiles[typ], d.Name())
			}
			if exported[typ] == nil {
				exported[typ] = map[string]bool{}
			}
			if method.Name.IsExported() {
				exported[typ][method.Name.Name] = true
			}
		}
		return nil
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

// receiver is the name of a method's type, without its pointer and type parameters.
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
