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

// suffixes are the file name suffixes of each implementation. Mappings come last: a bare .yml is a mapping only if nothing
// else matches.
var suffixes = []struct {
	implementation string
	names          []string
}{
	{RESTMapping, []string{".rest.yml", ".api.yml"}},
	{OperationMapping, []string{".op.yml"}},
	{"graphql-api-mapping", []string{".graphql.yml"}},
	{JavaScript, []string{".js", ".ts"}},
	{Mapping, []string{".map.yml", ".yml"}},
}

// methodSpec is what the format says about a method.
type methodSpec struct {
	name            string
	files           []string // base names
	implementations []string
}

var (
	getOAuthConfig = methodSpec{"getOAuthConfig", []string{"get-oauth-config", "oauth-config"}, []string{Mapping, JavaScript}}
	makeAPIClient  = methodSpec{"makeApiClient", []string{"make-api-client"}, []string{Mapping, JavaScript}}
	testMethod     = methodSpec{"test", []string{"test"}, []string{RESTMapping, JavaScript, OperationMapping}}
	refreshMethod  = methodSpec{"refreshCredentials", []string{"refresh-credentials"}, []string{JavaScript}}
	disconnect     = methodSpec{"disconnect", []string{"disconnect"}, []string{JavaScript}}
)

// suggestion lists the recommended implementations.
func (s methodSpec) suggestion() string {
	return OneOf(s.implementations[:min(2, len(s.implementations))])
}

// methodReader reads the methods of the auth block.
type methodReader struct {
	*source
	option string // the key of the authentication option
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

// method reads one method; nil if there is none, or after reporting a problem.
func (l *methodReader) method(auth *yaml.Node, spec methodSpec, required bool) *Method {
	n := child(auth, spec.name)
	implementation := ""
	if n != nil {
		if !isObject(n) {
			l.problem(n, spec.name+" is not an object", "write "+spec.name+": {implementationType: "+spec.implementations[0]+"}")
			return nil
		}
		if implementation = l.text(n, "implementationType"); implementation == "" {
			implementation = l.text(n, "type")
		}
	}
	switch {
	case implementation == "not-supported":
		if required {
			l.problem(n, spec.name+" is not-supported, but every connector needs it", "write it as a mapping")
		}
		return nil
	case implementation != "" && firstSuffix(implementation) == "":
		l.problem(n, "unknown implementationType "+Quote(implementation), "write "+spec.suggestion())
		return nil
	}
	where := l.locate(n, spec, implementation)
	if where == nil {
		l.missing(auth, n, spec, implementation, required)
		return nil
	}
	return l.readMethod(auth, spec, *where)
}

// body is where the body of a method is: inline in the spec file, or in a file.
type body struct {
	implementation string
	file           string
	inline         *yaml.Node // nil: the whole file
	position       *yaml.Node // in the spec file, for problems; nil if the spec file doesn't mention the method
}

// locate finds the body of a method.
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

// locateIn finds the file of a method in a folder.
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

// implementationOf gives the implementation for a file name; "" if unknown.
func implementationOf(file string) string {
	for _, s := range suffixes {
		if slices.ContainsFunc(s.names, func(name string) bool { return strings.HasSuffix(file, name) }) {
			return s.implementation
		}
	}
	return ""
}

// missing reports a method without a body.
func (l *methodReader) missing(auth, n *yaml.Node, spec methodSpec, implementation string, required bool) {
	if n == nil && !required {
		return
	}
	if implementation == "" {
		implementation = spec.implementations[0]
	}
	if other := l.locate(nil, spec, ""); other != nil && other.implementation != implementation {
		l.problem(firstOf(n, auth), fmt.Sprintf("%s has implementationType %s, but its file is %s", spec.name, implementation, other.file),
			"write implementationType: "+other.implementation)
		return
	}
	l.problem(firstOf(n, auth), spec.name+" is missing", "create auth/"+spec.files[0]+firstSuffix(implementation))
}

func firstSuffix(implementation string) string {
	for _, s := range suffixes {
		if s.implementation == implementation {
			return s.names[0]
		}
	}
	return ""
}

// readMethod reads the body of a method.
func (l *methodReader) readMethod(auth *yaml.Node, spec methodSpec, b body) *Method {
	m := &Method{Name: spec.name, Implementation: b.implementation, File: b.file}
	n := b.inline
	if n == nil && b.implementation != JavaScript && b.implementation != OperationMapping {
		if n = l.readYAML(b.file); n == nil {
			return nil
		}
	}
	if spec.name == testMethod.name && b.implementation == Mapping && child(n, "path") != nil {
		m.Implementation = RESTMapping // as in the platform's documentation
	}
	if !slices.Contains(spec.implementations, m.Implementation) {
		l.problem(firstOf(b.position, auth), fmt.Sprintf("%s can't be a %s", spec.name, m.Implementation), "write it as "+spec.suggestion())
		return nil
	}
	switch m.Implementation {
	case Mapping:
		if m.Name == makeAPIClient.name {
			n = l.takeHandlers(m, n)
		}
		l.readMapping(m, n)
	case RESTMapping:
		if response := child(n, "responseMapping"); response != nil { // evaluated later, with a response
			m.Response = l.compile(m.File, response)
			n = without(n, "responseMapping")
		}
		l.readMapping(m, n)
	case JavaScript:
		l.readScript(m, b)
	}
	return m
}

func (l *methodReader) readMapping(m *Method, n *yaml.Node) {
	m.Mapping = l.compile(m.File, n)
	if m.Mapping != nil {
		l.inspect(m, n)
	}
}

func (l *methodReader) compile(file string, n *yaml.Node) *mapping.Mapping {
	compiled, err := mapping.Compile(file, n)
	var problems Problems
	if errors.As(err, &problems) {
		l.problems = append(l.problems, problems...)
		return nil
	}
	l.warnings = append(l.warnings, compiled.Warnings()...)
	return compiled
}

// readScript reads a script and its imports, and checks that they parse.
func (l *methodReader) readScript(m *Method, b body) {
	var text string
	if b.inline != nil {
		if !isScalar(b.inline) {
			l.problem(b.inline, "the code of "+m.Name+" is not a string", "write code: | and the script below it, indented")
			return
		}
		text = inlineCode(b.inline)
	} else {
		content, ok := l.source.read(b.file)
		if !ok {
			return
		}
		text = string(content)
	}
	source, err := script.Parse(m.File, text, l.script)
	var e *script.Error
	switch {
	case err == nil:
		m.Code, m.Imports = source.Text, source.Files
	case errors.Is(err, script.ErrTooLarge):
		l.problems = append(l.problems, problemAt(m.File, 1, 1, err.Error(), "shorten it"))
	case errors.As(err, &e):
		l.problems = append(l.problems, problemAt(e.File, max(e.Line, 1), max(e.Column, 1), "invalid script: "+e.Message, "correct it"))
	default:
		l.problems = append(l.problems, problemAt(m.File, 1, 1, "cannot parse the script: "+err.Error(), "try again"))
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

// inlineCode gives an inline script, with empty lines before it, so that its errors have the lines of the file.
func inlineCode(n *yaml.Node) string {
	above := n.Line - 1
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		above = n.Line // the text starts below the |
	}
	return strings.Repeat("\n", above) + n.Value
}
