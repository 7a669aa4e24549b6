package erase

import (
	"regexp"
	"slices"
	"strings"
)

type kind int

const (
	end      kind = iota
	word          // a name or keyword, including #private names
	literal       // a number, string, regular expression, or template without ${}
	template      // a part of a template; its text is reduced to "`${", "}${" or "}`"
	punct
)

type token struct {
	kind       kind
	text       string
	start, end int
	newline    bool // there is a line break before it
}

func (t token) is(texts ...string) bool {
	return (t.kind == punct || t.kind == word) && slices.Contains(texts, t.text)
}

var (
	blank   = regexp.MustCompile(`^(?s:[\s\v\pZ\x{85}\x{feff}]|//[^\n]*|/\*.*?\*/)+`)
	name    = regexp.MustCompile(`^[#\pL_$\\][\pL\p{Nd}\p{Mn}_$\\\x{200c}\x{200d}]*`)
	number  = regexp.MustCompile(`^(?:0[xX][\w.$]*|\.?\d(?:[eE][+-]|[\w.$])*)`)
	quoted  = regexp.MustCompile(`^(?:'(?:[^'\\\n]|\\(?s:.))*'|"(?:[^"\\\n]|\\(?s:.))*")`)
	pattern = regexp.MustCompile(`^/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[\pL\p{Nd}_$]*`)
	// operator matches an operator. A > is always alone, as it can close type arguments.
	operator = regexp.MustCompile(`^(?:&&=|\|\|=|\?\?=|\*\*=|===|!==|\.\.\.|<<=|=>|==|!=|\+\+|--|[-+*/%&|^]=|&&|\|\||\?\?|\?\.|\*\*|<=|<<|(?s:.))`)
)

type scanner struct {
	text   string
	at     int
	tokens []token
	braces []bool // of the open ones: whether it is that of a template
	parens []bool // of the open ones: whether a statement follows it, as that of an if
	after  bool   // a statement follows the parenthesis just closed
}

// scan gives the tokens of text. The last one has kind end.
func scan(text string) []token {
	s := &scanner{text: text}
	if strings.HasPrefix(text, "#!") {
		s.at = len(text)
		if i := strings.IndexByte(text, '\n'); i >= 0 {
			s.at = i
		}
	}
	for {
		skipped := blank.FindString(s.text[s.at:])
		s.at += len(skipped)
		t := s.next()
		t.newline = strings.ContainsAny(skipped, "\n\r\u2028\u2029")
		s.tokens = append(s.tokens, t)
		if t.kind == end {
			return s.tokens
		}
		s.at = t.end
	}
}

func (s *scanner) next() token {
	rest := s.text[s.at:]
	switch {
	case rest == "":
		return token{kind: end, start: s.at, end: s.at}
	case strings.HasPrefix(rest, "/*"):
		panic(failed{s.at, "unterminated comment"})
	case rest[0] == '\'' || rest[0] == '"':
		return s.literal(quoted, "string")
	case rest[0] == '/' && s.operandExpected():
		return s.literal(pattern, "regular expression")
	case rest[0] == '`':
		return s.template()
	case rest[0] == '}' && len(s.braces) > 0 && s.braces[len(s.braces)-1]:
		s.braces = s.braces[:len(s.braces)-1]
		return s.template()
	}
	if strings.ContainsRune(".0123456789", rune(rest[0])) {
		if n := len(number.FindString(rest)); n > 0 {
			return s.token(literal, n)
		}
	}
	if n := len(name.FindString(rest)); n > 0 {
		return s.token(word, n)
	}
	n := len(operator.FindString(rest))
	if strings.HasPrefix(rest, "?.") && len(number.FindString(rest[1:])) > 0 {
		n = 1 // a ?.5:b
	}
	s.bracket(rest[0])
	return s.token(punct, n)
}

func (s *scanner) token(k kind, length int) token {
	return token{kind: k, text: s.text[s.at : s.at+length], start: s.at, end: s.at + length}
}

func (s *scanner) literal(form *regexp.Regexp, name string) token {
	n := len(form.FindString(s.text[s.at:]))
	if n == 0 {
		panic(failed{s.at, "unterminated " + name})
	}
	return s.token(literal, n)
}

// template scans up to the next ${ or the end of the template.
func (s *scanner) template() token {
	first := s.text[s.at]
	for i := s.at + 1; i < len(s.text); i++ {
		switch {
		case s.text[i] == '\\':
			i++
		case s.text[i] == '`' && first == '`':
			return s.token(literal, i+1-s.at)
		case s.text[i] == '`':
			t := s.token(template, i+1-s.at)
			t.text = "}`"
			return t
		case strings.HasPrefix(s.text[i:], "${"):
			s.braces = append(s.braces, true)
			t := s.token(template, i+2-s.at)
			t.text = string(first) + "${"
			return t
		}
	}
	panic(failed{s.at, "unterminated template"})
}

// bracket keeps track of open brackets.
func (s *scanner) bracket(ch byte) {
	switch ch {
	case '{':
		s.braces = append(s.braces, false)
	case '}':
		if len(s.braces) > 0 {
			s.braces = s.braces[:len(s.braces)-1]
		}
	case '(':
		s.parens = append(s.parens, s.last().is("if", "while", "for", "with", "await"))
	case ')':
		if s.after = false; len(s.parens) > 0 {
			s.after = s.parens[len(s.parens)-1]
			s.parens = s.parens[:len(s.parens)-1]
		}
	}
}

func (s *scanner) last() token {
	if len(s.tokens) == 0 {
		return token{kind: punct, text: ";"}
	}
	return s.tokens[len(s.tokens)-1]
}

// operandExpected reports whether a / starts a regular expression, and is not a division.
func (s *scanner) operandExpected() bool {
	switch last := s.last(); {
	case last.kind == word:
		return last.is("return", "typeof", "case", "do", "else", "in", "instanceof", "new", "void", "delete", "throw", "yield", "await", "of", "default")
	case last.kind == literal:
		return false
	case last.kind == template:
		return last.text != "}`"
	case last.is(")"):
		return s.after
	case last.is("}"): // of a block or an object; a division rarely starts a line
		return strings.Contains(s.text[last.end:s.at], "\n")
	default:
		return !last.is("]", "++", "--")
	}
}
