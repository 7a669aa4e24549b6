package specs_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// generator writes formulas as JSON text, which preserves the order of keys. Each formula of a seed has its own generator,
// so that it can be repeated alone.
type generator struct {
	*rand.Rand
	used map[string]bool // the types of formula that were written
	keep bool            // in a $formula, whose variables all exist: see differences
	item bool            // in an $iterate's item, which has other variables
}

func newGenerator(seed, index uint64) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, index)), used: map[string]bool{}} //nolint:gosec // samples must repeat
}

// generatedTypes are all formulas that need only the platform's evaluator.
var generatedTypes = []string{
	"$var", "$plain", "$concat", "$tpl", "$case", "$eval", "$and", "$or", "$map", "$firstNotEmpty", "$mergeObjects", "$iterate",
	"$copy", "$formula", "$record", "$firstName", "$lastName", "$domainFromEmail", "$extractDate", "$extractTime", "$jsonata",
}

// formulaDepth is the maximum depth of nested formulas.
const formulaDepth = 3

// one gives one of the texts.
func (g *generator) one(texts ...string) string { return texts[g.IntN(len(texts))] }

// in reports true once in n times.
func (g *generator) in(n int) bool { return g.IntN(n) == 0 }

// value gives any value, with formulas up to a depth.
func (g *generator) value(depth int) string {
	switch n := g.IntN(10); {
	case depth > 0 && n < 5:
		return g.formula(depth - 1)
	case depth > 0 && n == 5:
		return g.list(depth - 1)
	case depth > 0 && n == 6:
		return g.object(depth - 1)
	case n == 7:
		return g.variable()
	}
	return g.scalar()
}

func (g *generator) list(depth int) string {
	items := make([]string, g.IntN(4))
	for i := range items {
		items[i] = g.value(depth)
	}
	return "[" + strings.Join(items, ",") + "]"
}

// object gives an object. Now and then it contains a formula's name where that is not a formula.
func (g *generator) object(depth int) string {
	var keys, members []string
	for range g.IntN(4) {
		key := g.name()
		if g.in(15) {
			key = g.one("$var", "$nothing", "$plain", "0", "$concat")
		}
		if slices.Contains(keys, key) {
			continue
		}
		keys = append(keys, key)
		members = append(members, quote(key)+":"+g.value(depth))
	}
	if len(keys) > 0 && keys[0][0] == '$' && keys[0] != "$nothing" {
		return "{" + quote("first") + ":1," + strings.Join(members, ",") + "}"
	}
	return "{" + strings.Join(members, ",") + "}"
}

// plainObject gives key and text pairs as an object.
func plainObject(pairs ...string) string {
	var members []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" { // omitted
			members = append(members, quote(pairs[i])+":"+pairs[i+1])
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// sometimes gives the text, or nothing.
func (g *generator) sometimes(text string) string {
	if g.in(5) {
		return ""
	}
	return text
}

// formula gives a formula of any type.
func (g *generator) formula(depth int) string {
	name := g.one(generatedTypes...)
	for g.item && (name == "$copy" || name == "$formula") { // see differences
		name = g.one(generatedTypes...)
	}
	g.used[name] = true
	if name == "$eval" {
		return g.evaluation(depth)
	}
	// Other keys than the first are ignored.
	if g.in(20) {
		return plainObject(name, g.argument(name, depth), "then", g.scalar())
	}
	return plainObject(name, g.argument(name, depth))
}

func (g *generator) argument(name string, depth int) string {
	if name != "$var" && name != "$jsonata" && name != "$formula" && g.in(12) { // of the wrong type
		return g.value(depth)
	}
	switch name {
	case "$var":
		return g.varArgument()
	case "$plain":
		return g.value(depth)
	case "$concat":
		return g.concat(depth)
	case "$tpl":
		return g.template(depth)
	case "$case":
		return g.choice(depth)
	case "$map":
		return g.translation(depth)
	case "$and", "$or", "$firstNotEmpty", "$mergeObjects":
		return g.items(depth)
	case "$iterate":
		return g.iteration(depth)
	case "$copy":
		return quote(g.locator())
	case "$formula":
		return g.kept(depth)
	case "$record":
		return plainObject(g.one("id", "name"), g.value(depth), "fields", g.scalar())
	case "$firstName", "$lastName":
		return g.orVariable(quote(g.personName()))
	case "$domainFromEmail":
		return g.orVariable(quote(g.one("anna@sample.example", "a@b@c", "@", "", "anna", "a@", "@b", " a @ b ", "ä@ö.example")))
	case "$extractDate", "$extractTime":
		return g.orVariable(quote(g.date()))
	case "$jsonata":
		if g.item {
			return quote(g.one("index + 1", "parent.s & '-' & index", "$uppercase(parent.o.s)", "s", "parent.rows[0].tag", "$exists(parent.s)"))
		}
		return quote(g.expression(2, depth == formulaDepth))
	}
	panic(name)
}

// kept gives an argument of $formula.
func (g *generator) kept(depth int) string {
	if g.in(3) {
		return plainObject("a", g.variable(), "b", g.scalar(), "c", plainObject("$concat", g.scalar()))
	}
	before := g.keep
	g.keep = true
	defer func() { g.keep = before }()
	return g.value(depth)
}

func (g *generator) orVariable(text string) string {
	if g.in(8) {
		return g.variable()
	}
	return text
}

func (g *generator) variable() string { return plainObject("$var", quote(g.locator())) }

func (g *generator) varArgument() string {
	if !g.keep && g.in(15) {
		return g.one("null", "5", "true", "{}", `{"a":1}`)
	}
	return quote(g.locator())
}

func (g *generator) concat(depth int) string {
	if g.in(2) {
		return g.items(depth)
	}
	return plainObject("values", g.sometimes(g.items(depth)), "delimiter", g.sometimes(g.one(quote(","), quote(""), "null", "0", g.value(depth))))
}

// items gives a list, literal or by a formula.
func (g *generator) items(depth int) string {
	if g.in(6) {
		return g.value(depth)
	}
	if depth == 0 {
		depth = 1
	}
	return g.list(depth)
}

func (g *generator) template(depth int) string {
	names := []string{"a", "b", "name", "x y", "é", "1", "a-b", "$&"}
	var text strings.Builder
	for range g.IntN(4) {
		text.WriteString(g.one("{"+g.one(names...)+"}", "-", "{", "}", "$1", "{a", "https://", "{}", "ü"))
	}
	var values []string
	g.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names[:g.IntN(4)] {
		values = append(values, name, g.value(depth))
	}
	return plainObject("template", g.sometimes(quote(text.String())), "values", g.sometimes(plainObject(values...)))
}

func (g *generator) choice(depth int) string {
	cases := make([]string, g.IntN(4))
	for i := range cases {
		if cases[i] = plainObject("filter", g.sometimes(g.filter(depth)), "value", g.sometimes(g.value(depth))); g.in(20) {
			cases[i] = g.scalar()
		}
	}
	list := "[" + strings.Join(cases, ",") + "]"
	if g.in(3) {
		return list
	}
	return plainObject("cases", list, "default", g.sometimes(g.value(depth)))
}

func (g *generator) filter(depth int) string {
	if !g.in(3) {
		return g.value(depth)
	}
	conditions := make([]string, g.IntN(3))
	for i := range conditions {
		conditions[i] = plainObject("field", quote(g.validLocator()), "operator", g.sometimes(quote(g.one(
			"is", "is_not", "is_one_of", "is_not_one_of", "is_true", "is_false", "contains", "does_not_contain", "array_includes",
			"array_does_not_include", "less_than", "less_than_or_equal", "more_than", "more_than_or_equal", "is_empty", "is_not_empty", "like",
		))), "value", g.sometimes(g.one(g.scalar(), g.list(0))))
	}
	return "[" + strings.Join(conditions, ",") + "]"
}

func (g *generator) evaluation(depth int) string {
	operator := g.one(
		"is", "isNot", "oneOf", "noneOf", "contains", "doesNotContain", "lt", "lte", "gt", "gte", "isEmpty", "isNotEmpty", "nothing",
	)
	operand := g.value(depth)
	if strings.HasSuffix(operator, "Of") {
		operand = g.items(depth)
	}
	return plainObject("$eval", g.value(depth), operator, g.sometimes(operand), "is it", g.one("", g.scalar()))
}

func (g *generator) translation(depth int) string {
	pairs := make([]string, g.IntN(4))
	for i := range pairs {
		pairs[i] = plainObject("from", g.sometimes(g.value(depth)), "to", g.sometimes(g.value(depth)))
	}
	return plainObject("value", g.sometimes(g.value(depth)), "mapping", g.sometimes("["+strings.Join(pairs, ",")+"]"), "default", g.sometimes(g.value(depth)))
}

func (g *generator) iteration(depth int) string {
	source := g.one(plainObject("$var", quote("list")), g.items(depth), g.variable())
	before := g.item
	g.item = true
	defer func() { g.item = before }()
	item := g.one(
		plainObject("$var", quote(g.one("item", "index", "parent.a", "item.a", "item[0]", "parent.list[1]"))), // no variables of a $formula
		plainObject("$concat", fmt.Sprintf(`[{"$var":"index"},{"$var":"item"},%s]`, g.value(depth))),
		g.value(depth),
	)
	return plainObject("source", g.sometimes(source), "item", g.sometimes(item))
}
