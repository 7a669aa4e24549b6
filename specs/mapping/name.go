package mapping

import (
	"regexp"
	"slices"
	"strings"
)

// firstName is $firstName. A name of one word has none.
func firstName(name node) formula {
	return func(s scope) any {
		if first, last := splitName(nameText(name.eval(s))); last != "" {
			return first
		}
		return Missing
	}
}

// lastName is $lastName. It is the whole of a name of one word.
func lastName(name node) formula {
	return func(s scope) any {
		first, last := splitName(nameText(name.eval(s)))
		switch {
		case last != "":
			return last
		case Truthy(first):
			return first
		}
		return Missing
	}
}

func nameText(v any) string {
	if isNothing(v) {
		return ""
	}
	return toString(v)
}

// space is what JavaScript's \s and trim count as space.
const space = `\s\v\pZ\x{FEFF}`

var (
	spaceBeforeComma = regexp.MustCompile(`\b[` + space + `]+(,[` + space + `]+)\b`)
	tightComma       = regexp.MustCompile(`\b,\b`)
	nameWord         = regexp.MustCompile(`[^` + space + `"]+|"[^"]+"`)
	spaces           = regexp.MustCompile(`[` + space + `]+`)
)

var (
	salutations = strings.Fields("mr master mister mrs miss ms dr prof rev fr judge honorable hon tuan sr srta br pr mx sra")
	suffixes    = strings.Fields("i ii iii iv v senior junior jr sr phd apr rph pe md ma dmd cme qc kc")
	particles   = strings.Fields("vere von van de del della der den di da pietro vanden du st. st la lo ter bin ibn te ten op ben al")
)

// splitName gives the first name, Missing if there is none, and the last. The platform uses the npm package humanparser
// 2.7.0; this follows its steps.
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
		first = strings.TrimFunc(text, isSpace)
	}
	return first, strings.TrimFunc(last, isSpace)
}

// nameWords gives the words of a name. Text in quotes is one word.
func nameWords(name string) []string {
	name = strings.TrimFunc(name, isSpace)
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

// lastBeforeComma parses "van der Berg," and "Hearst Jr.,".
func lastBeforeComma(words []string) string {
	end := len(words) - 1
	final := strings.Replace(words[end], ",", "", 1)
	if isWordOf(suffixes, final) {
		return strings.Join(words[:end], " ")
	}
	return strings.Join(append(slices.Clone(words[:end]), final), " ")
}

// splitWords parses a name that starts with the first name.
func splitWords(words []string) (first any, last string) {
	if len(words) > 1 && isWordOf(salutations, words[0]) {
		if words = words[1:]; len(words) == 1 {
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
