package sandbox

import (
	"encoding/hex"
	"strings"
)

// param is one decoded name and value.
type param struct{ name, value string }

// parsePairs decodes a query or a form body (RFC 5849 section 3.4.1.3.1) and
// keeps everything: order, repetitions, empty names and values. Only "&"
// separates; ";" is a character like any other.
func parsePairs(raw string) []param {
	var pairs []param
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, param{unescapeForm(name), unescapeForm(value)})
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

// first is the first value of a name, "" when there is none.
func first(pairs []param, name string) string {
	for _, p := range pairs {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// parseAuthorization decodes what follows the scheme "OAuth" (RFC 5849 section
// 3.5.1): name="value" with commas between. The realm stands apart, for it is no
// part of what is signed. The error is a *problem.
func parseAuthorization(s string) (params []param, realm string, err error) {
	for {
		s = strings.TrimLeft(s, " \t,")
		if s == "" {
			return params, realm, nil
		}
		name, rest, _ := strings.Cut(s, "=")
		value, rest, ok := cutQuoted(rest)
		if !ok {
			return nil, "", malformedHeader("In the Authorization header the value of " + quoted(name) +
				` does not stand in double quotes; write name="value".`)
		}
		s = strings.TrimLeft(rest, " \t")
		if s != "" && s[0] != ',' {
			return nil, "", malformedHeader("In the Authorization header a comma is missing after " + quoted(name) + ".")
		}
		name, nameOK := unescape(name)
		if strings.EqualFold(name, "realm") {
			realm = value // a quoted string, not percent-encoded (RFC 5849 section 3.5.1)
			continue
		}
		value, valueOK := unescape(value)
		if !nameOK || !valueOK {
			return nil, "", malformedHeader("In the Authorization header " + quoted(name) +
				` holds a "%" that is no percent-encoding; write it %25.`)
		}
		params = append(params, param{name, value})
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
