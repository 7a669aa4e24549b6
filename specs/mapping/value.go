package mapping

import (
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"countersign/specs/mapping/moment"
)

type missing struct{}

func (missing) String() string { return "undefined" }

// Missing is the value of what is not there, JavaScript's undefined. It is
// not null, which is nil: an object keeps a key whose value is null, and
// drops one whose value is missing.
var Missing any = missing{}

type unknown struct{}

// Unknown is what an outline has in the place of a formula. No evaluation
// gives it.
var Unknown any = unknown{}

// Truthy reports what JavaScript takes for true: anything but Missing, nil,
// false, 0, NaN and "".
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

func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil, missing:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	default:
		return false
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
	case math.IsInf(f, 0):
		return strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, 64), "+") + "inity"
	case f == 0:
		return "0"
	}
	text, err := json.Marshal(f) // spelt as in JavaScript, exponents too
	if err != nil {
		return "NaN"
	}
	return string(text)
}

// toNumber is JavaScript's Number(text).
func toNumber(s string) float64 {
	s = strings.TrimFunc(s, moment.IsSpace)
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

// parseFloat is JavaScript's parseFloat(v): the number that the text starts
// with, else NaN, which is neither less nor more than anything.
func parseFloat(v any) float64 {
	text := number.FindString(strings.TrimFunc(toString(v), moment.IsSpace))
	if text == "" {
		return math.NaN()
	}
	return parseNumber(text)
}

var number = regexp.MustCompile(`^[+-]?(Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)`)

// parseNumber reads what number matches. Out of range is infinite, in Go and
// in JavaScript.
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

// strictEqual is JavaScript's ===: two containers are equal only when they
// are one and the same.
func strictEqual(a, b any) bool {
	if isContainer(a) || isContainer(b) {
		va, vb := reflect.ValueOf(a), reflect.ValueOf(b)
		return va.IsValid() && vb.IsValid() && va.Type() == vb.Type() && va.Len() == vb.Len() && va.Pointer() == vb.Pointer()
	}
	return a == b
}

// deepEqual compares containers by what they hold; NaN equals itself here.
func deepEqual(a, b any) bool {
	if isNaN(a) && isNaN(b) {
		return true
	}
	return reflect.DeepEqual(a, b)
}

func isNothing(v any) bool { return v == nil || v == Missing }

func isContainer(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return true
	}
	return false
}
