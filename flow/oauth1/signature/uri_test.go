package signature_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"countersign/flow/oauth1/signature"
)

func TestBaseStringURI(t *testing.T) {
	t.Parallel()
	tests := []struct{ url, host, want string }{
		{"http://example.com", "", "http://example.com/"},
		{"http://example.com?a=1", "", "http://example.com/"},
		{"http://example.com/?", "", "http://example.com/"},
		{"http://example.com/r#part", "", "http://example.com/r"},
		{"http://example.com/r?a#part?b", "", "http://example.com/r"},
		{"HTTP://EXAMPLE.com/R", "", "http://example.com/R"},
		{"http://user:sample-password@example.com/", "", "http://example.com/"},

		{"http://example.com:80/", "", "http://example.com/"},
		{"https://example.com:443/", "", "https://example.com/"},
		{"https://example.com:80/", "", "https://example.com:80/"},
		{"http://example.com:443/", "", "http://example.com:443/"},
		{"http://example.com:/", "", "http://example.com/"},
		{"http://example.com:0080/", "", "http://example.com/"},
		{"http://example.com:08080/", "", "http://example.com:8080/"},

		{"http://[::1]/", "", "http://[::1]/"},
		{"http://[::1]:80/", "", "http://[::1]/"},
		{"https://[::1]:80/", "", "https://[::1]:80/"},
		{"http://[2001:DB8::80]/", "", "http://[2001:db8::80]/"},
		{"http://[fe80::1%25eth0]:8080/", "", "http://[fe80::1]:8080/"},

		{"http://bücher.example/", "", "http://xn--bcher-kva.example/"},
		{"http://bücher.EXAMPLE:80/", "", "http://xn--bcher-kva.example/"},
		{"https://b%C3%BCcher.example:8443/", "", "https://xn--bcher-kva.example:8443/"},

		{"http://example.com/a%2Fb/%7e/%c3%a9", "", "http://example.com/a%2Fb/%7e/%c3%a9"},
		{"http://example.com/a b/é", "", "http://example.com/a%20b/%C3%A9"},
		{"http://example.com//a/./b/../c;d=1,2:3@4", "", "http://example.com//a/./b/../c;d=1,2:3@4"},
		{"http://example.com/{id}", "", "http://example.com/%7Bid%7D"},

		{"http://127.0.0.1:3000/r?a=1", "api.example.com", "http://api.example.com/r"},
		{"http://127.0.0.1:3000/r", "API.example.com:80", "http://api.example.com/r"},
		{"https://127.0.0.1/r", "api.example.com:80", "https://api.example.com:80/r"},
		{"https://127.0.0.1/r", "[::1]:443", "https://[::1]/r"},
		{"https://127.0.0.1/r", "bücher.example", "https://xn--bcher-kva.example/r"},
	}
	for _, test := range tests {
		t.Run(test.url+" "+test.host, func(t *testing.T) {
			t.Parallel()
			got := newBase(t, signature.Request{URL: test.url, Host: test.host}).URI
			same(t, "base string URI", got, test.want)
			same(t, "what net/http sends", got, wireURI(t, test.url, test.host))
		})
	}
}

// wireURI is the base string URI as the other side would make it, from the
// request line and the Host header that net/http writes.
func wireURI(t *testing.T, rawURL, host string) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, rawURL, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	var wire strings.Builder
	if err := request.Write(&wire); err != nil {
		t.Fatal(err)
	}
	arrived, err := http.ReadRequest(bufio.NewReader(strings.NewReader(wire.String())))
	if err != nil {
		t.Fatal(err)
	}
	authority := strings.ToLower(arrived.Host)
	at := strings.LastIndex(authority, ":")
	if port := strings.TrimLeft(authority[at+1:], "0"); at > strings.LastIndex(authority, "]") {
		authority = authority[:at]
		if port != "" && request.URL.Scheme+port != "http80" && request.URL.Scheme+port != "https443" {
			authority += ":" + port
		}
	}
	path, _, _ := strings.Cut(arrived.RequestURI, "?")
	return request.URL.Scheme + "://" + authority + path
}
