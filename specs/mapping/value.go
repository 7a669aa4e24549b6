package mapping

import (
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

type missing struct{}

func (missing) String() string { return "undefined" }

// Missing is JavaScript's undefined. It is not null, which is nil: an object keeps a key whose value is null, and omits
// one whose value is missing.
var Missing any = missing{}

type unknown struct{}

// Unknown is the value of a formula in an outline.
var Unknown any = unknown{}

// Truthy reports whether v is true in JavaScript: anything but Missing, nil, false, 0, NaN and "".
func Truthy(v any) bool {
	switch v := v.(type) {
	case nil, missing:
		return false
	case bool:
		return v
	case float64:
		return v != 0 && !math.IsNaN(v)
	case string:
		return v != ""
	default:
		return true
	}
}

// toString is JavaScript's String(v).
func toString(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case missing:
		return "undefined"
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return numberText(v)
	case string:
		return v
	case []any:
		texts := make([]string, len(v))
		for i, one := range v {
			if one != nil {
				texts[i] = toString(one)
			}
		}
		return strings.Join(texts, ",")
	default:
		return "[object Object]"
	}
}

func numberText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0:
		return "0"
	}
	text, _ := json.Marshal(f) //nolint:errchkjson // as in JavaScript, exponents included; it can't fail here
	return string(text)
}

// isSpace reports whether JavaScript counts c as white space or a line terminator.
func isSpace(c rune) bool {
	return strings.ContainsRune("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff", c) || '\u2000' <= c && c <= '\u200a'
}

// toNumber is JavaScript's Number(text).
func toNumber(s string) float64 {
	s = strings.TrimFunc(s, isSpace)
	if s == "" {
		return 0
	}
	if base := radix[s[:min(2, len(s))]]; base > 0 {
		n, ok := new(big.Int).SetString(s[2:], base)
		if !ok || strings.ContainsAny(s, "+-") {
			return math.NaN()
		}
		f, _ := new(big.Float).SetInt(n).Float64()
		return f
	}
	if number.FindString(s) != s {
		return math.NaN()
	}
	return parseNumber(s)
}

var radix = map[string]int{"0x": 16, "0X": 16, "0o": 8, "0O": 8, "0b": 2, "0B": 2}

// parseFloat is JavaScript's parseFloat(v): the number at the start of the text, else NaN, which compares as false.
func parseFloat(v any) float64 {
	return parseNumber(number.FindString(strings.TrimFunc(toString(v), isSpace)))
}

var number = regexp.MustCompile(`^[+-]?(Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)`)

// parseNumber parses a match of number. A number out of range is infinite, in Go and in JavaScript.
func parseNumber(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// looseEqual is JavaScript's ==.
func looseEqual(a, b any) bool {
	switch {
	case isNothing(a) || isNothing(b):
		return isNothing(a) && isNothing(b)
	case isContainer(a) && isContainer(b):
		return strictEqual(a, b)
	case isContainer(a):
		return looseEqual(toString(a), b)
	case isContainer(b):
		return looseEqual(a, toString(b))
	}
	textA, isTextA := a.(string)
	textB, isTextB := b.(string)
	if isTextA && isTextB {
		return textA == textB
	}
	return primitiveNumber(a) == primitiveNumber(b)
}

func primitiveNumber(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case bool:
		if v {
			return 1
		}
		return 0
	case string:
		return toNumber(v)
	default:
		return math.NaN()
	}
}

// strictEqual is JavaScript's ===: a container equals only itself.
func strictEqual(a, b any) bool {
	if isContainer(a) || isContainer(b) {
		va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
		return va.IsValid() && vb.IsValid() && va.Type() == vb.Type() && va.Len() == vb.Len() && va.Pointer() == vb.Pointer()
	}
	return a == b
}

// deepEqual compares containers by their contents; NaN equals itself.
func deepEqual(a, b any) bool { return isNaN(a) && isNaN(b) || reflect.DeepEqual(a, b) }

func isNothing(v any) bool { return v == nil || v == Missing }

func isContainer(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return true
	}
	return false
}
