package specs

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

const (
	specFile = "spec.yml"
	maxFile  = 1 << 20 // bytes of one file; the largest known is a hundred times smaller
	maxFiles = 4 << 20 // bytes of all files: each authentication option can name one again
)

// ErrNoConnector means that there is no connector of that key or path.
var ErrNoConnector = errors.New("no such connector")

// Load loads the connector in a folder, or in a single YAML file. The error is [Problems], with files relative to the
// working directory, or wraps ErrNoConnector.
func Load(dir string) (*Connector, error) {
	c, problems, _, err := loadPath(dir)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return c, nil
}

// LoadFS loads the connector whose folder is fsys. source is its path, "" for a built-in one. The error is [Problems].
func LoadFS(fsys fs.FS, source string) (*Connector, error) {
	l := newLoader(fsys, specFile)
	c := l.load(source)
	if len(l.problems) > 0 {
		return nil, sorted(l.problems)
	}
	return c, nil
}

// loadPath loads the connector at a path, with its problems and its warnings.
func loadPath(dir string) (c *Connector, problems, warnings Problems, err error) {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil, fmt.Errorf("%w: %s", ErrNoConnector, dir)
	}
	folder, name := dir, specFile
	if err == nil && !info.IsDir() {
		folder, name = filepath.Dir(dir), filepath.Base(dir)
	}
	var root *os.Root
	if err == nil {
		root, err = os.OpenRoot(folder)
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("cannot open the connector: %w", err)
	}
	defer root.Close()
	source, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("cannot open the connector: %w", err)
	}
	l := newLoader(root.FS(), name)
	c = l.load(source)
	return c, inFolder(sorted(l.problems), folder), inFolder(sorted(l.warnings), folder), nil
}

// loader reads one connector.
type loader struct {
	*source
	methods methodReader
	schema  schemaReader
}

func newLoader(fsys fs.FS, specFile string) loader {
	s := &source{fsys: fsys, specFile: specFile}
	return loader{s, methodReader{source: s}, schemaReader{s}}
}

// load reads the connector. The result is complete only if there are no problems.
func (l loader) load(source string) *Connector {
	root := l.readYAML(l.specFile)
	if root == nil {
		return nil
	}
	if !isObject(root) {
		l.problem(root, l.specFile+" is not an object", "write name: …, parametersSchema: …, auth: {type: oauth1, …}")
		return nil
	}
	l.duplicateKeys(root)
	auth := l.authBlock(root)
	if auth == nil {
		return nil
	}
	c := &Connector{
		Key: l.text(root, "key"), Name: l.text(root, "name"),
		Description: cmp.Or(l.text(root, "description"), l.text(auth, "description"), l.text(child(root, "ui"), "description")),
		AppURI:      l.text(root, "appUri"),
		DocsURI:     l.text(root, "apiDocsUri"),
		HelpURI:     cmp.Or(l.text(root, "helpUri"), l.text(child(auth, "ui"), "helpUri"), l.text(child(root, "ui"), "helpUri")),
		Source:      source,
	}
	if c.Key == "" && source != "" {
		c.Key = strings.TrimSuffix(filepath.Base(source), filepath.Ext(source))
	}
	c.Name = cmp.Or(c.Name, c.Key)
	blockReader{l.source}.read(c, root)
	c.SavedRequests = l.savedRequests(source)
	if options := child(auth, "options"); options != nil {
		l.options(c, root, auth, options)
		return c
	}
	l.methods.read(c, auth)
	l.fields(c, root, auth, nil)
	addUndeclared(c)
	return c
}

// authBlock finds the object with the auth type and methods: auth or, in the newer generation of the format, the root. It
// gives nil after reporting a problem.
func (l loader) authBlock(root *yaml.Node) *yaml.Node {
	const fix = "write auth: {type: oauth1, getOAuthConfig: …, makeApiClient: …}"
	auth := child(root, "auth")
	switch {
	case auth == nil && firstOf(child(root, "type"), child(root, "getOAuthConfig"), child(root, "options")) != nil:
		auth = root
	case auth == nil:
		l.problem(root, "missing auth block", fix)
		return nil
	case !isObject(auth):
		l.problem(auth, "auth is not an object", fix)
		return nil
	}
	kind := child(auth, "type")
	switch {
	case child(auth, "options") != nil: // each can have its own type
		return auth
	case kind == nil:
		l.problem(auth, "the auth block has no type", "write type: oauth1")
		return nil
	case !isScalar(kind):
		l.problem(kind, "the auth type is not a string", "write type: oauth1")
		return nil
	case kind.Value != "oauth1":
		l.problem(kind, "unsupported auth type "+Quote(kind.Value), "countersign supports OAuth 1.0a only (type: oauth1)")
		return nil
	}
	return auth
}

// duplicateKeys reports duplicate keys of an object, of which one would be lost.
func (l loader) duplicateKeys(n *yaml.Node) {
	seen := map[string]bool{}
	for i, item := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if seen[item.Value] && item.Kind == yaml.ScalarNode {
				l.problem(item, fmt.Sprintf("duplicate key %q", item.Value), "remove one of them")
			}
			seen[item.Value] = true
		}
		l.duplicateKeys(item)
	}
}

// fields reads what the connector asks for: parametersSchema gives the connector parameters, and the first of
// auth.inputSchema, auth.ui.schema, inputSchema and ui.schema the user's inputs. Those of an option, which can be nil,
// are added.
func (l loader) fields(c *Connector, root, auth, option *yaml.Node) {
	const parameters, inputs = "parametersSchema", "the input schema"
	c.Parameters = withFields(l.schema.schemaFields(child(root, parameters), parameters),
		l.schema.schemaFields(child(option, parameters), parameters))
	c.Inputs = withFields(l.schema.schemaFields(firstOf(
		child(auth, "inputSchema"), child(child(auth, "ui"), "schema"),
		child(root, "inputSchema"), child(child(root, "ui"), "schema")), inputs),
		l.schema.schemaFields(firstOf(child(option, "inputSchema"), child(child(option, "ui"), "schema")), inputs))
}
