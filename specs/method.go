package specs

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping"
	"countersign/specs/script"
)

// suffixes are the file names of each way to write a method, after the
// method's own. A bare .yml is a mapping only when nothing else fits, so that
// mappings come last.
var suffixes = []suffix{
	{RESTMapping, []string{".rest.yml", ".api.yml"}},
	{OperationMapping, []string{".op.yml"}},
	{"graphql-api-mapping", []string{".graphql.yml"}},
	{JavaScript, []string{".js", ".ts"}},
	{Mapping, []string{".map.yml", ".yml"}},
}

type suffix struct {
	implementation string
	names          []string
}

// methodSpec is what the format says of a method.
type methodSpec struct {
	name            string
	files           []string // base names, in kebab-case as the platform has it
	implementations []string
}

var (
	getOAuthConfig = methodSpec{"getOAuthConfig", []string{"get-oauth-config", "oauth-config"}, []string{Mapping, JavaScript}}
	makeAPIClient  = methodSpec{"makeApiClient", []string{"make-api-client"}, []string{Mapping, JavaScript}}
	testMethod     = methodSpec{"test", []string{"test"}, []string{RESTMapping, JavaScript, OperationMapping}}
	refreshMethod  = methodSpec{"refreshCredentials", []string{"refresh-credentials"}, []string{JavaScript}}
	disconnect     = methodSpec{"disconnect", []string{"disconnect"}, []string{JavaScript}}
)

// waysToWrite lists how a method is best written.
func (s methodSpec) waysToWrite() string {
	return OneOf(s.implementations[:min(2, len(s.implementations))])
}

// methodReader reads the methods of the auth block.
type methodReader struct {
	*source
	option string // the auth option that is being read
}

// read reads the methods that the format has for OAuth1.
func (l *methodReader) read(c *Connector, auth *yaml.Node) {
	if m := l.method(auth, getOAuthConfig, true); m != nil {
		c.OAuthConfig = *m
	}
	if m := l.method(auth, makeAPIClient, true); m != nil {
		c.APIClient = *m
	}
	c.Test = l.method(auth, testMethod, false)
	c.Refresh = l.method(auth, refreshMethod, false)
	c.Disconnect = l.method(auth, disconnect, false)
}

// method reads one method; nil when there is none, or a problem was noted.
func (l *methodReader) method(auth *yaml.Node, spec methodSpec, required bool) *Method {
	n := child(auth, spec.name)
	implementation := ""
	if n != nil {
		if !isObject(n) {
			l.problem(n, spec.name+" is no object", "write "+spec.name+": {implementationType: "+spec.implementations[0]+"}")
			return nil
		}
		if implementation = l.text(n, "implementationType"); implementation == "" {
			implementation = l.text(n, "type")
		}
	}
	switch {
	case implementation == "not-supported":
		if required {
			l.problem(n, spec.name+" is not-supported", "every connector needs it: write it as a mapping")
		}
		return nil
	case implementation != "" && firstSuffix(implementation) == "":
		l.problem(n, "there is no implementationType "+Quote(implementation), "write "+spec.waysToWrite())
		return nil
	}
	where := l.locate(n, spec, implementation)
	if where == nil {
		l.missing(auth, n, spec, implementation, required)
		return nil
	}
	return l.readMethod(auth, spec, *where)
}

// body is where a method stands: inline in the spec, or in a file.
type body struct {
	implementation string
	file           string
	inline         *yaml.Node // nil: the whole file
	place          *yaml.Node // of the spec, to name in a problem; nil when the spec does not name the method
}

// locate finds where a method stands.
func (l *methodReader) locate(n *yaml.Node, spec methodSpec, implementation string) *body {
	if inline := child(n, "mapping"); inline != nil {
		if implementation == "" {
			implementation = spec.implementations[0]
		}
		return &body{implementation, l.specFile, inline, inline}
	}
	if inline := child(n, "code"); inline != nil {
		return &body{JavaScript, l.specFile, inline, inline}
	}
	if file := l.text(n, "filePath"); file != "" {
		file = path.Clean(strings.TrimPrefix(file, "./"))
		if implementation == "" {
			implementation = implementationOf(file)
		}
		return &body{implementation, file, nil, n}
	}
	if l.option != "" {
		if b := l.locateIn("auth/"+l.option+"/", n, spec, implementation); b != nil {
			return b
		}
	}
	return l.locateIn("auth/", n, spec, implementation)
}

// locateIn finds a method's file in a folder.
func (l *methodReader) locateIn(folder string, n *yaml.Node, spec methodSpec, implementation string) *body {
	for _, s := range suffixes {
		if implementation != "" && s.implementation != implementation {
			continue
		}
		for _, base := range spec.files {
			for _, name := range s.names {
				if file := folder + base + name; l.exists(file) {
					return &body{s.implementation, file, nil, n}
				}
			}
		}
	}
	return nil
}

// implementationOf tells by a file's name how it is written.
func implementationOf(file string) string {
	for _, s := range suffixes {
		if slices.ContainsFunc(s.names, func(name string) bool { return strings.HasSuffix(file, name) }) {
			return s.implementation
		}
	}
	return ""
}

// missing notes that a method stands nowhere.
func (l *methodReader) missing(auth, n *yaml.Node, spec methodSpec, implementation string, required bool) {
	if n == nil && !required {
		return
	}
	place := auth
	if n != nil {
		place = n
	}
	if implementation == "" {
		implementation = spec.implementations[0]
	}
	if other := l.locate(nil, spec, ""); other != nil && other.implementation != implementation {
		l.problem(place, fmt.Sprintf("%s is said to be a %s, but there is %s", spec.name, implementation, other.file),
			"write implementationType: "+other.implementation)
		return
	}
	l.problem(place, spec.name+" is not there", "write auth/"+spec.files[0]+firstSuffix(implementation))
}

func firstSuffix(implementation string) string {
	for _, s := range suffixes {
		if s.implementation == implementation {
			return s.names[0]
		}
	}
	return ""
}

// readMethod reads a method from where it stands.
func (l *methodReader) readMethod(auth *yaml.Node, spec methodSpec, b body) *Method {
	m := &Method{Name: spec.name, Implementation: b.implementation, File: b.file}
	n := b.inline
	if n == nil && b.implementation != JavaScript && b.implementation != OperationMapping {
		if n = l.readYAML(b.file); n == nil {
			return nil
		}
	}
	if spec.name == testMethod.name && b.implementation == Mapping && child(n, "path") != nil {
		m.Implementation = RESTMapping // the docs write it so
	}
	if !slices.Contains(spec.implementations, m.Implementation) {
		place := b.place
		if place == nil {
			place = auth
		}
		l.problem(place, fmt.Sprintf("%s can't be a %s", spec.name, m.Implementation), "write it as "+spec.waysToWrite())
		return nil
	}
	switch m.Implementation {
	case Mapping:
		l.readMapping(m, n)
	case RESTMapping:
		l.readREST(m, n)
	case JavaScript:
		l.readScript(m, b)
	}
	return m
}

// readMapping compiles a mapping, its responseHandlers apart: they are
// evaluated later, with a response.
func (l *methodReader) readMapping(m *Method, n *yaml.Node) {
	if m.Name == makeAPIClient.name {
		n = l.takeHandlers(m, n)
	}
	m.Mapping = l.compile(m.File, n)
	if m.Mapping != nil {
		l.inspect(m, n)
	}
}

// readREST compiles a REST mapping, its responseMapping apart.
func (l *methodReader) readREST(m *Method, n *yaml.Node) {
	if response := child(n, "responseMapping"); response != nil {
		m.Response = l.compile(m.File, response)
		n = without(n, "responseMapping")
	}
	m.Mapping = l.compile(m.File, n)
	if m.Mapping != nil {
		l.inspect(m, n)
	}
}

func (l *methodReader) compile(file string, n *yaml.Node) *mapping.Mapping {
	compiled, err := mapping.Compile(file, n)
	var mistakes mapping.Problems
	if errors.As(err, &mistakes) {
		l.problems = append(l.problems, fromMapping(mistakes)...)
		return nil
	}
	l.warnings = append(l.warnings, fromMapping(compiled.Warnings())...)
	return compiled
}

// readScript reads JavaScript or TypeScript and what it imports, and sees that
// it parses.
func (l *methodReader) readScript(m *Method, b body) {
	text := ""
	if b.inline != nil {
		if !isScalar(b.inline) {
			l.problem(b.inline, "the code of "+m.Name+" is no text", "write code: | and the script below, indented")
			return
		}
		text = inlineCode(b.inline)
	} else {
		read, ok := l.source.read(b.file)
		if !ok {
			return
		}
		text = string(read)
	}
	source, err := script.Parse(m.File, text, l.script)
	var e *script.Error
	switch {
	case err == nil:
		m.Code, m.Imports = source.Text, source.Files
	case errors.Is(err, script.ErrTooLarge):
		l.problems = append(l.problems, Problem{m.File, 1, 1, err.Error(), "a method is short; keep what it needs not elsewhere"})
	case errors.As(err, &e):
		l.problems = append(l.problems, Problem{e.File, max(e.Line, 1), max(e.Column, 1), "the script does not parse: " + e.Message, "mend it"})
	default:
		l.problems = append(l.problems, Problem{m.File, 1, 1, "the script can't be parsed: " + err.Error(), "try again"})
	}
}

// script gives a script of the connector that another imports.
func (l *methodReader) script(name string) (string, bool) {
	if !l.exists(name) {
		return "", false
	}
	text, ok := l.source.read(name)
	return string(text), ok
}

// inlineCode gives a script that stands in the spec, with empty lines before
// it, so that the lines of its errors are the file's.
func inlineCode(n *yaml.Node) string {
	above := n.Line - 1
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		above = n.Line // the text starts below the |
	}
	return strings.Repeat("\n", above) + n.Value
}
