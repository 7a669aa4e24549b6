package signature_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"countersign/flow/oauth1/signature"
)

const formType = "application/x-www-form-urlencoded"

func newBase(t *testing.T, r signature.Request, oauth ...signature.Param) signature.Base {
	t.Helper()
	base, err := signature.NewBase(r, oauth)
	if err != nil {
		t.Fatalf("NewBase(%+v): %v", r, err)
	}
	return base
}

func TestBaseIsMadeOfQueryFormAndOAuthParameters(t *testing.T) {
	t.Parallel()
	base := newBase(t, signature.Request{
		Method:      "post",
		URL:         "HTTPS://API.Example.com:443/a%2Fb?z=1&a=%C3%A9&a=2",
		ContentType: formType,
		Body:        []byte("a=2&b=x+y"),
	}, signature.Param{Name: "oauth_token", Value: "t&t"})

	same(t, "method", base.Method, "POST")
	same(t, "URI", base.URI, "https://api.example.com/a%2Fb")
	same(t, "normalised", base.Normalized, "a=%C3%A9&a=2&a=2&b=x%20y&oauth_token=t%26t&z=1")
	same(t, "base string", base.String, "POST&https%3A%2F%2Fapi.example.com%2Fa%252Fb&"+
		"a%3D%25C3%25A9%26a%3D2%26a%3D2%26b%3Dx%2520y%26oauth_token%3Dt%2526t%26z%3D1")
	sameParams(t, "parameters", base.Params(), params([][2]string{
		{"a", "é"}, {"a", "2"}, {"a", "2"}, {"b", "x y"}, {"oauth_token", "t&t"}, {"z", "1"},
	}))
}

func TestBaseWithoutAnyParameter(t *testing.T) {
	t.Parallel()
	base := newBase(t, signature.Request{URL: "http://example.com/"})
	same(t, "base string", base.String, "GET&http%3A%2F%2Fexample.com%2F&")
	same(t, "normalised", base.Normalized, "")
	if len(base.Params()) != 0 {
		t.Errorf("parameters out of nothing: %q", base.Params())
	}
}

func TestRealmAndSignatureAreLeftOut(t *testing.T) {
	t.Parallel()
	base := newBase(t, signature.Request{
		URL:         "http://example.com/?realm=query&oauth%5Fsignature=q&oauth_signature_method=m",
		ContentType: formType,
		Body:        []byte("realm=form&oauth_signature=f&oauth_signature"),
	}, params([][2]string{{"realm", "header"}, {"oauth_signature", "h"}, {"oauth_nonce", "n"}})...)
	same(t, "normalised", base.Normalized, "oauth_nonce=n&oauth_signature_method=m&realm=form&realm=query")
}

func TestOrderIsThatOfEncodedNamesThenValues(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, query, want string }{
		{"names before joined pairs", "a=1&a-b=0&a.=0&a0=0", "a=1&a-b=0&a.=0&a0=0"},
		{"a name that begins another", "aaaaaaaab=1&aaaaaaaa=2&aaaaaaa=3", "aaaaaaa=3&aaaaaaaa=2&aaaaaaaab=1"},
		{"equal in the first eight bytes", "parameter2=b&parameter10=a&parameter2=a", "parameter10=a&parameter2=a&parameter2=b"},
		{"encoded, not decoded", "c2=1&c@=1&c=1", "c=1&c%40=1&c2=1"},
		{"non-ASCII before letters", "z=1&é=2&A=3", "%C3%A9=2&A=3&z=1"},
		{"values as bytes", "v=10&v=2&v=1&v=&v=~&v=!", "v=&v=%21&v=1&v=10&v=2&v=~"},
		{"NUL bytes after short names", "a%00=1&a=2", "a=2&a%00=1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := newBase(t, signature.Request{URL: "http://example.com/?" + test.query}).Normalized
			same(t, test.query, got, test.want)
		})
	}
}

func TestManyParametersSortAsFewDo(t *testing.T) {
	t.Parallel()
	for _, count := range []int{31, 32, 33, 34, 200, 3000} {
		var query, want []string
		for i := range count {
			want = append(want, fmt.Sprintf("a-rather-long-name-%05d=%05d", i/2, i))
			j := (i*7919 + 13) % count // each once where count and 7919 share no divisor
			query = append(query, fmt.Sprintf("a-rather-long-name-%05d=%05d", j/2, j))
		}
		base := newBase(t, signature.Request{URL: "http://example.com/?" + strings.Join(query, "&")})
		same(t, fmt.Sprint(count, " parameters"), base.Normalized, strings.Join(want, "&"))
	}
}

func TestBodyCountsOnlyAsForm(t *testing.T) {
	t.Parallel()
	for contentType, form := range map[string]bool{
		formType:                                true,
		formType + "; charset=UTF-8":            true,
		formType + ";charset=utf-8":             true,
		formType + " ; charset=\"utf-8\"; a=b":  true,
		"Application/X-WWW-Form-URLEncoded":     true,
		"\tAPPLICATION/X-WWW-FORM-URLENCODED ":  true,
		"":                                      false,
		"application/json":                      false,
		"text/plain; a=" + formType:             false,
		"multipart/form-data; boundary=x":       false,
		"application/x-www-form-urlencoded-not": false,
		"application/x-www-form":                false,
	} {
		if got := signature.IsForm(contentType); got != form {
			t.Errorf("IsForm(%q) = %v", contentType, got)
		}
		want := ""
		if form {
			want = "a=1"
		}
		base := newBase(t, signature.Request{
			Method: "PUT", URL: "http://example.com/", ContentType: contentType, Body: []byte("a=1"),
		})
		same(t, contentType, base.Normalized, want)
	}
}

func TestMethodIsUpperCaseAndEncoded(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{
		"": "GET", "get": "GET", "PaTcH": "PATCH", "x-custom_1": "X-CUSTOM_1", "a!b'c|d": "A%21B%27C%7CD",
	} {
		base := newBase(t, signature.Request{Method: method, URL: "http://example.com/"})
		same(t, method, base.String, want+"&http%3A%2F%2Fexample.com%2F&")
	}
}

func TestNewBaseRejectsInvalidRequests(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		request signature.Request
		want    string
	}{
		{"space in the method", signature.Request{Method: "GET /", URL: "http://example.com/"}, "invalid HTTP method"},
		{"line break in the method", signature.Request{Method: "GET\r\nX: y", URL: "http://example.com/"}, "invalid HTTP method"},
		{"no URL", signature.Request{}, "not an absolute http or https URL"},
		{"no scheme", signature.Request{URL: "example.com/path"}, "not an absolute http or https URL"},
		{"no host", signature.Request{URL: "https:///path"}, "not an absolute http or https URL"},
		{"opaque", signature.Request{URL: "http:example.com"}, "not an absolute http or https URL"},
		{"another scheme", signature.Request{URL: "ftp://example.com/"}, "not an absolute http or https URL"},
		{"bad escape in the path", signature.Request{URL: "http://example.com/100%"}, `invalid URL escape "%"`},
		{"control character", signature.Request{URL: "http://example.com/?a=\n"}, "invalid control character"},
		{"bad port", signature.Request{URL: "http://example.com:x/"}, "invalid port"},
		{"invalid host", signature.Request{URL: "http://a\"b/"}, "invalid host"},
		{"host with a path", signature.Request{URL: "http://example.com/", Host: "other.example/x"}, "invalid Host header"},
		{"host with user info", signature.Request{URL: "http://example.com/", Host: "u@other.example"}, "invalid Host header"},
		{"host with a line break", signature.Request{URL: "http://example.com/", Host: "a\r\nb"}, `invalid Host header "a\r\nb"`},
		{"unwritable international host", signature.Request{URL: "http://xn--\u00fc\u2028.example/"}, "cannot convert the host to ASCII"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := signature.NewBase(test.request, nil)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestErrorsContainNoSecretsOfTheURL(t *testing.T) {
	t.Parallel()
	secret := "sample-password"
	for _, url := range []string{
		"http://user:" + secret + "@example.com/%zz?oauth_token=" + secret,
		"http://user:" + secret + "@example.com/\x1b[31m",
		"ftp://user:" + secret + "@example.com/",
		"http://example.com:" + strings.Repeat("9x", 5000) + "/",
	} {
		_, err := signature.NewBase(signature.Request{URL: url}, nil)
		if err == nil {
			t.Fatalf("%.60q was accepted", url)
		}
		if text := err.Error(); strings.Contains(text, secret) || strings.ContainsRune(text, '\x1b') || len(text) > 300 {
			t.Errorf("%.400q", text)
		}
	}
}

func TestNewBaseIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			value := strings.Repeat(fmt.Sprint(i), 50*(i+1))
			want := "GET&http%3A%2F%2Fexample.com%2F&a%3D" + value + "%26b%3D%2525"
			var bases []string
			for range 200 {
				base, err := signature.NewBase(signature.Request{URL: "http://example.com/?b=%25&a=" + value}, nil)
				if err != nil {
					t.Error(err)
					return
				}
				bases = append(bases, base.String)
			}
			if slices.ContainsFunc(bases, func(got string) bool { return got != want }) {
				t.Errorf("worker %d got a wrong base string", i)
			}
		})
	}
	wait.Wait()
}

func TestLargeFormDoesNotAffectTheNextRequest(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("name=value+with%20spaces&", 10_000)
	large := newBase(t, signature.Request{URL: "http://example.com/", ContentType: formType, Body: []byte(body)})
	if got := len(large.Params()); got != 10_000 {
		t.Errorf("%d parameters", got)
	}
	small := newBase(t, signature.Request{URL: "http://example.com/?a=1"})
	same(t, "the next request", small.String, "GET&http%3A%2F%2Fexample.com%2F&a%3D1")
}
