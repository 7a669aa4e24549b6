package scaffold

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"text/template"
	"unicode/utf8"

	"countersign/internal/text"
	"countersign/specs"
)

// Blueprint describes a new connector. Only the three URIs are required; see [Blueprint.WithDefaults] for the rest.
type Blueprint struct {
	Key  string // in the catalogue: lowercase letters, digits and hyphens
	Name string // of the service

	RequestTokenURI string // RFC 5849 section 2.1
	AuthorizeURI    string // section 2.2
	TokenURI        string // section 2.3
	BaseURI         string // of the API
	RegisterAt      string // the page for registering consumer keys, https; can be empty

	TestPath string // of a GET request that identifies the account, relative to the base URI; can be empty
	Account  string // locator of the account's label in the JSON response, such as user.name; can be empty

	SignatureMethod string // as in [specs.Dialect], like the following
	Placement       string
	TokenPlacement  string
	TokenMethod     string // of both token requests
	Callback        string
}

// WithDefaults fills in what is empty: the name from the host of the authorize URI, the key from the name, the base URI
// from the origin of the token URI, and plain RFC 5849 for the rest.
func (b Blueprint) WithDefaults() Blueprint {
	b.Name = cmp.Or(text.SafeLine(b.Name), nameOfHost(hostname(b.AuthorizeURI)))
	b.Key = cmp.Or(slug(b.Key), slug(b.Name), slug(nameOfHost(hostname(b.AuthorizeURI))), "service")
	b.BaseURI = cmp.Or(b.BaseURI, origin(b.TokenURI))
	b.SignatureMethod = cmp.Or(b.SignatureMethod, specs.SignatureMethods[0])
	b.Placement = cmp.Or(b.Placement, "header")
	b.TokenPlacement = cmp.Or(b.TokenPlacement, "header")
	b.TokenMethod = cmp.Or(b.TokenMethod, "POST")
	b.Callback = cmp.Or(b.Callback, "loopback")
	b.TestPath = strings.ReplaceAll(b.TestPath, "{{", "%7B%7B") // a variable in other programs' .http files
	if b.TestPath != "" && !strings.HasPrefix(b.TestPath, "/") && !strings.Contains(b.TestPath, "://") {
		b.TestPath = "/" + b.TestPath
	}
	return b
}

// check finds invalid values.
func (b Blueprint) check() specs.Problems {
	var problems specs.Problems
	parts := b.parts()
	asked, rare := Fields()
	for _, f := range append(asked, rare...) {
		wrong := func(message, fix string) {
			problems = append(problems, specs.Problem{Message: f.Key + " " + message, Fix: fix})
		}
		text := *parts[f.Key]
		isOne := func(c specs.Choice) bool { return c.Value == text }
		switch u, err := url.Parse(text); {
		case text == "" && f.Required:
			wrong("is missing", "set it, such as "+f.Example)
		case text == "":
		case len(f.Choices) > 0 && !slices.ContainsFunc(f.Choices, isOne):
			wrong("can't be "+specs.Quote(text), "use "+specs.OneOf(choiceValues(f)))
		case !utf8.ValidString(text), !f.Matches(text), f.Format == "uri" && (err != nil || u.Hostname() == ""):
			wrong("can't be "+specs.Quote(text), "write it like "+f.Example)
		}
	}
	if b.Account != "" && b.TestPath == "" {
		problems = append(problems, specs.Problem{Message: "account has no effect without testPath", Fix: "set testPath too, such as /me"})
	}
	return problems
}

// Files gives the files of a new connector by their paths in its folder, with slashes. [specs.Check] finds no problems in
// it. The error is [specs.Problems] without positions.
func Files(b Blueprint) (map[string]string, error) {
	b = b.WithDefaults()
	if problems := b.check(); len(problems) > 0 {
		return nil, problems
	}
	plan := struct {
		Blueprint
		RSA     bool
		Dialect []specs.Pair
		AppURI  string
	}{b, strings.HasPrefix(b.SignatureMethod, "RSA-"), b.dialect(), origin(b.AuthorizeURI)}
	files := map[string]string{}
	for path, text := range templates {
		if path == "auth/test.js" && b.TestPath == "" {
			continue
		}
		var out strings.Builder
		parsed := template.Must(template.New(path).Funcs(funcs).Parse(text))
		if err := parsed.Execute(&out, plan); err != nil {
			return nil, err
		}
		files[path] = out.String()
	}
	return files, nil
}

// dialect lists how the provider departs from plain RFC 5849.
func (b Blueprint) dialect() []specs.Pair {
	plain := Blueprint{}.WithDefaults()
	var keys []specs.Pair
	for _, key := range []struct{ name, value, plain string }{
		{"signatureMethod", b.SignatureMethod, plain.SignatureMethod},
		{"placement", b.Placement, plain.Placement},
		{"tokenPlacement", b.TokenPlacement, plain.TokenPlacement},
		{"requestTokenMethod", b.TokenMethod, plain.TokenMethod},
		{"tokenMethod", b.TokenMethod, plain.TokenMethod},
		{"callback", b.Callback, plain.Callback},
	} {
		if key.value != key.plain {
			keys = append(keys, specs.Pair{Name: key.name, Value: key.value})
		}
	}
	return keys
}

func choiceValues(f specs.Field) []string {
	values := make([]string, len(f.Choices))
	for i, c := range f.Choices {
		values[i] = c.Value
	}
	return values
}
