package wire

import (
	"slices"
	"strings"
	"testing"
)

func TestParsePairs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		raw  string
		want []Pair
	}{
		{"", nil},
		{"&&", nil},
		{"b=1&a=2&a=1", []Pair{{"b", "1"}, {"a", "2"}, {"a", "1"}}},
		{"a&b=&=c", []Pair{{"a", ""}, {"b", ""}, {"", "c"}}},
		{"a=1;b=2", []Pair{{"a", "1;b=2"}}},
		{"a=b=c", []Pair{{"a", "b=c"}}},
		{"a+b=%2B+%2b", []Pair{{"a b", "+ +"}}},
		{"a=100%&b=%zz&c=%4", []Pair{{"a", "100%"}, {"b", "%zz"}, {"c", "%4"}}},
		{"%C3%A9=%e2%98%83", []Pair{{"é", "☃"}}},
	} {
		if got := ParsePairs(tc.raw); !slices.Equal(got, tc.want) {
			t.Errorf("%q gives %q, want %q", tc.raw, got, tc.want)
		}
	}
}

func TestParseAuthorization(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		header string
		want   []Pair
	}{
		{``, nil},
		{`realm="x"`, nil},
		{`Realm="a, b=\"c\"" , a="1"`, []Pair{{"a", "1"}}},
		{"a=\"1\",b=\"2\",\t c=\"\"", []Pair{{"a", "1"}, {"b", "2"}, {"c", ""}}},
		{`a="x%20y%2Bz+"`, []Pair{{"a", "x y+z+"}}},
		{` , a="1",, b="2",`, []Pair{{"a", "1"}, {"b", "2"}}},
	} {
		got, _, err := ParseAuthorization(tc.header)
		if err != nil || !slices.Equal(got, tc.want) {
			t.Errorf("%s gives %q, %v, want %q", tc.header, got, err, tc.want)
		}
	}
}

func FuzzParseAuthorization(f *testing.F) {
	f.Add(`realm="a\"b", oauth_nonce="x%20y", b="`)
	f.Add(`a="1" b="2"`)
	f.Fuzz(func(t *testing.T, header string) {
		params, _, err := ParseAuthorization(header)
		if err != nil {
			return
		}
		// What was read must survive being written and read again.
		var b strings.Builder
		for _, p := range params {
			b.WriteString(Encode(p.Name) + `="` + Encode(p.Value) + `", `)
		}
		again, _, err := ParseAuthorization(b.String())
		if err != nil {
			t.Fatalf("%q: reading again: %v", header, err)
		}
		if !slices.Equal(again, params) {
			t.Fatalf("%q gives %q, then %q", header, params, again)
		}
	})
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"GET":          "GET",
		"a\x1b[31m\nb": "a?[31m?b",
		"\u009b31m":    "?31m",
		"12345678901":  "1234567890...",
		"\u202eabc":    "?abc",
	} {
		if got := Printable(text, 10); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}
