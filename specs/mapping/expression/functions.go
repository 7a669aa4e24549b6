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

// undefinedArgument makes a function of a missing argument missing.
var undefinedArgument = jtypes.ArgUndefined(0)

// replaced are the functions that the library has otherwise than the platform.
var replaced = map[string]jsonata.Extension{
	"base64encode":       {Func: base64Latin1, UndefinedHandler: undefinedArgument},
	"encodeUrlComponent": {Func: func(s string) string { return percentEncode(s, "") }, UndefinedHandler: undefinedArgument},
	"encodeUrl":          {Func: func(s string) string { return percentEncode(s, urlMarks) }, UndefinedHandler: undefinedArgument},
	"decodeUrlComponent": {Func: decodeComponent, UndefinedHandler: undefinedArgument},
	"decodeUrl":          {Func: decodeURL, UndefinedHandler: undefinedArgument},
	"lookup":             {Func: lookup, UndefinedHandler: undefinedArgument},
	"not":                {Func: jlib.Not, UndefinedHandler: undefinedArgument},
	"trim":               {Func: trim, UndefinedHandler: undefinedArgument},
}

// trim makes a space of every run of white space, and none at the ends.
func trim(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" \t\n\r", c) }), " ")
}

// lookup gives an object's value, or those of a list's objects. The library's
// own gives null for what is missing.
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
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return found, nil
		}
	}
	return nil, jtypes.ErrUndefined
}

// base64Latin1 encodes the low byte of each character, as Node does there.
func base64Latin1(s string) string {
	bytes := make([]byte, 0, len(s))
	for _, unit := range utf16.Encode([]rune(s)) {
		bytes = append(bytes, byte(unit&0xFF))
	}
	return base64.StdEncoding.EncodeToString(bytes)
}

// decodeComponent is decodeURIComponent: a plus is no space.
func decodeComponent(s string) (string, error) { return percentDecode(s, "") }

// decodeURL is decodeURI, which leaves alone what encodeURI does.
func decodeURL(s string) (string, error) { return percentDecode(s, urlMarks) }

func percentDecode(s, kept string) (string, error) {
	for _, c := range kept {
		escaped := fmt.Sprintf("%%%02X", c)
		s = strings.ReplaceAll(s, escaped, "%25"+escaped[1:])
		s = strings.ReplaceAll(s, strings.ToLower(escaped), "%25"+strings.ToLower(escaped[1:]))
	}
	text, err := url.PathUnescape(s)
	if err == nil && !utf8.ValidString(text) {
		err = errors.New("the bytes are no UTF-8")
	}
	return text, err
}

// urlMarks stand for themselves in a URL.
const urlMarks = ";/?:@&=+$,#"

// percentEncode is encodeURIComponent, and with more left as it is encodeURI.
func percentEncode(s, kept string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_.!~*'()"+kept, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
