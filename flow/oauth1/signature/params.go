package signature

import "strings"

// Param is a decoded name and value.
type Param struct{ Name, Value string }

// ParseForm decodes a query or a form body (application/x-www-form-urlencoded). Unlike url.ParseQuery it keeps
// everything: the order, repeated and empty names, and ";", which is not a separator. An invalid escape ("100%", "%zz")
// is kept as text.
func ParseForm(raw string) []Param {
	if raw == "" {
		return nil
	}
	params := make([]Param, 0, strings.Count(raw, "&")+1)
	for raw != "" {
		var pair string
		if pair, raw = cut(raw, '&'); pair == "" {
			continue // "a=1&&b=2&" has two pairs
		}
		name, value := cut(pair, '=')
		params = append(params, Param{decode(name), decode(value)})
	}
	return params
}

// cut is strings.Cut for a single byte; the compiler inlines it.
func cut(s string, separator byte) (before, after string) {
	if i := strings.IndexByte(s, separator); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// decode decodes a name or a value.
func decode(raw string) string {
	if span(&literal, raw) == len(raw) {
		return raw
	}
	decoded := make([]byte, 0, len(raw))
	for i, used := 0, 0; i < len(raw); i += used {
		var c byte
		c, used = decodeByte(raw, i)
		decoded = append(decoded, c)
	}
	return string(decoded)
}

// literal are the bytes that a form does not encode.
var literal = func() (set charset) {
	for c := range set {
		if c != '%' && c != '+' {
			set[c] = 1
		}
	}
	return set
}()

// decodeByte returns the byte encoded at raw[i], and the length of its encoding: "+" is a space, an escape has three
// bytes, and anything else is itself.
func decodeByte(raw string, i int) (c byte, used int) {
	switch c = raw[i]; {
	case c == '+':
		return ' ', 1
	case c == '%' && i+2 < len(raw):
		if high, low := hexValue[raw[i+1]], hexValue[raw[i+2]]; high|low < 16 {
			return high<<4 | low, 3
		}
	}
	return c, 1
}

// hexValue is the value of a hexadecimal digit, and more than 15 for any other byte.
var hexValue = func() (values [256]byte) {
	for c := range values {
		values[c] = 0xFF
	}
	for i, c := range []byte("0123456789abcdef") {
		values[c] = byte(i)
	}
	copy(values['A':], values['a':'g'])
	return values
}()
