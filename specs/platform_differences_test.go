package specs_test

import (
	"encoding/json"
	"testing"

	"countersign/specs/mapping"
)

// differences are all known differences between our results and the platform's, each with a formula that shows it. A
// result is JSON, "undefined", or starts with "error". Generated formulas avoid them, so that any other difference is
// noticed.
var differences = []struct {
	why                             string
	formula, variables, theirs, our string
}{
	// What we refuse.
	{"the platform's tables", `{"$lookup":{"a":1}}`, `{}`, `{"$lookup":{"a":1}}`, "error"},
	{"the platform's schemas", `{"$dataSchemaRef":{"a":1}}`, `{}`, `undefined`, "error"},
	{"a placeholder's name is a regular expression there", `{"$tpl":{"template":"{aa}","values":{"a+":"x"}}}`, `{}`, `"x"`, "error"},
	{"values of $tpl must be an object", `{"$tpl":{"template":"{0}","values":["x"]}}`, `{}`, `"x"`, "error"},
	{"JSONata without a limit", `{"$jsonata":"$map([1], function($x){$x})"}`, `{}`, `1`, "error"},
	{"JSONata that multiplies text", `{"$jsonata":"$replace(s, 'a', 'b')"}`, `{"s":"a"}`, `"b"`, "error"},

	// Properties of every JavaScript object are not data.
	{"inherited properties", `{"$var":"o.constructor"}`, `{"o":{}}`, `"function"`, "undefined"},
	{"the prototype", `{"a":{"__proto__":{"a":1},"b":1}}`, `{}`, `{"a":{"b":1}}`, `{"a":{"__proto__":{"a":1},"b":1}}`},
	{"an object made by JSONata has no text", `{"$concat":["a",{"$jsonata":"{'k': 1}"}]}`, `{}`, "error", `"a[object Object]"`},
	{"a list made by JSONata has a mark", `{"$mergeObjects":[{"$jsonata":"l[$ > 1]"}]}`, `{"l":[1,2,3]}`, `{"0":2,"1":3,"sequence":true}`, `{"0":2,"1":3}`},

	{
		"what $plain gives is one object, wherever it stands, so that a $copy in it is replaced once", `{"$iterate":{"source":{"$var":"l"},"item":{"$plain":{"a":{"$copy":"b"}}}}}`,
		`{"l":[1,2]}`, "error", `[{},{}]`,
	},
	{
		"$formula replaces its variables once for all items", `{"$iterate":{"source":{"$var":"l"},"item":{"$formula":{"a":{"$var":"item"}}}}}`,
		`{"l":[1,2]}`, `[{"a":1},{"a":1}]`, `[{"a":1},{"a":2}]`,
	},

	// Items that move up when a variable before them is missing.
	{
		"$formula evaluates what moved to a variable's place", `{"$formula":[{"$var":"nope"},{"$var":"s"},{"$concat":["a","b"]}]}`, `{"s":"S"}`,
		`[{"$var":"s"},"ab"]`, `[{"$var":"s"},{"$concat":["a","b"]}]`,
	},

	// Node parses almost any text as a date; we parse the usual formats.
	{"a day that doesn't exist", `{"$extractDate":"2020-02-30"}`, `{}`, `"2020-03-01"`, "undefined"},
	{"an unusual date", `{"$extractDate":"today 5"}`, `{}`, `"2001-05-01"`, "undefined"},

	// Letters with several counterparts in the other case, or with one that depends on the context.
	{"lower case of a final sigma", `{"$eval":"ΟΔΟΣ","contains":"ος"}`, `{}`, "true", "false"},
	{"upper case of sharp s", `{"$jsonata":"$uppercase(s)"}`, `{"s":"straße"}`, `"STRASSE"`, `"STRAßE"`},
	{"lower case of a final sigma in JSONata", `{"$jsonata":"$lowercase(s)"}`, `{"s":"ΟΔΟΣ"}`, `"οδος"`, `"οδοσ"`},

	// The library that evaluates JSONata.
	{"an empty list counts as missing in JSONata", `{"$jsonata":"$type(e)"}`, `{"e":[]}`, `"array"`, "undefined"},
	{"an object's keys are sorted in its text", `{"$jsonata":"$string(o)"}`, `{"o":{"b":1,"a":2}}`, `"{\"b\":1,\"a\":2}"`, `"{\"a\":2,\"b\":1}"`},
	{"an object's text escapes <, > and &", `{"$jsonata":"$string(o)"}`, `{"o":{"a":"&"}}`, `"{\"a\":\"&\"}"`, `"{\"a\":\"\\u0026\"}"`},
	{"text of a number with more than 15 digits", `{"$jsonata":"n & ''"}`, `{"n":9007199254740993}`, `"9007199254740990"`, `"9007199254740992"`},
	{"text of -0", `{"$jsonata":"-n & ''"}`, `{"n":0}`, `"0"`, `"-0"`},
	{"order against what is missing", `{"$jsonata":"n < nope"}`, `{"n":1}`, "undefined", "false"},
	{"division by nothing", `{"$jsonata":"n / z"}`, `{"n":1,"z":0}`, `"Infinity"`, "undefined"},
	{"one item of a list in a list", `{"$jsonata":"l[1][0]"}`, `{"l":[[1,2],[3]]}`, "3", "[3]"},
}

// differsAsKnown also fails for a difference that no longer exists.
func (p *platform) differsAsKnown(t *testing.T) {
	for _, one := range differences {
		r := p.ask(t, question{Ask: "build", Formula: json.RawMessage(one.formula), Variables: json.RawMessage(one.variables)})
		theirs := "error"
		if r.Error == "" {
			theirs = told(r.value(t))
		}
		our := "error"
		if value, err := evaluate(t, one.formula, one.variables); err == nil {
			our = told(value)
		}
		if theirs != one.theirs || our != one.our {
			t.Errorf("%s: %s with %s\nthe platform gives %s, listed is %s\nwe give %s, listed is %s",
				one.why, one.formula, one.variables, theirs, one.theirs, our, one.our)
		}
	}
	t.Logf("%d known differences", len(differences))
}

func told(v any) string {
	if v == mapping.Missing {
		return "undefined"
	}
	return jsonText(v)
}
