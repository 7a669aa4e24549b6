package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "countersign"

// allowedImports lists which packages of this module each package may import. New packages must be added.
var allowedImports = map[string][]string{
	".":                        {"flow", "ui", "ui/cli", "ui/quiet", "ui/settings"}, // wiring
	"flow":                     {"flow/bundle", "flow/debuglog", "flow/doctor", "flow/history", "flow/oauth1", "flow/oauth1/cause", "flow/oauth1/reply", "flow/oauth1/signature", "flow/rehearsal", "flow/requestfile", "flow/setup", "flow/snippet", "internal/secret", "internal/text", "keychain", "specs", "specs/mapping", "specs/scaffold", "specs/script"},
	"flow/bundle":              {"flow/oauth1", "internal/atomicfile", "internal/secret", "internal/text", "keychain"},
	"flow/debuglog":            {"flow/oauth1", "flow/oauth1/signature", "internal/secret", "internal/text", "keychain"},
	"flow/doctor":              {"flow/oauth1", "flow/oauth1/cause", "flow/oauth1/reply", "flow/oauth1/signature", "internal/secret", "internal/text"},
	"flow/history":             {"flow/oauth1", "flow/oauth1/signature", "flow/requestfile", "internal/atomicfile", "internal/text", "specs"},
	"flow/oauth1":              {"flow/oauth1/cause", "flow/oauth1/paste", "flow/oauth1/reply", "flow/oauth1/signature", "internal/secret", "internal/text"},
	"flow/oauth1/cause":        {},
	"flow/oauth1/paste":        {"flow/oauth1/signature"},
	"flow/oauth1/reply":        {"flow/oauth1/cause", "internal/secret", "internal/text"},
	"flow/oauth1/signature":    {},
	"flow/rehearsal":           {"flow/oauth1", "flow/sandbox", "flow/setup", "internal/text", "specs"},
	"flow/requestfile":         {"flow/oauth1/signature", "internal/text", "specs"},
	"flow/sandbox":             {"flow/sandbox/personality", "flow/sandbox/tokens", "flow/sandbox/wire"},
	"flow/sandbox/personality": {"flow/sandbox/wire"},
	"flow/sandbox/tokens":      {},
	"flow/sandbox/wire":        {},
	"flow/setup":               {"flow/oauth1", "internal/secret", "internal/text", "specs"},
	"flow/snippet":             {"flow/oauth1/signature", "internal/text"},
	"internal/atomicfile":      {},
	"internal/secret":          {},
	"internal/testenv":         {},
	"internal/text":            {},
	"keychain":                 {"internal/text", "keychain/fault", "keychain/osstore", "keychain/safefile"},
	"keychain/fault":           {"internal/text"},
	"keychain/osstore":         {"internal/text", "keychain/fault"},
	"keychain/safefile":        {"internal/atomicfile", "keychain/fault"},
	"screenshots":              {},
	"specs":                    {"specs/mapping", "specs/script"},
	"specs/mapping":            {"specs/mapping/expression"},
	"specs/mapping/expression": {},
	"specs/scaffold":           {"internal/atomicfile", "internal/text", "specs"},
	"specs/script":             {"internal/text", "specs/script/erase"},
	"specs/script/erase":       {},
	"ui":                       {"ui/catalogue", "ui/connect", "ui/home", "ui/kit", "ui/quiet", "ui/request", "ui/response", "ui/settings", "ui/shell", "ui/stores", "ui/terminal", "ui/traffic"},
	"ui/catalogue":             {"flow", "internal/text", "ui/connect", "ui/kit"},
	"ui/cli":                   {"flow", "flow/debuglog", "internal/text", "ui/cli/command", "ui/cli/config", "ui/cli/connect", "ui/cli/connection", "ui/cli/connector", "ui/cli/console", "ui/cli/conversation", "ui/cli/exit", "ui/cli/request", "ui/cli/serve", "ui/cli/store", "ui/settings"},
	"ui/cli/clitest":           {"flow", "keychain", "ui", "ui/cli", "ui/cli/exit", "ui/settings"},
	"ui/cli/command":           {"flow", "internal/text", "ui/cli/console", "ui/cli/exit", "ui/settings", "ui/terminal"},
	"ui/cli/config":            {"flow", "internal/text", "ui/cli/command", "ui/cli/console", "ui/cli/exit", "ui/settings"},
	"ui/cli/connect":           {"flow", "flow/rehearsal", "internal/text", "ui/cli/command", "ui/cli/console", "ui/cli/exit", "ui/settings", "ui/terminal"},
	"ui/cli/connection":        {"flow", "flow/bundle", "internal/text", "ui/cli/command", "ui/cli/console", "ui/cli/exit"},
	"ui/cli/connector":         {"flow", "internal/text", "ui/cli/command", "ui/cli/exit"},
	"ui/cli/console":           {"flow", "internal/text", "ui/cli/exit"},
	"ui/cli/conversation":      {"flow", "internal/text", "ui/cli/command", "ui/cli/connect", "ui/cli/connection", "ui/cli/connector", "ui/cli/console", "ui/cli/exit", "ui/cli/request", "ui/cli/store"},
	"ui/cli/exit":              {"flow"},
	"ui/cli/request":           {"flow", "flow/history", "flow/requestfile", "flow/snippet", "internal/text", "ui/cli/command", "ui/cli/console", "ui/cli/exit", "ui/settings"},
	"ui/cli/serve":             {"flow", "flow/rehearsal", "internal/text", "ui/cli/command", "ui/cli/exit"},
	"ui/cli/store":             {"flow", "internal/text", "ui/cli/command", "ui/cli/exit", "ui/settings"},
	"ui/connect":               {"flow", "internal/text", "ui/kit", "ui/request", "ui/stores", "ui/terminal", "ui/traffic"},
	"ui/home":                  {"flow", "internal/text", "ui/catalogue", "ui/connect", "ui/kit", "ui/request", "ui/stores", "ui/traffic"},
	"ui/journeys":              {},
	"ui/kit":                   {"flow", "internal/text", "ui/settings", "ui/terminal"},
	"ui/quiet":                 {},
	"ui/request":               {"flow", "flow/history", "flow/requestfile", "internal/text", "ui/kit", "ui/response", "ui/traffic"},
	"ui/response":              {"flow", "internal/text", "ui/kit", "ui/traffic", "ui/viewer"},
	"ui/settings":              {"flow", "flow/history", "internal/atomicfile", "internal/text"},
	"ui/shell":                 {"internal/text", "ui/kit"},
	"ui/stores":                {"flow", "internal/text", "ui/kit", "ui/settings"},
	"ui/terminal":              {"internal/text"},
	"ui/traffic":               {"flow", "flow/requestfile", "flow/snippet", "internal/text", "ui/kit"},
	"ui/uitest":                {"flow", "internal/testenv", "ui/kit", "ui/settings", "ui/terminal"},
	"ui/uitest/contrast":       {},
	"ui/uitest/frames":         {"flow", "internal/testenv", "ui/kit", "ui/shell", "ui/uitest", "ui/uitest/contrast"},
	"ui/viewer":                {"internal/text", "ui/viewer/document"},
	"ui/viewer/document":       {"internal/text"},
}

func TestImportsAreAllowed(t *testing.T) {
	t.Parallel()
	imports := importsOfOurs(t)
	for pkg, used := range imports {
		allowed, known := allowedImports[pkg]
		if !known {
			t.Errorf("package %s is missing from the import table", pkg)
			continue
		}
		for _, other := range used {
			if !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s; it may import %v", pkg, other, allowed)
			}
		}
	}
	for pkg := range allowedImports {
		if _, exists := imports[pkg]; !exists {
			t.Errorf("package %s is in the import table but does not exist", pkg)
		}
	}
}

// The sandbox shares no code with the client: a bug in shared signing code would cancel itself out.
func TestTheSandboxImportsTheStandardLibraryOnly(t *testing.T) {
	t.Parallel()
	const sandbox = "flow/sandbox"
	found := false
	for pkg, used := range allImports(t) {
		if pkg != sandbox && !strings.HasPrefix(pkg, sandbox+"/") {
			continue
		}
		found = true
		for _, other := range used {
			if strings.HasPrefix(other, module+"/"+sandbox+"/") {
				continue
			}
			if first, _, _ := strings.Cut(other, "/"); first == module || strings.Contains(first, ".") {
				t.Errorf("%s imports %s", pkg, other)
			}
		}
	}
	if !found {
		t.Errorf("package %s does not exist", sandbox)
	}
}

// importsOfOurs returns the imports between packages of this module, as folders. Tests may import anything.
func importsOfOurs(t *testing.T) map[string][]string {
	t.Helper()
	ours := map[string][]string{}
	for pkg, used := range allImports(t) {
		ours[pkg] = nil
		for _, other := range used {
			if folder, ok := strings.CutPrefix(other+"/", module+"/"); ok {
				ours[pkg] = append(ours[pkg], strings.TrimSuffix(folder, "/"))
			}
		}
	}
	return ours
}

// allImports returns the imports of every package of this module, by folder, for all systems.
func allImports(t *testing.T) map[string][]string {
	t.Helper()
	imports := map[string][]string{}
	err := walkGoFiles(os.DirFS("."), parser.ImportsOnly, func(name string, file *ast.File) {
		used := imports[path.Dir(name)]
		for _, spec := range file.Imports {
			used = append(used, strings.Trim(spec.Path.Value, `"`))
		}
		imports[path.Dir(name)] = used
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}

// walkGoFiles parses every Go file of a tree but tests, hidden folders and testdata.
func walkGoFiles(tree fs.FS, mode parser.Mode, visit func(name string, file *ast.File)) error {
	return fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		source, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, mode)
		if err == nil {
			visit(name, file)
		}
		return err
	})
}
