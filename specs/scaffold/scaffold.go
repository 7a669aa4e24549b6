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

// Blueprint is what a new connector is written from. The three addresses are
// all that it needs; see [Blueprint.WithDefaults] for the rest.
type Blueprint struct {
	Key  string // its name in the catalogue: lower-case letters, digits and hyphens
	Name string // the service's, for people

	RequestTokenURI string // RFC 5849 section 2.1
	AuthorizeURI    string // section 2.2
	TokenURI        string // section 2.3
	BaseURI         string // of the API
	RegisterAt      string // the page where consumer keys are registered, https; may be empty

	TestPath string // what to get to see whose token it is, from the base URI; may be empty
	Account  string // where in the JSON answer the account's label stands, such as user.name; may be empty

	SignatureMethod string // as in [specs.Dialect], as are the following
	Placement       string
	TokenPlacement  string
	TokenMethod     string // of both token steps
	Callback        string
}

// WithDefaults fills in what was left out: the name from the authorize URI's
// host, the key from the name, the base URI from the token URI's origin, plain
// RFC 5849 for the rest. What comes of wrong addresses is of no use.
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

// check finds what the connector could not be written with.
func (b Blueprint) check() specs.Problems {
	var problems specs.Problems
	value := b.value()
	asked, rare := Fields()
	for _, f := range append(asked, rare...) {
		wrong := func(what, fix string) {
			problems = append(problems, specs.Problem{Message: f.Key + " " + what, Fix: fix})
		}
		text := value(f.Key)
		isOne := func(c specs.Choice) bool { return c.Value == text }
		switch u, err := url.Parse(text); {
		case text == "" && f.Required:
			wrong("is missing", "give it: "+f.Description)
		case text == "":
		case len(f.Choices) > 0 && !slices.ContainsFunc(f.Choices, isOne):
			wrong("can't be "+specs.Quote(text), "give "+specs.OneOf(choiceValues(f)))
		case !utf8.ValidString(text), !f.Matches(text), f.Format == "uri" && (err != nil || u.Hostname() == ""):
			wrong("can't be "+specs.Quote(text), "write it like "+f.Example)
		}
	}
	if b.Account != "" && b.TestPath == "" {
		problems = append(problems, specs.Problem{Message: "account has no answer to stand in", Fix: "give testPath too, such as /me"})
	}
	return problems
}

// Files gives the files of a new connector, by their paths from its folder,
// with slashes. It has no mistakes that Check finds. The error is [specs.Problems],
// without places.
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

// dialect lists in what the provider departs from plain RFC 5849.
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
