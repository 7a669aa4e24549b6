package wire

import (
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
)

// Pair is a decoded parameter.
type Pair struct{ Name, Value string }

// Pairs returns parameters from alternating names and values.
func Pairs(namesAndValues ...string) []Pair {
	pairs := make([]Pair, len(namesAndValues)/2)
	for i := range pairs {
		pairs[i] = Pair{namesAndValues[2*i], namesAndValues[2*i+1]}
	}
	return pairs
}

// Sorted returns parameters sorted by name.
func Sorted(values map[string]string) []Pair {
	var pairs []Pair
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pairs = append(pairs, Pair{name, values[name]})
	}
	return pairs
}

// Encoded percent-encodes names and values.
func Encoded(pairs []Pair) []Pair {
	encoded := make([]Pair, len(pairs))
	for i, p := range pairs {
		encoded[i] = Pair{Encode(p.Name), Encode(p.Value)}
	}
	return encoded
}

// Join joins encoded parameters to a query or form.
func Join(encoded []Pair) string {
	pairs := make([]string, len(encoded))
	for i, p := range encoded {
		pairs[i] = p.Name + "=" + p.Value
	}
	return strings.Join(pairs, "&")
}

// ParsePairs decodes a query or form body (RFC 5849 section 3.4.1.3.1), preserving order, duplicates and empty names. ";" is
// not a separator.
func ParsePairs(raw string) []Pair {
	var pairs []Pair
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, Pair{unescapeForm(name), unescapeForm(value)})
	}
	return pairs
}

func unescapeForm(s string) string {
	s, _ = unescape(strings.ReplaceAll(s, "+", " "))
	return s
}

// unescape decodes %XX. An invalid "%" is kept, and ok is false.
func unescape(s string) (text string, ok bool) {
	if !strings.Contains(s, "%") {
		return s, true
	}
	var b strings.Builder
	ok = true
	for i := 0; i < len(s); i++ {
		if s[i] == '%' {
			if octet, err := hex.DecodeString(s[i+1 : min(i+3, len(s))]); err == nil && len(octet) == 1 {
				b.WriteByte(octet[0])
				i += 2
				continue
			}
			ok = false
		}
		b.WriteByte(s[i])
	}
	return b.String(), ok
}

// First returns the first value of a name, or "".
func First(pairs []Pair, name string) string {
	for _, p := range pairs {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// ParseAuthorization parses an Authorization header after the scheme "OAuth" (RFC 5849 section 3.5.1). The realm is separate
// because it is not signed.
func ParseAuthorization(s string) (params []Pair, realm string, err error) {
	for {
		s = strings.TrimLeft(s, " \t,")
		if s == "" {
			return params, realm, nil
		}
		name, rest, _ := strings.Cut(s, "=")
		value, rest, ok := cutQuoted(rest)
		if !ok {
			return nil, "", errors.New("The value of " +
				Quote(name) + ` in the Authorization header is not in double quotes.`)
		}
		s = strings.TrimLeft(rest, " \t")
		if s != "" && s[0] != ',' {
			return nil, "", errors.New("Missing comma after " + Quote(name) + " in the Authorization header.")
		}
		name, nameOK := unescape(name)
		if strings.EqualFold(name, "realm") {
			realm = value // a quoted string, not percent-encoded (RFC 5849 section 3.5.1)
			continue
		}
		value, valueOK := unescape(value)
		if !nameOK || !valueOK {
			return nil, "", errors.New("Invalid percent-encoding of " + Quote(name) + " in the Authorization header.")
		}
		params = append(params, Pair{name, value})
	}
}

// cutQuoted cuts a quoted string off s. A backslash escapes a character (in a realm).
func cutQuoted(s string) (text, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", s, false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return s[1:i], s[i+1:], true
		}
	}
	return "", s, false
}
