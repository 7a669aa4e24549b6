package specs_test

import (
	"fmt"
	"strings"
)

// jsonataVariables are the variables of generated expressions. Our JSONata library and the platform's agree on strings,
// numbers, booleans and non-empty lists; see differences for the rest.
func (g *generator) jsonataVariables() string {
	rows := make([]string, 2+g.IntN(2))
	for i := range rows {
		rows[i] = plainObject("id", fmt.Sprint(i), "tag", quote(g.one("a", "b", "ab")))
	}
	return fmt.Sprintf(`"s":%s,"n":%s,"yes":%s,"none":null,"o":%s,"rows":[%s]`, quote(g.text()), g.smallNumber(), g.one("true", "false"),
		plainObject("s", quote(g.text()), "n", g.smallNumber(), "a-b", quote(g.text())), strings.Join(rows, ","))
}

// smallNumber gives a number whose calculations stay below 15 digits.
func (g *generator) smallNumber() string {
	return g.one("0", "1", "2", "-1", "10", "0.5", "-2.25", "100", "123", "1000", "0.125")
}

// expression gives a JSONata expression of the supported subset: see mapping/expression/subset.go.
func (g *generator) expression(depth int, alone bool) string {
	switch n := g.IntN(6); {
	case n == 0:
		return g.numberExpression(depth)
	case n == 1:
		return g.truthExpression(depth)
	case n == 2 && alone:
		return g.listExpression(depth)
	}
	return g.textExpression(depth)
}

func (g *generator) textExpression(depth int) string {
	if depth == 0 {
		return g.one("s", "o.s", "$$.s", "$.o.s", "o.`a-b`", "'b'", "''", "'a b'", "'é'", `'\u65e5'`, "\"a\"")
	}
	x := g.textExpression(depth - 1)
	switch name := g.one("&", "&", "&", "?", "uppercase", "lowercase", "trim", "base64encode", "encodeUrl", "encodeUrlComponent", "substring", "substring3",
		"substringBefore", "substringAfter", "join", "string", "lookup", "decodeUrlComponent", "decodeUrl", "type", "row"); name {
	case "&":
		return x + " & " + g.scalarExpression(depth-1)
	case "?":
		return fmt.Sprintf("(%s ? %s : %s)", g.truthExpression(depth-1), x, g.textExpression(depth-1))
	case "substring":
		return fmt.Sprintf("$substring(%s, %d)", x, g.IntN(5)-2)
	case "substring3":
		return fmt.Sprintf("$substring(%s, %d, %d)", x, g.IntN(3), g.IntN(4))
	case "substringBefore", "substringAfter":
		return fmt.Sprintf("$%s(%s, %s)", name, x, g.one("'b'", "'/'", "' '", "'nowhere'"))
	case "join":
		return fmt.Sprintf("$join([%s, %s], %s)", x, g.textExpression(depth-1), g.one("','", "' '", "''"))
	case "string":
		return "$string(" + g.scalarExpression(depth-1) + ")"
	case "lookup":
		return g.one("$lookup(o, 's')", "$lookup(o, 'nope')", "$lookup(rows[0], 'tag')")
	case "decodeUrlComponent":
		return "$decodeUrlComponent($encodeUrlComponent(" + x + "))"
	case "decodeUrl":
		return g.one("$decodeUrl", "$decodeUrlComponent") + "(" + g.one("'a+b%20c'", "'%2F%2f%C3%A9'", "'%zz'", "'%FF'", "s") + ")"
	case "type":
		return "$type(" + g.one(x, "n", "yes", "o", "rows", "none", "nope") + ")"
	case "row":
		return fmt.Sprintf("rows[id = %d].tag", g.IntN(3))
	default:
		return "$" + name + "(" + g.one(x, x, x, "nope") + ")"
	}
}

// scalarExpression gives an expression for a scalar.
func (g *generator) scalarExpression(depth int) string {
	switch g.IntN(6) {
	case 0:
		return "(" + g.numberExpression(depth) + " + 0)" // avoids -0
	case 1:
		return "(" + g.truthExpression(depth) + ")"
	case 2:
		return g.one("nope", "o.nope", "$$.nope", "none", "null")
	default:
		return g.textExpression(depth)
	}
}

func (g *generator) numberExpression(depth int) string {
	if depth == 0 {
		return g.one("n", "o.n", "$$.n", "1", "0.5", "-3", "10", "1e2")
	}
	x := g.numberExpression(depth - 1)
	switch name := g.one("+", "-", "*", "/", "-x", "length", "number", "abs", "floor", "ceil", "round", "sum", "max", "min", "average", "count", "?"); name {
	case "+", "-", "*":
		return fmt.Sprintf("(%s %s %s)", x, name, g.numberExpression(depth-1))
	case "/":
		return fmt.Sprintf("(%s %s %s)", x, g.one("/", "%"), g.one("2", "4", "8"))
	case "-x":
		return "-(" + x + ")"
	case "length":
		return "$length(" + g.textExpression(depth-1) + ")"
	case "number":
		return "$number(" + g.one("'12'", "'-0.5'", "'1e3'", "'x'", "n") + ")"
	case "sum", "max", "min", "average":
		return fmt.Sprintf("$%s(%s)", name, g.one("rows.id", "["+x+", "+g.numberExpression(depth-1)+"]"))
	case "count":
		return "$count(" + g.one("rows", "rows.id", "nope", "[1, 2]", "s") + ")"
	case "?":
		return fmt.Sprintf("(%s ? %s : %s)", g.truthExpression(depth-1), x, g.numberExpression(depth-1))
	default:
		return "$" + name + "(" + x + ")"
	}
}

func (g *generator) truthExpression(depth int) string {
	if depth == 0 {
		return g.one("yes", "true", "false", "$exists(s)", "$exists(nope)", "$not(yes)", "$boolean($not(nope))", "$boolean(n)", "$boolean(s)", "$exists(none)")
	}
	switch name := g.one("=", "number", "order", "and", "or", "in", "contains", "not", "boolean"); name {
	case "=":
		return fmt.Sprintf("(%s %s %s)", g.textExpression(depth-1), g.one("=", "!="), g.textExpression(depth-1))
	case "number":
		return fmt.Sprintf("(%s %s %s)", g.numberExpression(depth-1), g.one("=", "!=", "<", "<=", ">", ">="), g.numberExpression(depth-1))
	case "order":
		return fmt.Sprintf("(%s %s %s)", g.one("'a'", "'b'", "s"), g.one("<", "<=", ">", ">="), g.one("'a'", "'B'", "o.s"))
	case "and", "or":
		return fmt.Sprintf("(%s %s %s)", g.truthExpression(depth-1), name, g.truthExpression(depth-1))
	case "in":
		return fmt.Sprintf("(%s in [%s, 'b'])", g.textExpression(depth-1), g.textExpression(depth-1))
	case "contains":
		return fmt.Sprintf("$contains(%s, %s)", g.textExpression(depth-1), g.one("'a'", "'b'", "'/'", "' '"))
	case "not":
		return "$not(" + g.truthExpression(depth-1) + ")"
	default:
		return "$boolean(" + g.scalarExpression(depth-1) + ")"
	}
}

func (g *generator) listExpression(depth int) string {
	x, y := g.one("s", "o.s", "n", "yes", "'b'", "1"), g.one("s", "o.n", "yes", "'c'")
	switch g.IntN(9) {
	case 8:
		return g.one("[$lookup(o, 'nope'), s]", "{'k': $lookup(o, 'nope'), 'l': none}.l", "[nope, none, s]", "$lookup(rows, 'tag')", "$lookup(rows, 'nope')")
	case 0:
		return fmt.Sprintf("[%s, %s]", g.textExpression(max(depth-1, 0)), y)
	case 1:
		return fmt.Sprintf("{'k': %s, 'l': %s}.%s", x, y, g.one("k", "l", "m"))
	case 2:
		return fmt.Sprintf("$append([%s], %s)", x, y)
	case 3:
		return fmt.Sprintf("$reverse([%s, %s])", x, y)
	case 4:
		return g.one("rows.id", "rows.tag", "rows[0]", "rows[1].tag", "rows[-1].id", "rows[9].id", "o", "rows")
	case 5:
		return fmt.Sprintf("rows[tag = '%s'].id", g.one("a", "b", "ab", "c"))
	case 6:
		return fmt.Sprintf("rows[id > %d].tag", g.IntN(3))
	default:
		return fmt.Sprintf("$merge([o, o]).%s", g.one("s", "n", "nope"))
	}
}
