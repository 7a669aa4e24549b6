package signature

import "strings"

// Param is one decoded name and value.
type Param struct{ Name, Value string }

// ParseForm decodes a query or a form body (application/x-www-form-urlencoded)
// and keeps all of it: the order, repeated names, empty names and values, names
// without "=". Only "&" divides pairs, ";" is a character like any other. An
// escape that isn't one ("100%", "%zz") stays as text. Nothing is refused: a
// server that understands the request otherwise says so.
func ParseForm(raw string) []Param {
	if raw == "" {
		return nil
	}
	params := make([]Param, 0, strings.Count(raw, "&")+1)
	room := newRoom(raw)
	for raw != "" {
		var pair string
		if pair, raw = cut(raw, '&'); pair == "" {
			continue // "a=1&&b=2&" has two pairs
		}
		name, value := cut(pair, '=')
		params = append(params, Param{room.decode(name), room.decode(value)})
	}
	return params
}

// cut is strings.Cut at a single byte, and small enough to be inlined.
func cut(s string, separator byte) (before, after string) {
	if i := strings.IndexByte(s, separator); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// room is where the names and values of one form are decoded. It is made when
// the first of them needs it, and holds them all.
type room struct {
	strings.Builder
	size int // enough for the whole form
}

func newRoom(form string) room { return room{size: len(form)} }

func (r *room) decode(raw string) string {
	plain := span(&literal, raw)
	if plain == len(raw) {
		return raw
	}
	return r.decodeFrom(raw, plain)
}

// decodeFrom decodes a text that needs it, though not in its first plain bytes.
func (r *room) decodeFrom(raw string, plain int) string {
	if r.Cap() == 0 {
		r.Grow(r.size)
	}
	start := r.Len()
	r.WriteString(raw[:plain])
	for i := plain; i < len(raw); i++ {
		c, used := decodeByte(raw, i)
		r.WriteByte(c)
		i += used - 1
	}
	return r.String()[start:]
}

// literal are the bytes that mean themselves in a form.
var literal = func() (set charset) {
	for c := range set {
		if c != '%' && c != '+' {
			set[c] = 1
		}
	}
	return set
}()

// decodeByte gives the byte that raw[i] begins to spell, and in how many: a "+"
// is a space, an escape takes three, and anything else is itself.
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

// hexValue is the value of a hexadecimal digit in either case; of other bytes
// it is more than 15.
var hexValue = func() (values [256]byte) {
	for c := range values {
		values[c] = 0xFF
	}
	for i := range byte(10) {
		values['0'+i] = i
	}
	for i := range byte(6) {
		values['a'+i], values['A'+i] = 10+i, 10+i
	}
	return values
}()
