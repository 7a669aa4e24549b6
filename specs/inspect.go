package specs

import (
	"slices"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping"
)

// inspect decodes what is known of a method's result before it is evaluated, so that a problem is reported at its
// position in the file, and not in the middle of connecting.
func (l *methodReader) inspect(m *Method, n *yaml.Node) {
	r := newResult(m.Mapping.Outline())
	switch m.Name {
	case getOAuthConfig.name:
		readOAuthConfig(r)
	case makeAPIClient.name:
		readAPIClient(r)
	case testMethod.name:
		readRESTRequest(r)
	}
	for _, f := range *r.findings {
		l.problemIn(m.File, position(n, f), f.message, f.fix)
	}
}

// position finds the node that a finding is about, or the last one on its path that exists.
func position(n *yaml.Node, f finding) *yaml.Node {
	for i, name := range f.path {
		key, value := entry(n, name)
		switch {
		case key == nil:
			return n
		case f.atKey && i == len(f.path)-1:
			return key
		}
		n = value
	}
	return n
}

// addUndeclared adds a field for every connector parameter and user's input that a mapping reads but no schema declares:
// the platform's own OAuth1 example omits consumerKey and consumerSecret.
func addUndeclared(c *Connector) {
	for _, m := range []*Method{&c.OAuthConfig, &c.APIClient, c.Test} {
		if m == nil || m.Mapping == nil {
			continue
		}
		for _, key := range references(m.Mapping, "connectorParameters") {
			c.Parameters = withField(c.Parameters, key)
		}
		for _, key := range references(m.Mapping, "connectionParameters", "connectionInput") {
			c.Inputs = withField(c.Inputs, key)
		}
	}
}

// references lists the properties of the named variables that a mapping reads, each once.
func references(m *mapping.Mapping, variables ...string) []string {
	var keys []string
	for _, r := range m.References() {
		if len(r.Path) > 1 && slices.Contains(variables, r.Path[0]) && !slices.Contains(keys, r.Path[1]) {
			keys = append(keys, r.Path[1])
		}
	}
	return keys
}

// withField adds a plain field unless there is one with that key.
func withField(fields []Field, key string) []Field {
	if slices.ContainsFunc(fields, func(f Field) bool { return f.of(key) }) {
		return fields
	}
	return append(fields, Field{
		Key: key, Title: titleOf(key), Type: "string",
		Required: slices.Contains([]string{"consumerKey", "consumerSecret", "accessToken", "accessTokenSecret"}, key),
		Secret:   secretName(key),
	})
}
