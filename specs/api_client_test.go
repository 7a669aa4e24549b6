package specs

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/specs/mapping"
	"countersign/specs/script"
)

func TestDecodeAPIClientFlatOrUnderArgs(t *testing.T) {
	t.Parallel()
	flat := map[string]any{
		"baseUri": "https://api.example.com/v1",
		"headers": map[string]any{"User-Agent": "sample", "Accept": []any{"a", "b"}, "X-None": nil},
		"query":   map[string]any{"format": "json", "v": 2.0},
		"auth":    map[string]any{"username": "anna", "password": "sample-password"},
		"responseHandlers": []any{
			map[string]any{"match": map[string]any{"$eval": map[string]any{"$var": "response.status"}, "is": 404.0}, "isSuccess": true},
		},
		"stream": true,
	}
	want := APIClient{
		BaseURI: "https://api.example.com/v1",
		Header:  []Pair{{"Accept", "a"}, {"Accept", "b"}, {"User-Agent", "sample"}},
		Query:   []Pair{{"format", "json"}, {"v", "2"}},
		User:    "anna", Password: "sample-password",
	}
	for name, answer := range map[string]any{"flat": flat, "args": map[string]any{"args": flat}} {
		got, err := DecodeAPIClient(answer)
		if err != nil {
			t.Fatal(err)
		}
		handlers := got.Handlers
		got.Handlers = nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(handlers) != 1 || !handlers[0].Success {
			t.Fatalf("%s: handlers %+v", name, handlers)
		}
		for status, want := range map[float64]bool{404: true, 200: false} {
			matches, err := handlers[0].Match.Eval(map[string]any{"response": map[string]any{"status": status}})
			if err != nil || matches != want {
				t.Errorf("%s: the handler of status 404 gives %v for %v, %v", name, matches, status, err)
			}
		}
	}
}

func TestDecodeAPIClientProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		answer any
		want   string
	}{
		{mapping.Missing, "makeApiClient returns nothing; return an object"},
		{map[string]any{"baseUrl": "https://a.example"}, "unknown key baseUrl; use baseUri"},
		{map[string]any{"baseUri": "a.example"}, "baseUri is not an http or https URL; write the full URL, such as https://api.example.com/oauth/…"},
		{map[string]any{"headers": "x"}, "headers is a string, not an object; write headers: {name: value}"},
		{map[string]any{"responseHandlers": "x"}, "responseHandlers is not a list; write responseHandlers: [{match: …, isSuccess: false, error: {…}}]"},
		{map[string]any{"responseHandlers": []any{map[string]any{"isSuccess": true}}}, "a response handler has no match; write match: {$eval: {$var: response.status}, is: 404}"},
		{map[string]any{"auth": "anna"}, "auth is a string, not an object; write auth: {name: value}"},
	} {
		if _, err := DecodeAPIClient(test.answer); err == nil || err.Error() != test.want {
			t.Errorf("%v:\ngot  %v\nwant %s", test.answer, err, test.want)
		}
	}
}

// restTest loads a connector whose test is the given REST mapping.
func restTest(t *testing.T, text string) Method {
	t.Helper()
	c := loaded(t, map[string]string{
		"spec.yml":     "auth: {type: oauth1, test: {implementationType: rest-api-mapping}}",
		"auth/test.js": "", "auth/test.rest.yml": text,
	})
	return *c.Test
}

func TestDecodeRESTRequest(t *testing.T) {
	t.Parallel()
	m := restTest(t, `path: /users/{id}/posts
method: post
requestMapping:
  pathParameters: {id: {$var: credentials.user_id}}
  query: {a: [1, x], b: {$var: nope}}
  headers: {X-Sample: {$var: connectorParameters.env}}
  data: {text: [hello]}
responseMapping: {$var: response.data.id}
`)
	vars := map[string]any{"credentials": map[string]any{"user_id": "a/b"}, "connectorParameters": map[string]any{"env": "test"}}
	got, err := DecodeRESTRequest(m, vars)
	if err != nil {
		t.Fatal(err)
	}
	want := script.Request{
		Method: "POST", Path: "/users/a%2Fb/posts",
		Query:  []script.Pair{{Name: "a", Value: "1"}, {Name: "a", Value: "x"}},
		Header: map[string]string{"X-Sample": "test"}, Data: map[string]any{"text": []any{"hello"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMapRESTResponse(t *testing.T) {
	t.Parallel()
	r := script.Response{Status: 200, Header: map[string]string{"x-rate": "5"}, Data: map[string]any{"id": "7", "status": "active"}}
	for text, want := range map[string]any{
		"path: /me\n": true,
		"path: /me\nresponseMapping: {$var: $.response.data.id}\n":                                   "7",
		"path: /me\nresponseMapping: {$var: $.response.id}\n":                                        "7",
		"path: /me\nresponseMapping: {$eval: {$var: response.status}, is: 200}\n":                    true,
		"path: /me\nresponseMapping: {$var: response.statusCode}\n":                                  200.0,
		"path: /me\nresponseMapping: {$var: response.headers.x-rate}\n":                              "5",
		"path: /me\nresponseMapping: {$concat: [{$var: credentials.k}, {$var: response.data.id}]}\n": "k7",
		"path: /me\nresponseMapping: {$var: response.nope}\n":                                        nil,
	} {
		got, err := MapRESTResponse(restTest(t, text), map[string]any{"credentials": map[string]any{"k": "k"}, "response": "hidden"}, r)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}
