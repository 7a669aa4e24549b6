package flow_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/requestfile"
)

func variablesConnection(t *testing.T) *flow.Connection {
	t.Helper()
	p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	p.reply = "&user_nsid=12%4034&screen_name=anna&oauth_session_handle=made-up-handle&echo=sample-secret-2"
	return connected(t, newManager(t), p, "")
}

func TestVariablesComeFromTheConnectionAndTheFile(t *testing.T) {
	t.Parallel()
	c := variablesConnection(t)
	s := c.Scope([]flow.Pair{{Name: "host", Value: "x.example"}, {Name: "base", Value: "https://{{host}}/{{screen_name}}"}, {Name: "consumerKey", Value: "own"}})
	for text, want := range map[string]string{
		"none":                           "none",
		"{{connection}} {{ connector }}": "sample Sample",
		"{{user_nsid}}/{{base}}":         "12@34/https://x.example/anna",
		"{{consumerKey}}":                "own",
		"{{}} {{ a b }} {{a":             "{{}} {{ a b }} {{a",
		`{"a":{"b":{}}}`:                 `{"a":{"b":{}}}`,
		"{{baseUri}}/me":                 c.BaseURI() + "/me",
	} {
		if got, err := s.Expand(text); err != nil || got != want {
			t.Errorf("%s became %q, %v", text, got, err)
		}
	}
	if got, err := c.Scope(nil).Expand("{{consumerKey}}"); err != nil || got != "sample-key" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestFreshVariablesAreNewEachTime(t *testing.T) {
	t.Parallel()
	s := variablesConnection(t).Scope(nil)
	for text, pattern := range map[string]string{
		"{{$uuid}}":                `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`,
		"{{$timestamp}}":           `^\d{10}$`,
		"{{$isoTimestamp}}":        `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`,
		"{{$randomInt}}":           `^\d{1,3}$`,
		"{{$randomInt 5 7}}":       `^[56]$`,
		"{{$randomInt 5 5}}":       `^5$`,
		"{{ $randomInt -3 -2 }}":   `^-3$`,
		"{{$guid}}{{$randomInt}}x": `-.*\d{1,3}x$`,
	} {
		if got, err := s.Expand(text); err != nil || !regexp.MustCompile(pattern).MatchString(got) {
			t.Errorf("%s became %q, %v", text, got, err)
		}
	}
	one, _ := s.Expand("{{$uuid}}")
	two, _ := s.Expand("{{$uuid}}")
	if one == two {
		t.Error("the same UUID came twice")
	}
	if got, err := s.Preview("a/{{$uuid}}/{{connection}}"); err != nil || got != "a/<$uuid>/sample" {
		t.Errorf("previewed as %q, %v", got, err)
	}
}

func TestAnUnknownVariableIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	s := variablesConnection(t).Scope(nil)
	_, err := s.Expand("ä {{connection}}\n  {{nothing}}")
	var unknown *requestfile.UnknownVariable
	if !errors.As(err, &unknown) || unknown.Name != "nothing" || unknown.Line != 2 || unknown.Column != 3 {
		t.Errorf("got %v", err)
	}
	if _, err := s.Preview("{{$never}}"); err == nil {
		t.Error("an unknown one was previewed")
	}
}

func TestSecretsAreNoVariables(t *testing.T) {
	t.Parallel()
	s := variablesConnection(t).Scope(nil)
	for _, name := range []string{"consumerSecret", "oauth_token", "oauth_token_secret", "oauth_session_handle", "echo"} {
		got, err := s.Expand("{{" + name + "}}")
		if err == nil || !strings.Contains(err.Error(), "is a secret, and requests cannot use secrets") {
			t.Errorf("%s became %q, %v", name, got, err)
		}
		if slices.ContainsFunc(s.List(), func(v requestfile.Variable) bool { return v.Name == name }) {
			t.Errorf("%s is listed", name)
		}
	}
	for _, secret := range []string{"sample-secret-2", "sample-consumer-secret", "made-up-handle"} {
		if shown := fmt.Sprintf("%v", s.List()); strings.Contains(shown, secret) {
			t.Errorf("listed are %s", shown)
		}
	}
}

func TestVariablesOfAReadyCallAreReplaced(t *testing.T) {
	t.Parallel()
	var path, note, body string
	p := newProvider(t, func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		path, note, body = r.URL.Path, r.Header.Get("X-Note"), string(text)
	})
	c := connected(t, newManager(t), p, "")
	call := flow.SavedRequest{Method: "POST", Target: "/{{connection}}", Header: headers("X-Note", "{{a}}"), Body: `{"c": "{{connector}}"}`, Variables: []flow.Pair{{Name: "a", Value: "b"}}}
	r, err := c.Expand(call, "f.http")
	must(t, err)
	_, err = c.Send(t.Context(), r)
	must(t, err)
	if path != "/sample" || note != "b" || body != `{"c": "Sample"}` {
		t.Errorf("the provider got %s %s %s", path, note, body)
	}
	call.Line, call.Body = 7, "\n {{no}}"
	if _, err := c.Expand(call, "f.http"); err == nil || !strings.Contains(err.Error(), "the body of the request at f.http:7: unknown variable {{no}}") {
		t.Errorf("got %v", err)
	}
	call.BodyFile = "/nowhere/at.all"
	if _, err := c.Expand(call, "f.http"); err == nil || !strings.Contains(err.Error(), "file does not exist") {
		t.Errorf("got %v", err)
	}
}
