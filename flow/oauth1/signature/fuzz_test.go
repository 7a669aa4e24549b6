package signature_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"countersign/flow/oauth1/signature"
)

// FuzzBase holds NewBase against the same rules done the slow and simple way,
// and against what net/http sends.
func FuzzBase(f *testing.F) {
	for _, v := range loadVectors(f) {
		for _, p := range v.OAuth {
			f.Add(v.Method, v.URL, v.Host, v.ContentType, v.Body, p[0], p[1])
		}
	}
	f.Add("GET", "http://[fe80::1%25eth0]:080/%2f?=&;=%&a=%zz+b&&a", "[::1]:443", formType+";x", "é=\xff", "realm", "x")
	f.Add("GET", "http://\"/", "<>", "", "", "", "")
	f.Add("x-y", "https://bücher.example/a b{}?é=1&oauth_signature=1#f", "", "", "", "oauth_signature", "x")
	f.Add("", "http://u:p@h:/?%6fauth_signature", "", formType, "aaaaaaaa%00=1&aaaaaaaa=2&aaaaaaaaa", "aaaaaaaa", "\x00")

	f.Fuzz(func(t *testing.T, method, rawURL, host, contentType, body, name, value string) {
		r := signature.Request{Method: method, URL: rawURL, Host: host, ContentType: contentType, Body: []byte(body)}
		oauth := []signature.Param{{Name: name, Value: value}, {Name: "oauth_nonce", Value: "n"}}
		base, err := signature.NewBase(r, oauth)
		if err != nil {
			if text := err.Error(); strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == 0x7F }) || len(text) > 1000 {
				t.Errorf("unsafe error %.2000q", text)
			}
			return
		}
		u, err := url.Parse(rawURL)
		if err != nil {
			t.Fatalf("signed %q, which net/url refuses: %v", rawURL, err)
		}

		var all []signature.Param
		all = append(all, signature.ParseForm(u.RawQuery)...)
		if signature.IsForm(contentType) {
			all = append(all, signature.ParseForm(body)...)
		}
		for _, p := range oauth {
			if p.Name != "realm" {
				all = append(all, p)
			}
		}
		same(t, "normalised", base.Normalized, slowlyNormalized(all))
		same(t, "base string", base.String, strings.Join([]string{
			signature.Encode(base.Method), signature.Encode(base.URI), signature.Encode(base.Normalized),
		}, "&"))
		if request, err := http.NewRequest(method, rawURL, nil); err == nil && sendable(request, host) {
			same(t, "URI", base.URI, wireURI(t, rawURL, host))
		}
	})
}

// sendable reports whether net/http writes the request, and in a form that it
// reads again.
func sendable(request *http.Request, host string) bool {
	request.Host = cmp.Or(host, request.Host)
	return request.Write(new(strings.Builder)) == nil &&
		!strings.ContainsAny(request.URL.RequestURI(), " ") && request.URL.Opaque == ""
}

func slowlyNormalized(all []signature.Param) string {
	var pairs [][2]string
	for _, p := range all {
		if p.Name != "oauth_signature" {
			pairs = append(pairs, [2]string{slowlyEncoded(p.Name), slowlyEncoded(p.Value)})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	})
	var joined []string
	for _, p := range pairs {
		joined = append(joined, p[0]+"="+p[1])
	}
	return strings.Join(joined, "&")
}

func slowlyEncoded(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// FuzzParseForm holds ParseForm against net/url where that keeps everything.
func FuzzParseForm(f *testing.F) {
	for _, v := range loadVectors(f) {
		_, query, _ := strings.Cut(v.URL, "?")
		f.Add(query)
		f.Add(v.Body)
	}
	for _, raw := range []string{"", "&", "=", "=&=", "a;b=1&c", "%", "%4", "%zz=%4g", "a=100%&1=2", "+%2B+", "\x00=\xff", "a&a=&a==&=a"} {
		f.Add(raw)
	}

	f.Fuzz(func(t *testing.T, raw string) {
		got := signature.ParseForm(raw)

		pieces := slices.DeleteFunc(strings.Split(raw, "&"), func(s string) bool { return s == "" })
		if len(got) != len(pieces) {
			t.Fatalf("%d pairs of %q: %q", len(got), raw, got)
		}
		values := url.Values{}
		var again []string
		for _, p := range got {
			values.Add(p.Name, p.Value)
			again = append(again, signature.Encode(p.Name)+"="+signature.Encode(p.Value))
		}
		sameParams(t, "encoded and parsed again", signature.ParseForm(strings.Join(again, "&")), got)

		if want, err := url.ParseQuery(raw); err == nil && want.Encode() != values.Encode() {
			t.Errorf("%q\n got %q\nnet/url %q", raw, values, want)
		}
	})
}
