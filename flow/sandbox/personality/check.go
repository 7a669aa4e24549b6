package personality

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"countersign/flow/sandbox/wire"
)

// Pattern is a regular expression for a whole value; "" matches anything.
type Pattern string

// Matches reports whether value matches the pattern.
func (p Pattern) Matches(value string) bool {
	return p == "" || regexp.MustCompile(p.anchored()).MatchString(value) // validated by check
}

func (p Pattern) anchored() string { return "^(?:" + string(p) + ")$" }

var placements = []string{"header", "query", "body"}

// check returns what is invalid, each with its key.
func (p *Personality) check(key string) []error {
	c := &checker{}
	c.is(p.Key == key, "key", "got %q, want the file name %q", p.Key, key)
	c.is(p.Name != "", "name", "missing")
	c.is(len(p.Sources) > 0, "sources", "missing")
	c.is(len(p.Hosts) > 0, "hosts", "missing")
	c.words(p)
	c.endpoints(p)
	c.patterns(p)
	c.answers(p)
	return c.wrong
}

type checker struct{ wrong []error }

func (c *checker) is(fine bool, key, format string, args ...any) {
	if !fine {
		c.wrong = append(c.wrong, fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...)))
	}
}

func (c *checker) word(key, word string, known ...string) {
	c.is(slices.Contains(known, word), key, "got %q, want one of %s", word, strings.Join(known, ", "))
}

func (c *checker) words(p *Personality) {
	c.word("consumerSecret", p.ConsumerSecret, "sandbox", "empty", "rsa")
	c.is(len(p.Signatures) > 0, "signatures", "missing")
	for _, s := range p.Signatures {
		c.is(slices.Contains(wire.Methods, s) || wire.IsRSA(s), "signatures", "unknown method %q", s)
	}
	for _, s := range p.TokenPlacements {
		c.word("tokenPlacements", s, placements...)
	}
	for _, s := range p.APIPlacements {
		c.word("apiPlacements", s, placements...)
	}
	c.word("version", p.Version, "optional", "required", "forbidden")
	c.word("emptyToken", p.EmptyToken, "optional", "required", "forbidden")
	c.word("bodyHash", p.BodyHash, "optional", "required")
	c.word("signedScheme", p.SignedScheme, "", "http", "https")
	c.word("callback.where", p.Callback.Where, "requestToken", "authorize", "registered", "none")
	c.is(p.Callback.Where != "registered" || p.Callback.Registered != "", "callback.registered", "missing")
	c.word("confirmed", p.Confirmed, "true", "false", "absent")
	c.word("verifier.kind", p.Verifier.Kind, "given", "none")
	c.word("outOfBand.mode", p.OutOfBand.Mode, "page", "address", "none")
	c.is(p.OutOfBand.Mode != "none" || p.OutOfBand.Reason != "", "outOfBand.why", "missing")
	c.word("refusal", p.Refusal, "denied", "problem", "emptyVerifier", "page", "none")
	c.word("reply.format", p.Reply.Format, "form", "json")
	c.word("tokenSecret", p.TokenSecret, "given", "empty")
	c.word("errors.manner", p.Errors.Format, "problem", "json", "text", "ok200")
	if name, what, isHeader := p.API.Header(); isHeader {
		c.is(name != "", "api.auth", "missing header name")
		c.word("api.auth", what, "secret", "token")
	} else {
		c.word("api.auth", p.API.Auth, "oauth1", "none", "bearer")
	}
}

// Header parses "header:NAME=secret".
func (a API) Header() (name, what string, ok bool) {
	rest, ok := strings.CutPrefix(a.Auth, "header:")
	name, what, _ = strings.Cut(rest, "=")
	return name, what, ok
}

func (c *checker) endpoints(p *Personality) {
	together := (p.RequestToken == nil) == (p.Authorize == nil) && (p.RequestToken == nil) == (p.AccessToken == nil)
	c.is(together, "requestToken", "requestToken, authorize and accessToken must be set together")
	if p.RequestToken != nil {
		c.path("requestToken.path", p.RequestToken.Path)
	}
	if p.Authorize != nil {
		c.path("authorize.path", p.Authorize.Path)
	}
	if p.AccessToken != nil {
		c.path("accessToken.path", p.AccessToken.Path)
	}
	if p.Discovery != nil {
		c.path("discovery.path", p.Discovery.Path)
		c.is(len(p.Discovery.Body) > 0, "discovery.body", "missing")
	}
	for key, a := range map[string]*Action{"renew": p.Refresh, "revoke": p.Revoke} {
		if a != nil {
			c.path(key+".path", a.Path)
			c.is(a.Method != "", key+".method", "missing")
		}
	}
}

func (c *checker) path(key, path string) {
	c.is(strings.HasPrefix(path, "/"), key, "got %q, must begin with /", path)
	c.is(!strings.Contains(path, "?"), key, "must not contain a query")
}

func (c *checker) patterns(p *Personality) {
	lists := map[string]map[string]Pattern{
		"headers": p.Headers, "tokenHeaders": p.TokenHeaders, "apiHeaders": p.APIHeaders, "requestParams.required": p.RequestParams.Required,
	}
	if p.RequestToken != nil {
		lists["requestToken.query"] = p.RequestToken.Query
	}
	if p.Authorize != nil {
		lists["authorize.query"], lists["authorize.required"] = p.Authorize.Query, p.Authorize.Required
	}
	if p.AccessToken != nil {
		lists["accessToken.query"] = p.AccessToken.Query
	}
	for i, call := range p.Requests {
		lists[fmt.Sprintf("calls[%d].query", i)] = call.Query
	}
	for key, list := range lists {
		for _, name := range slices.Sorted(maps.Keys(list)) {
			c.pattern(key+"."+name, list[name])
		}
	}
	c.pattern("nonce", p.Nonce)
	for _, allowed := range p.Callback.Allowed {
		c.pattern("callback.allowed", allowed)
	}
}

func (c *checker) pattern(key string, p Pattern) {
	_, err := regexp.Compile(p.anchored())
	c.is(err == nil, key, "%v", err)
}

func (c *checker) answers(p *Personality) {
	c.is(len(p.Requests) > 0, "calls", "missing")
	for i, call := range p.Requests {
		key := fmt.Sprintf("calls[%d]", i)
		c.path(key+".path", call.Path)
		c.is(call.Method != "", key+".method", "missing")
		c.is(len(call.Body) > 0 || call.Status == 204, key+".body", "missing")
	}
	if p.Redirect != nil {
		c.path("redirect.path", p.Redirect.Path)
		c.path("redirect.to", p.Redirect.To)
		c.is(p.Redirect.Status >= 300 && p.Redirect.Status < 400, "redirect.status", "got %d", p.Redirect.Status)
	}
	if p.Errors.Format != "problem" {
		c.is(p.Errors.Template.Body != "", "errors.template", "format %q requires status, type and body", p.Errors.Format)
	}
}
