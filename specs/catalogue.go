package specs

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

//go:embed all:catalogue
var builtIn embed.FS

// Catalogue is the available connectors: the built-in ones and those in the user's folder, each a folder with a spec.yml
// or a single .yml file. It caches nothing, so changed files take effect immediately.
type Catalogue struct{ userDir string }

// NewCatalogue makes a catalogue of the built-in connectors and those in userDir, which doesn't have to exist; "" for the
// built-in ones only.
func NewCatalogue(userDir string) *Catalogue { return &Catalogue{userDir} }

// UserDir is the user's folder of connectors; "" if there is none.
func (c *Catalogue) UserDir() string { return c.userDir }

// Entry is one connector of the catalogue. If it has problems, Connector is nil and Err is set.
type Entry struct {
	Key, Name, Description string
	Source                 string // "" for a built-in one, else a path
	Connector              *Connector
	Err                    error
}

// List gives every connector, including those with problems: the sandbox first, the others by name. A user's connector
// replaces the built-in one with the same key.
func (c *Catalogue) List() []Entry {
	entries := c.userEntries()
	for _, key := range builtInKeys() {
		if !slices.ContainsFunc(entries, func(e Entry) bool { return e.Key == key }) {
			connector, err := loadBuiltIn(key)
			entries = append(entries, newEntry(key, "", connector, err))
		}
	}
	rank := func(e Entry) int {
		if e.Key == sandboxKey {
			return 0
		}
		return 1
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(rank(a)-rank(b), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Key, b.Key))
	})
	return entries
}

// Open loads a connector by its key, a user's before a built-in one, or by the path of its folder or file. A path contains
// a separator or starts with a dot. The error is [Problems] or wraps ErrNoConnector.
func (c *Catalogue) Open(ref string) (*Connector, error) {
	if isPath(ref) {
		return Load(ref)
	}
	if path := c.userPath(ref); path != "" {
		return loadUser(ref, path)
	}
	if slices.Contains(builtInKeys(), ref) {
		return loadBuiltIn(ref)
	}
	return nil, fmt.Errorf("%w: %s", ErrNoConnector, Quote(ref))
}

// Check finds all problems and warnings of the connector that Open would load. It fails if there is none, or if it can't
// be read.
func (c *Catalogue) Check(ref string) (Problems, error) {
	path := ref
	if !isPath(ref) {
		path = c.userPath(ref)
	}
	if path != "" {
		return checkPath(path)
	}
	if !slices.Contains(builtInKeys(), ref) {
		return nil, fmt.Errorf("%w: %s", ErrNoConnector, Quote(ref))
	}
	l := newLoader(builtInFolder(ref), specFile)
	l.load("")
	return sorted(append(l.problems, l.warnings...)), nil
}

// Check finds all problems and warnings of the connector in a folder or file. A warning is about what works as on the
// platform, but is probably a mistake. Files are relative to the working directory.
func Check(dir string) Problems {
	problems, err := checkPath(dir)
	if err != nil {
		return Problems{{File: dir, Line: 1, Column: 1, Message: err.Error(), Fix: "enter the folder that contains spec.yml"}}
	}
	return problems
}

func checkPath(path string) (Problems, error) {
	_, problems, warnings, err := loadPath(path)
	return sorted(append(problems, warnings...)), err
}

func isPath(ref string) bool {
	return strings.ContainsAny(ref, `/`+string(filepath.Separator)) || strings.HasPrefix(ref, ".")
}

// userPath gives the path of a connector in the user's folder; "" if there is none.
func (c *Catalogue) userPath(key string) string {
	if c.userDir == "" || key == "" {
		return ""
	}
	folder := filepath.Join(c.userDir, key)
	if _, err := os.Stat(filepath.Join(folder, specFile)); err == nil {
		return folder
	}
	if info, err := os.Stat(folder + ".yml"); err == nil && !info.IsDir() {
		return folder + ".yml"
	}
	return ""
}

// userEntries reads the user's folder. If that fails, the error is an entry, so that the missing connectors are noticed.
func (c *Catalogue) userEntries() []Entry {
	if c.userDir == "" {
		return nil
	}
	files, err := os.ReadDir(c.userDir)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return []Entry{newEntry(filepath.Base(c.userDir), c.userDir, nil, fmt.Errorf("cannot read your connectors: %w", err))}
	}
	var entries []Entry
	for _, file := range files {
		key := strings.TrimSuffix(file.Name(), ".yml")
		path := c.userPath(key)
		if path == "" || filepath.Base(path) != file.Name() {
			continue
		}
		connector, err := loadUser(key, path)
		entries = append(entries, newEntry(key, path, connector, err))
	}
	return entries
}

// loadUser loads a user's connector. Its key is its file name, whatever its spec file says.
func loadUser(key, path string) (*Connector, error) {
	connector, err := Load(path)
	if connector != nil {
		connector.Key = key
	}
	return connector, err
}

func newEntry(key, source string, c *Connector, err error) Entry {
	if err != nil {
		return Entry{Key: key, Name: key, Source: source, Err: err}
	}
	return Entry{Key: key, Name: c.Name, Description: c.Description, Source: c.Source, Connector: c}
}

// builtInKeys lists the folders of catalogue.
func builtInKeys() []string {
	folders, err := builtIn.ReadDir("catalogue")
	if err != nil {
		panic(err) // it is embedded
	}
	var keys []string
	for _, folder := range folders {
		if folder.IsDir() {
			keys = append(keys, folder.Name())
		}
	}
	return keys
}

func builtInFolder(key string) fs.FS {
	folder, err := fs.Sub(builtIn, "catalogue/"+key)
	if err != nil {
		panic(err) // only for an invalid path
	}
	return folder
}

func loadBuiltIn(key string) (*Connector, error) {
	connector, err := LoadFS(builtInFolder(key), "")
	if connector != nil {
		connector.Key = key
	}
	return connector, err
}

// watchedFiles limits how many files of one connector Fingerprint looks at. Built-in connectors have five.
const watchedFiles = 1000

// Fingerprint changes whenever a file of a user's connector does. It calls stat for each file and reads none; files that
// can't be read are ignored.
func (c *Catalogue) Fingerprint() string {
	if c.userDir == "" {
		return ""
	}
	connectors, err := os.ReadDir(c.userDir)
	if err != nil {
		return ""
	}
	sum := fnv.New64a()
	for _, connector := range connectors {
		path := filepath.Join(c.userDir, connector.Name())
		if target, err := filepath.EvalSymlinks(path); err == nil {
			path = target
		}
		fmt.Fprintln(sum, connector.Name())
		left := watchedFiles
		_ = filepath.WalkDir(path, func(path string, _ fs.DirEntry, _ error) error {
			if left--; left < 0 {
				return fs.SkipAll
			}
			if info, err := os.Stat(path); err == nil {
				fmt.Fprintln(sum, path, info.Size(), info.ModTime().UnixNano(), info.IsDir())
			}
			return nil
		})
	}
	return strconv.FormatUint(sum.Sum64(), 16)
}

// BuiltIn returns the files of a built-in connector.
func BuiltIn(key string) (fs.FS, error) { return fs.Sub(builtIn, "catalogue/"+key) }
