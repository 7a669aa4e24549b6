package expression

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/blues/jsonata-go"
	"github.com/blues/jsonata-go/jlib"
	"github.com/blues/jsonata-go/jtypes"
)

// replaced are the functions that work differently in the library than on the platform.
var replaced = func() map[string]jsonata.Extension {
	extensions := map[string]jsonata.Extension{}
	for name, function := range map[string]any{
		"base64encode":       base64Latin1,
		"encodeUrlComponent": func(s string) string { return percentEncode(s, "") },
		"encodeUrl":          func(s string) string { return percentEncode(s, reserved) },
		"decodeUrlComponent": func(s string) (string, error) { return percentDecode(s, "") },
		"decodeUrl":          func(s string) (string, error) { return percentDecode(s, reserved) },
		"lookup":             lookup,
		"not":                jlib.Not,
		"trim":               trim,
	} { // a missing argument makes the result missing
		extensions[name] = jsonata.Extension{Func: function, UndefinedHandler: jtypes.ArgUndefined(0)}
	}
	return extensions
}()

// trim collapses white space to single spaces, and removes it at the ends.
func trim(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" \t\n\r", c) }), " ")
}

// lookup gives a value of an object, or of each object in a list. The library's function gives null for a missing key.
func lookup(v any, key string) (any, error) {
	switch v := v.(type) {
	case map[string]any:
		if value, ok := v[key]; ok {
			return value, nil
		}
	case []any:
		var found []any
		for _, one := range v {
			if value, err := lookup(one, key); err == nil {
				if values, isList := value.([]any); isList {
					found = append(found, values...)
				} else {
					found = append(found, value)
				}
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return found, nil
		}
	}
	return nil, jtypes.ErrUndefined
}

// base64Latin1 encodes the low byte of each character, as Node does.
func base64Latin1(s string) string {
	bytes := make([]byte, 0, len(s))
	for _, unit := range utf16.Encode([]rune(s)) {
		bytes = append(bytes, byte(unit&0xFF))
	}
	return base64.StdEncoding.EncodeToString(bytes)
}

// reserved are the characters that encodeURI and decodeURI leave unchanged.
const reserved = ";/?:@&=+$,#"

// percentDecode is decodeURIComponent or, with reserved characters, decodeURI.
func percentDecode(s, unchanged string) (string, error) {
	for _, c := range unchanged {
		escaped := fmt.Sprintf("%%%02X", c)
		s = strings.ReplaceAll(s, escaped, "%25"+escaped[1:])
		s = strings.ReplaceAll(s, strings.ToLower(escaped), "%25"+strings.ToLower(escaped[1:]))
	}
	text, err := url.PathUnescape(s)
	if err == nil && !utf8.ValidString(text) {
		err = errors.New("invalid UTF-8")
	}
	return text, err
}

// percentEncode is encodeURIComponent or, with reserved characters, encodeURI.
func percentEncode(s, unchanged string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_.!~*'()"+unchanged, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
