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

// Catalogue is the connectors at hand: those built in, and those in the
// user's own folder, each a folder with a spec.yml or a single .yml file.
// Nothing is kept between calls, so that a changed file shows at once.
type Catalogue struct{ userDir string }

// NewCatalogue makes the catalogue of the built-in connectors and those in
// userDir, which need not be there; "" for the built-in ones alone. It reads
// nothing yet.
func NewCatalogue(userDir string) *Catalogue { return &Catalogue{userDir} }

// Entry is one connector of the catalogue. When it has mistakes, Connector is
// nil and Err tells them.
type Entry struct {
	Key, Name, Description string
	Source                 string // "" when built in, else a path
	Connector              *Connector
	Err                    error
}

// List gives every connector, broken ones too: the sandbox first, the others
// by name. A user's connector stands in for the built-in one of its key.
func (c *Catalogue) List() []Entry {
	entries := c.userEntries()
	for _, key := range builtInKeys() {
		if !slices.ContainsFunc(entries, func(e Entry) bool { return e.Key == key }) {
			connector, err := loadBuiltIn(key)
			entries = append(entries, newEntry(key, "", connector, err))
		}
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Key, b.Key))
	})
	return entries
}

func rank(e Entry) int {
	if e.Key == sandboxKey {
		return 0
	}
	return 1
}

// Open loads a connector by its key, a user's before a built-in one, or by
// the path of its folder or file: what has a separator in it, or starts with
// a dot. The error is [Problems] or wraps ErrNoConnector.
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
	return nil, fmt.Errorf("%w: the catalogue has no %s", ErrNoConnector, Quote(ref))
}

// Check finds every mistake of the connector that Open would load, warnings
// included. The error says that there is none such, or that it can't be read.
func (c *Catalogue) Check(ref string) (Problems, error) {
	path := ref
	if !isPath(ref) {
		path = c.userPath(ref)
	}
	if path != "" {
		return checkPath(path)
	}
	if !slices.Contains(builtInKeys(), ref) {
		return nil, fmt.Errorf("%w: the catalogue has no %s", ErrNoConnector, Quote(ref))
	}
	l := newLoader(builtInFolder(ref), specFile)
	l.load("")
	return append(l.problems, l.warnings...).sorted(), nil
}

// Check finds every mistake of the connector in a folder or file, warnings
// included: what works as the platform would do it, though surely not as
// meant. Files are named from dir.
func Check(dir string) Problems {
	problems, err := checkPath(dir)
	if err != nil {
		return Problems{{File: dir, Line: 1, Column: 1, Message: err.Error(), Fix: "give the folder that holds spec.yml"}}
	}
	return problems
}

func checkPath(path string) (Problems, error) {
	_, problems, warnings, err := loadPath(path)
	return append(problems, warnings...).sorted(), err
}

func isPath(ref string) bool {
	return strings.ContainsAny(ref, `/`+string(filepath.Separator)) || strings.HasPrefix(ref, ".")
}

// userPath finds a key in the user's folder; "" when it is not there.
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

// userEntries reads the user's folder. That it can't be read is an entry of
// its own, as the connectors in it would otherwise be missed without a word.
func (c *Catalogue) userEntries() []Entry {
	if c.userDir == "" {
		return nil
	}
	files, err := os.ReadDir(c.userDir)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return []Entry{newEntry(filepath.Base(c.userDir), c.userDir, nil, fmt.Errorf("reading your folder of connectors: %w", err))}
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

// loadUser loads a user's connector under the key that its place gives it.
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
		panic(err) // it is part of the program
	}
	var keys []string
	for _, folder := range folders {
		if folder.IsDir() { // README.md is the table of them
			keys = append(keys, folder.Name())
		}
	}
	return keys
}

func builtInFolder(key string) fs.FS {
	folder, err := fs.Sub(builtIn, "catalogue/"+key)
	if err != nil {
		panic(err) // only a key that is no path at all
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

// watchedFiles bounds how many files of one connector are looked at. Those
// built in have five.
const watchedFiles = 1000

// UserDir is the user's own folder of connectors; "" when there is none.
func (c *Catalogue) UserDir() string { return c.userDir }

// Fingerprint changes whenever a file of a user's connector does. It costs one
// stat a file and reads none; what can't be looked at counts as not there.
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
		if target, err := filepath.EvalSymlinks(path); err == nil { // a link to where it is worked on
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
