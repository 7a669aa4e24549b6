package specs_test

import (
	"fmt"
	"strings"
)

// quote writes a string that is the same in JSON and YAML: everything but plain ASCII is escaped.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case ' ' <= r && r <= '~' || r > 0xFFFF:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// names are few, so that locators find something.
var names = []string{"a", "b", "list", "text", "é", "x y", "a.b", "b[c", "0", "1", "length", `d\e`, "a-b", "ключ", "😀"}

func (g *generator) name() string { return g.one(names...) }

// scalar gives a scalar, or an empty container.
func (g *generator) scalar() string {
	switch g.IntN(4) {
	case 0:
		return g.one("null", "true", "false", "{}", "[]")
	case 1:
		return g.number()
	default:
		return quote(g.text())
	}
}

func (g *generator) number() string {
	if g.in(2) {
		return fmt.Sprint(g.IntN(20) - 5)
	}
	return g.one("0", "-0", "1", "-1", "0.5", "1.0", "1e3", "1E+2", "100000000000000000000", "1e21", "1e-7", "0.1", "123456789.125",
		"9007199254740993", "-1.5e-10", "0.000001", "5e-324", "1.7976931348623157e308")
}

func (g *generator) text() string {
	if g.in(6) {
		return g.name()
	}
	return g.one("", "a", "A", "b", "abc", "ABC", " ", "0", "1", "-1", "00", "1.0", "1e3", "0x10", "0b11", "0o7", " 5 ", "5px", ".5", "5.", "-",
		"Infinity", "-Infinity", "NaN", "null", "undefined", "true", "false", "é", "É", "日本", "😀", "a,b", "[object Object]", "1,2", "\n", "\t1\n",
		"\u00a01", "\ufeff1", "\u00851", "+1", "1_000", "1e1000", "0x", "a=b&c=d", "100%", "https://sample.example/?a=b", "2020-01-02T03:04:05Z")
}

// variables gives the variables of a formula.
func (g *generator) variables() string {
	members := []string{quote("list") + ":" + g.plain(2, "list"), g.jsonataVariables()}
	for _, name := range names {
		if name != "list" && g.in(2) {
			members = append(members, quote(name)+":"+g.plain(2, ""))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// plain gives a value without formulas.
func (g *generator) plain(depth int, kind string) string {
	n := g.IntN(8)
	switch {
	case kind == "list" || depth > 0 && n < 2:
		items := make([]string, g.IntN(4))
		for i := range items {
			items[i] = g.plain(depth-1, "")
		}
		return "[" + strings.Join(items, ",") + "]"
	case depth > 0 && n < 5:
		var members []string
		for _, name := range names {
			if g.in(4) {
				members = append(members, quote(name)+":"+g.plain(depth-1, ""))
			}
		}
		return "{" + strings.Join(members, ",") + "}"
	}
	return g.scalar()
}

// locator gives valid and invalid locators.
func (g *generator) locator() string {
	if g.keep {
		return g.one("s", "n", "$.yes", "o.s", "o", "rows[1].tag", "none")
	}
	if !g.in(5) {
		return g.validLocator()
	}
	if g.in(2) {
		return g.one("", "$a", "$$", "a[", "a[x]", "a[-1]", "a]", "[k]", `["k"]`, "$.", ".", "..", "a..b", "a.", ".a", "a[0]b", `a\`, `\`, `a\\.b`, "a[]", "a[ ]",
			"a[1.5]", "a[ 0 ]", "a[0x1]", "a[1e0]", "a[Infinity]", "a[+1]", "a[00]", "$[0]", "[0]", "$.a[0][1]", "a\n.b", `a\.b`, "a\\\r", "a\\\u2028b")
	}
	var b strings.Builder
	for range g.IntN(8) {
		b.WriteString(g.one("$", ".", "[", "]", `\`, "a", "b", "0", "1", " ", "list"))
	}
	return b.String()
}

func (g *generator) validLocator() string {
	escape := strings.NewReplacer(".", `\.`, "[", `\[`, "]", `\]`, `\`, `\\`)
	text := g.one("", "$.") + escape.Replace(g.name())
	if strings.HasPrefix(text, "list") || g.in(3) {
		text += g.one("", "[0]", "[1]", ".0", ".length", "[0].a", "[1][0]")
	}
	if g.in(2) {
		text += "." + escape.Replace(g.name())
	}
	if g.in(20) {
		return "$"
	}
	return text
}

// personName gives a name as people and forms write it.
func (g *generator) personName() string {
	words := make([]string, g.IntN(5))
	for i := range words {
		words[i] = g.one("Anna", "Sample", "van", "der", "Berg", "Dr.", "Mr", "Jr.", "III", "de la", "PhD", "Sample,", ",", "O'Brien", "J.", `"Mary Ann"`,
			"Ünal", "李", "von", "St.", "Mrs.", "Ms", "ma", "Bin", "V")
	}
	return g.one("", " ") + strings.Join(words, g.one(" ", " ", "  ", "\u00a0", "\t", ", ")) + g.one("", "", " ", ", Jr.", " Sr")
}

// date gives a time in the formats that we parse; the platform parses more: see differences.
func (g *generator) date() string {
	year, month, day := 1000+g.IntN(1300), 1+g.IntN(12), 1+g.IntN(28)
	hour, minute, second := g.IntN(24), g.IntN(60), g.IntN(60)
	clock := g.one("", fmt.Sprintf("T%02d:%02d", hour, minute), fmt.Sprintf("T%02d:%02d:%02d", hour, minute, second),
		fmt.Sprintf("T%02d:%02d:%02d.%d", hour, minute, second, g.IntN(1000)), fmt.Sprintf(" %02d:%02d:%02d", hour, minute, second))
	zone := g.one("", "", "Z", "+02:00", "-05:30")
	if clock == "" {
		zone = ""
	}
	word := g.one("Jan", "Feb", "Apr", "May", "Jul", "August", "Oct", "Nov", "December")
	switch g.IntN(6) {
	case 0, 1:
		return fmt.Sprintf("%04d-%02d-%02d%s%s", year, month, day, clock, zone)
	case 2:
		return fmt.Sprintf("%s %d, %d", word, day, year)
	case 3:
		return fmt.Sprintf("%d %s %d%s", day, word, year, g.one("", fmt.Sprintf(" %02d:%02d:%02d GMT", hour, minute, second)))
	case 4:
		return fmt.Sprintf("%s, %02d %s %04d %02d:%02d:%02d %s", g.one("Mon", "Tue", "Sunday"), day, word, year, hour, minute, second, g.one("GMT", "+0100", "UTC"))
	default:
		return g.one(fmt.Sprintf("%d/%d/%d", month, day, year), fmt.Sprintf("%04d/%02d/%02d", year, month, day), fmt.Sprintf("%04d-%02d", year, month),
			fmt.Sprint(year), "today", "", "1577934245000")
	}
}
