package specs

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// inspect reads what is known of a method's answer before it is evaluated, so
// that a mistake is told at its place in the file and not half-way through
// connecting.
func (l *methodReader) inspect(m *Method, n *yaml.Node) {
	a := newAnswer(m.Mapping.Outline())
	switch m.Name {
	case getOAuthConfig.name:
		readOAuthConfig(a)
	case makeAPIClient.name:
		readAPIClient(a)
	case testMethod.name:
		readRESTCall(a)
	}
	for _, f := range *a.findings {
		l.problems = append(l.problems, at(m.File, place(n, f), f.what, f.fix))
	}
}

// place finds the node that a finding is about, or the last one on the way to
// it that is there.
func place(n *yaml.Node, f finding) *yaml.Node {
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

// addUndeclared adds a field for every connector parameter and user's input
// that a mapping takes but no schema declares: the platform's own OAuth1
// example leaves out consumerKey and consumerSecret.
func addUndeclared(c *Connector) {
	for _, m := range []*Method{&c.OAuthConfig, &c.APIClient, c.Test} {
		if m == nil || m.Mapping == nil {
			continue
		}
		for _, r := range m.Mapping.References() {
			if len(r.Path) < 2 {
				continue
			}
			switch r.Path[0] {
			case "connectorParameters":
				c.Parameters = withField(c.Parameters, r.Path[1])
			case "connectionParameters", "connectionInput":
				c.Inputs = withField(c.Inputs, r.Path[1])
			}
		}
	}
}

// withField adds a plain field unless there is one of that key.
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
