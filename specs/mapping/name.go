package mapping

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// namePart is $firstName and $lastName. The platform takes names apart with
// the npm package humanparser 2.7.0; so do we, in its steps.
type namePart struct {
	name  node
	first bool
}

func compileFirstName(c *compiler, arg, _ *yaml.Node) node {
	return namePart{name: c.compile(arg), first: true}
}

func compileLastName(c *compiler, arg, _ *yaml.Node) node {
	return namePart{name: c.compile(arg)}
}

// eval gives a name of one word as the last name only.
func (f namePart) eval(s scope) any {
	text := ""
	if v := f.name.eval(s); !isNothing(v) {
		text = toString(v)
	}
	first, last := splitName(text)
	switch {
	case f.first && last == "":
		return Missing
	case f.first:
		return first
	case last != "":
		return last
	case Truthy(first):
		return first
	}
	return Missing
}

// What JavaScript's \s and trim take for space.
const space = `\s\v\pZ\x{FEFF}`

var (
	spaceBeforeComma = regexp.MustCompile(`\b[` + space + `]+(,[` + space + `]+)\b`)
	tightComma       = regexp.MustCompile(`\b,\b`)
	nameWord         = regexp.MustCompile(`[^` + space + `"]+|"[^"]+"`)
	spaces           = regexp.MustCompile(`[` + space + `]+`)
	around           = regexp.MustCompile(`^[` + space + `]+|[` + space + `]+$`)
)

var (
	salutations = strings.Fields("mr master mister mrs miss ms dr prof rev fr judge honorable hon tuan sr srta br pr mx sra")
	suffixes    = strings.Fields("i ii iii iv v senior junior jr sr phd apr rph pe md ma dmd cme qc kc")
	particles   = strings.Fields("vere von van de del della der den di da pietro vanden du st. st la lo ter bin ibn te ten op ben al")
)

// splitName gives the first name, Missing when there is none, and the last.
func splitName(name string) (first any, last string) {
	words := nameWords(name)
	first = Missing
	if len(words) == 1 {
		first = words[0]
	}
	if n := len(words); n > 1 && isWordOf(suffixes, words[n-1]) {
		words = words[:n-1]
		words[n-2] = strings.Replace(words[n-2], ",", "", 1)
	}
	if comma := slices.IndexFunc(words, func(w string) bool { return strings.Contains(w, ",") }); comma >= 0 {
		last = lastBeforeComma(words[:comma+1])
		if comma+1 < len(words) {
			first = words[comma+1]
		}
	} else {
		first, last = splitWords(words)
	}
	if text, ok := first.(string); ok {
		first = around.ReplaceAllString(text, "")
	}
	return first, around.ReplaceAllString(last, "")
}

// nameWords gives the words of a name; what stands in quotes is one.
func nameWords(name string) []string {
	name = around.ReplaceAllString(name, "")
	name = replaceFirst(spaceBeforeComma, name, "$1")
	name = replaceFirst(tightComma, name, ", ")
	words := nameWord.FindAllString(name, -1)
	if words == nil {
		words = spaces.Split(name, -1)
	}
	for i, w := range words {
		if len(w) > 1 && w[0] == '"' && w[len(w)-1] == '"' && !strings.ContainsAny(w, "\n\r\u2028\u2029") {
			words[i] = w[1 : len(w)-1]
		}
	}
	return words
}

func replaceFirst(pattern *regexp.Regexp, s, with string) string {
	at := pattern.FindStringSubmatchIndex(s)
	if at == nil {
		return s
	}
	return s[:at[0]] + string(pattern.ExpandString(nil, with, s, at)) + s[at[1]:]
}

// lastBeforeComma reads "van der Berg," and "Hearst Jr.,".
func lastBeforeComma(words []string) string {
	end := len(words) - 1
	final := strings.Replace(words[end], ",", "", 1)
	if isWordOf(suffixes, final) {
		return strings.Join(words[:end], " ")
	}
	return strings.Join(append(slices.Clone(words[:end]), final), " ")
}

// splitWords reads a name whose first name comes first.
func splitWords(words []string) (first any, last string) {
	if len(words) > 1 && isWordOf(salutations, words[0]) {
		words = words[1:]
		if len(words) == 1 {
			return Missing, words[0]
		}
	}
	first, words = words[0], words[1:]
	if len(words) == 0 {
		return first, ""
	}
	start := len(words) - 1
	for start > 0 && isWordOf(particles, words[start-1]) {
		start--
	}
	return first, strings.Join(words[start:], " ")
}

func isWordOf(list []string, word string) bool {
	return slices.Contains(list, strings.ReplaceAll(strings.ToLower(word), ".", ""))
}

// compileRecord is $record: the id of a record written out, as it stands.
func compileRecord(c *compiler, arg, _ *yaml.Node) node {
	record, _ := c.plain(arg).(map[string]any)
	id, there := record["id"]
	if !there {
		c.warning(arg, "$record has no id, so this is missing", "write {id: …}")
		return literal{Missing}
	}
	return literal{id}
}

// domainFromEmail is $domainFromEmail: what stands after the only @.
type domainFromEmail struct{ address node }

func compileDomainFromEmail(c *compiler, arg, _ *yaml.Node) node {
	return domainFromEmail{c.compile(arg)}
}

func (f domainFromEmail) eval(s scope) any {
	address, _ := f.address.eval(s).(string)
	_, domain, found := strings.Cut(address, "@")
	if !found || strings.Contains(domain, "@") {
		return Missing
	}
	return domain
}
