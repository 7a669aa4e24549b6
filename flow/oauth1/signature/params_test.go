package signature_test

import (
	"testing"

	"github.com/dghubble/oauth1"

	"countersign/flow/oauth1/signature"
)

func TestParseFormKeepsEverything(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, raw string
		want      [][2]string
	}{
		{"nothing", "", nil},
		{"only separators", "&&&", nil},
		{"order and repeated names", "b=1&a=2&b=1&a=0", [][2]string{{"b", "1"}, {"a", "2"}, {"b", "1"}, {"a", "0"}}},
		{"empty pairs are none", "a=1&&b=2&", [][2]string{{"a", "1"}, {"b", "2"}}},
		{"empty value and no value", "a=&b", [][2]string{{"a", ""}, {"b", ""}}},
		{"empty name", "=1&=", [][2]string{{"", "1"}, {"", ""}}},
		{"only the first = divides", "a=b=c&d==", [][2]string{{"a", "b=c"}, {"d", "="}}},
		{"; is a character", "a=1;b=2&c;d=3", [][2]string{{"a", "1;b=2"}, {"c;d", "3"}}},
		{"+ and %20 are spaces, %2B a plus", "a+b=c%20d%2Be", [][2]string{{"a b", "c d+e"}}},
		{"escapes of either case", "a=%c3%A9%2f", [][2]string{{"a", "é/"}}},
		{"encoded separators", "a%3D1%26b=2", [][2]string{{"a=1&b", "2"}}},
		{"bad escapes stay", "a=100%&b=%zz&c=%4&d=%&e=%%41&%g1=%2", [][2]string{
			{"a", "100%"}, {"b", "%zz"}, {"c", "%4"}, {"d", "%"}, {"e", "%A"}, {"%g1", "%2"},
		}},
		{"a bad escape ends with its pair", "a=%4&1=2", [][2]string{{"a", "%4"}, {"1", "2"}}},
		{"decoded once only", "a=%2541", [][2]string{{"a", "%41"}}},
		{"unicode as it is", "ключ=значение&日=本", [][2]string{{"ключ", "значение"}, {"日", "本"}}},
		{"bytes that are no text", "a=%ff%00\xfe", [][2]string{{"a", "\xff\x00\xfe"}}},
		{"? and / and brackets", "u=http://x/?y&a[]=1", [][2]string{{"u", "http://x/?y"}, {"a[]", "1"}}},
		{"a long value", "a=0123456789012345678901234567890123456789012345678901234567890123456789%21", [][2]string{
			{"a", "0123456789012345678901234567890123456789012345678901234567890123456789!"},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sameParams(t, test.raw, signature.ParseForm(test.raw), params(test.want))
		})
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                   "",
		"abcXYZ019-._~":      "abcXYZ019-._~",
		" ":                  "%20",
		"+":                  "%2B",
		"100%":               "100%25",
		"&=*":                "%26%3D%2A",
		"Ladies + Gentlemen": "Ladies%20%2B%20Gentlemen",
		"☃":                  "%E2%98%83",
		"\n\x7f":             "%0A%7F",
		"\xff":               "%FF",
		"a/b?c#d[e]@!$'(),;": "a%2Fb%3Fc%23d%5Be%5D%40%21%24%27%28%29%2C%3B",
	} {
		same(t, in, signature.Encode(in), want)
	}
}

func TestEncodeEveryByteAtEveryPosition(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		for place := range 20 {
			text := []byte("abcdefghijklmnopqrst")
			text[place] = byte(c)
			same(t, string(text), signature.Encode(string(text)), oauth1.PercentEncode(string(text)))
		}
	}
}
