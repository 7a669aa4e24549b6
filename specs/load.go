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
	// maxFile bounds a connector's files. The largest known are a hundred
	// times smaller.
	maxFile = 1 << 20
	// maxFiles bounds them together, as each auth option may name one again.
	maxFiles = 4 << 20
)

// ErrNoConnector says that there is no connector at all where one was looked
// for.
var ErrNoConnector = errors.New("no such connector")

// Load loads the connector in a folder, or in a single YAML file. The error is
// [Problems], with files named from dir, or wraps ErrNoConnector.
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

// LoadFS loads the connector whose folder is fsys. source is where that comes
// from, "" for one built in. The error is [Problems].
func LoadFS(fsys fs.FS, source string) (*Connector, error) {
	l := newLoader(fsys, specFile)
	c := l.load(source)
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	return c, nil
}

// loadPath loads what is at a path: the connector, the mistakes that keep it
// from working, and the warnings that don't.
func loadPath(dir string) (c *Connector, problems, warnings Problems, err error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, nil, fmt.Errorf("%w: there is no %s", ErrNoConnector, dir)
	case err != nil:
		return nil, nil, nil, fmt.Errorf("opening the connector: %w", err)
	}
	folder, name := dir, specFile
	if !info.IsDir() {
		folder, name = filepath.Dir(dir), filepath.Base(dir)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("opening the connector: %w", err)
	}
	defer root.Close()
	source, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("opening the connector: %w", err)
	}
	l := newLoader(root.FS(), name)
	c = l.load(source)
	return c, l.problems.sorted().in(folder), l.warnings.sorted().in(folder), nil
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

// load reads the spec and what it leads to. What it gives is whole only when
// no problem was found.
func (l loader) load(source string) *Connector {
	root := l.readYAML(l.specFile)
	if root == nil {
		return nil
	}
	if !isObject(root) {
		l.problem(root, l.specFile+" describes nothing", "write name: …, parametersSchema: …, auth: {type: oauth1, …}")
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
	c.SavedRequests = l.readyCalls(source)
	if options := child(auth, "options"); options != nil {
		l.options(c, root, auth, options)
		return c
	}
	l.methods.read(c, auth)
	l.fields(c, root, auth, nil)
	addUndeclared(c)
	return c
}

// authBlock finds where the auth type and methods stand: under auth, or, in
// the newer generation of the format, at the root. It gives nil, having said
// why, when there is nothing here that we speak.
func (l loader) authBlock(root *yaml.Node) *yaml.Node {
	auth := child(root, "auth")
	switch {
	case auth == nil && (child(root, "type") != nil || child(root, "getOAuthConfig") != nil || child(root, "options") != nil):
		auth = root
	case auth == nil:
		l.problem(root, "there is no auth block", "write auth: {type: oauth1, getOAuthConfig: …, makeApiClient: …}")
		return nil
	case !isObject(auth):
		l.problem(auth, "auth is no object", "write auth: {type: oauth1, getOAuthConfig: …, makeApiClient: …}")
		return nil
	}
	kind, options := child(auth, "type"), child(auth, "options")
	switch {
	case options != nil: // each may have a type of its own
		return auth
	case isScalar(kind) && kind.Value != "oauth1":
		l.problem(kind, "this connector uses "+Quote(kind.Value), "countersign speaks OAuth 1.0a only: it takes connectors with type: oauth1")
		return nil
	case kind == nil:
		l.problem(auth, "the auth block has no type", "write type: oauth1")
		return nil
	case !isScalar(kind):
		l.problem(kind, "the auth type is no text", "write type: oauth1")
		return nil
	}
	return auth
}

// duplicateKeys notes keys that stand twice in one object of the spec, of
// which one would be lost.
func (l loader) duplicateKeys(n *yaml.Node) {
	seen := map[string]bool{}
	for i, item := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if seen[item.Value] && item.Kind == yaml.ScalarNode {
				l.problem(item, "the key "+item.Value+" stands here twice", "leave one of them out")
			}
			seen[item.Value] = true
		}
		l.duplicateKeys(item)
	}
}

// fields reads what the connector asks for: parametersSchema gives the
// connector parameters, and the first of auth.inputSchema, auth.ui.schema,
// inputSchema and ui.schema the user's inputs. Those of an auth option, nil for
// none, come on top.
func (l loader) fields(c *Connector, root, auth, option *yaml.Node) {
	const name = "the schema of inputs"
	c.Parameters = withFields(l.schema.schemaFields(child(root, "parametersSchema"), "parametersSchema"),
		l.schema.schemaFields(child(option, "parametersSchema"), "parametersSchema"))
	c.Inputs = withFields(l.schema.schemaFields(firstOf(
		child(auth, "inputSchema"), child(child(auth, "ui"), "schema"),
		child(root, "inputSchema"), child(child(root, "ui"), "schema")), name),
		l.schema.schemaFields(firstOf(child(option, "inputSchema"), child(child(option, "ui"), "schema")), name))
}
