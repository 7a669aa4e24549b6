package signature_test

import (
	"net/http"
	"strings"
	"testing"

	"countersign/flow/oauth1/signature"
)

func TestHeader(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, realm string
		oauth       [][2]string
		want        string
	}{
		{
			"the example of RFC 5849 section 3.5.1, in one line", "Example",
			[][2]string{
				{"oauth_consumer_key", "0685bd9184jfhq22"},
				{"oauth_token", "ad180jjd733klru7"},
				{"oauth_signature_method", "HMAC-SHA1"},
				{"oauth_signature", "wOJIO9A2W5mFwDgiDvZbTSMK/PY="},
				{"oauth_timestamp", "137131200"},
				{"oauth_nonce", "4572616e48616d6d65724c61686176"},
				{"oauth_version", "1.0"},
			},
			`OAuth realm="Example", oauth_consumer_key="0685bd9184jfhq22", oauth_token="ad180jjd733klru7", ` +
				`oauth_signature_method="HMAC-SHA1", oauth_signature="wOJIO9A2W5mFwDgiDvZbTSMK%2FPY%3D", ` +
				`oauth_timestamp="137131200", oauth_nonce="4572616e48616d6d65724c61686176", oauth_version="1.0"`,
		},
		{"no realm", "", [][2]string{{"oauth_nonce", "n"}, {"oauth_token", ""}}, `OAuth oauth_nonce="n", oauth_token=""`},
		{"only a realm", "r", nil, `OAuth realm="r"`},
		{"a realm is not percent-encoded", "http://sp.example.com/ ü", nil, `OAuth realm="http://sp.example.com/ ü"`},
		{"a realm is escaped", `a"b\c`, nil, `OAuth realm="a\"b\\c"`},
		{"a realm can't break the line", "a\r\nX-Evil: b\x00\x7f\tc", nil, "OAuth realm=\"a  X-Evil: b  \tc\""},
		{
			"names and values are percent-encoded", "",
			[][2]string{{`xoauth "x"`, "a&b=c\r\n"}, {"oauth_callback", "http://127.0.0.1:80/?a=1"}},
			`OAuth xoauth%20%22x%22="a%26b%3Dc%0D%0A", oauth_callback="http%3A%2F%2F127.0.0.1%3A80%2F%3Fa%3D1"`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := signature.Header(test.realm, params(test.oauth))
			same(t, "header", got, test.want)
			request, err := http.NewRequest(http.MethodGet, "http://example.com/", nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Authorization", got)
			if err := request.Write(new(strings.Builder)); err != nil {
				t.Errorf("net/http refuses %q: %v", got, err)
			}
		})
	}
}

func TestHeaderLongerThanItsBuffer(t *testing.T) {
	t.Parallel()
	value := strings.Repeat("€", 1000)
	want := `OAuth oauth_callback="` + strings.Repeat("%E2%82%AC", 1000) + `"`
	same(t, "header", signature.Header("", params([][2]string{{"oauth_callback", value}})), want)
}
