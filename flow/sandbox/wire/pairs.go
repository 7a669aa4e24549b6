package wire

import (
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
)

// Pair is one decoded name and value.
type Pair struct{ Name, Value string }

// Pairs makes pairs of names and values in turn.
func Pairs(namesAndValues ...string) []Pair {
	pairs := make([]Pair, len(namesAndValues)/2)
	for i := range pairs {
		pairs[i] = Pair{namesAndValues[2*i], namesAndValues[2*i+1]}
	}
	return pairs
}

// Sorted gives pairs in the order of their names.
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

// Join writes pairs, encoded already, as a query or form has them.
func Join(encoded []Pair) string {
	pairs := make([]string, len(encoded))
	for i, p := range encoded {
		pairs[i] = p.Name + "=" + p.Value
	}
	return strings.Join(pairs, "&")
}

// ParsePairs decodes a query or a form body (RFC 5849 section 3.4.1.3.1) and
// keeps everything: order, repetitions, empty names and values. Only "&"
// separates; ";" is a character like any other.
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

// unescape decodes %XX. A "%" without two hexadecimal digits behind it stays as
// it is, and ok is false.
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

// First is the first value of a name, "" when there is none.
func First(pairs []Pair, name string) string {
	for _, p := range pairs {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// ParseAuthorization decodes what follows the scheme "OAuth" (RFC 5849 section
// 3.5.1): name="value" with commas between. The realm stands apart, for it is no
// part of what is signed. The error says what to write instead.
func ParseAuthorization(s string) (params []Pair, realm string, err error) {
	for {
		s = strings.TrimLeft(s, " \t,")
		if s == "" {
			return params, realm, nil
		}
		name, rest, _ := strings.Cut(s, "=")
		value, rest, ok := cutQuoted(rest)
		if !ok {
			return nil, "", errors.New("In the Authorization header the value of " + Quote(name) +
				` does not stand in double quotes; write name="value".`)
		}
		s = strings.TrimLeft(rest, " \t")
		if s != "" && s[0] != ',' {
			return nil, "", errors.New("In the Authorization header a comma is missing after " + Quote(name) + ".")
		}
		name, nameOK := unescape(name)
		if strings.EqualFold(name, "realm") {
			realm = value // a quoted string, not percent-encoded (RFC 5849 section 3.5.1)
			continue
		}
		value, valueOK := unescape(value)
		if !nameOK || !valueOK {
			return nil, "", errors.New("In the Authorization header " + Quote(name) +
				` holds a "%" that is no percent-encoding; write it %25.`)
		}
		params = append(params, Pair{name, value})
	}
}

// cutQuoted cuts a quoted string off the front of s. A backslash keeps the
// character after it, which only a realm may need.
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
