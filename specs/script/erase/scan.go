package erase

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind int

const (
	end      kind = iota
	word          // a name or keyword, #private ones too
	literal       // number, string, regular expression, a template without ${}
	template      // a part of a template: "`…${", "}…${" or "}…`"
	punct
)

// token is a piece of the text. Of a template's part, what says which one it
// is stands in text.
type token struct {
	kind       kind
	text       string
	start, end int
	newline    bool // there is a line break before it
}

// punctuators, longest first. A > stands always alone, as it may close type
// arguments.
var punctuators = []string{
	"&&=", "||=", "??=", "**=", "===", "!==", "...", "<<=",
	"=>", "==", "!=", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "&&", "||", "??", "?.", "**", "<=", "<<",
}

type scanner struct {
	text   string
	at     int
	tokens []token
	braces []bool // of the open ones: whether it is a template's
	parens []bool // of the open ones: whether it is an if's, while's, for's or with's
	after  bool   // the parenthesis just closed was
}

// scan makes tokens of text, the last of which is the end.
func scan(text string) []token {
	s := &scanner{text: text}
	for {
		newline := s.space()
		t := s.next()
		t.newline = newline
		s.tokens = append(s.tokens, t)
		if t.kind == end {
			return s.tokens
		}
		s.at = t.end
	}
}

// space skips white space and comments.
func (s *scanner) space() (newline bool) {
	for s.at < len(s.text) {
		rest := s.text[s.at:]
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "#!") && s.at == 0:
			size = len(rest)
			if i := strings.IndexByte(rest, '\n'); i >= 0 {
				size = i
			}
		case strings.HasPrefix(rest, "/*"):
			i := strings.Index(rest[2:], "*/")
			if i < 0 {
				panic(failed{s.at, "the comment does not end"})
			}
			size = i + 4
			newline = newline || strings.Contains(rest[:size], "\n")
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			newline = true
		case !unicode.IsSpace(r) && r != '\ufeff':
			return newline
		}
		s.at += size
	}
	return newline
}

func (s *scanner) next() token {
	if s.at == len(s.text) {
		return token{kind: end, start: s.at, end: s.at}
	}
	rest := s.text[s.at:]
	switch ch := rest[0]; {
	case ch == '\'' || ch == '"':
		return s.token(literal, s.quoted(ch))
	case ch == '`':
		return s.template(1)
	case ch == '}' && len(s.braces) > 0 && s.braces[len(s.braces)-1]:
		s.braces = s.braces[:len(s.braces)-1]
		return s.template(1)
	case ch >= '0' && ch <= '9' || ch == '.' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
		return s.token(literal, numberLength(rest))
	case ch == '/' && s.regexpMayStand():
		return s.token(literal, s.regexp())
	}
	if n := wordLength(rest); n > 0 {
		return s.token(word, n)
	}
	for _, p := range punctuators {
		if strings.HasPrefix(rest, p) && (p != "?." || len(rest) < 3 || rest[2] < '0' || rest[2] > '9') {
			return s.token(punct, len(p))
		}
	}
	s.bracket(rest[0])
	_, size := utf8.DecodeRuneInString(rest)
	return s.token(punct, size)
}

func (s *scanner) token(k kind, length int) token {
	return token{kind: k, text: s.text[s.at : s.at+length], start: s.at, end: s.at + length}
}

// bracket keeps what brackets are open.
func (s *scanner) bracket(ch byte) {
	switch ch {
	case '{':
		s.braces = append(s.braces, false)
	case '}':
		if len(s.braces) > 0 {
			s.braces = s.braces[:len(s.braces)-1]
		}
	case '(':
		last := s.last()
		s.parens = append(s.parens, last.kind == word && slices.Contains([]string{"if", "while", "for", "with", "await"}, last.text))
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

func (s *scanner) quoted(quote byte) int {
	for i := s.at + 1; i < len(s.text) && s.text[i] != '\n'; i++ {
		switch s.text[i] {
		case '\\':
			i++
		case quote:
			return i + 1 - s.at
		}
	}
	panic(failed{s.at, "the string does not end"})
}

// template reads on to the next ${ or to the template's end.
func (s *scanner) template(opening int) token {
	first := s.text[s.at]
	for i := s.at + opening; i < len(s.text); i++ {
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
	panic(failed{s.at, "the template does not end"})
}

// beforeOperand are the keywords that an operand follows, in which a / begins
// a regular expression.
var beforeOperand = []string{
	"return", "typeof", "case", "do", "else", "in", "instanceof", "new", "void", "delete", "throw", "yield", "await", "of", "default",
}

func (s *scanner) regexpMayStand() bool {
	switch last := s.last(); last.kind {
	case word:
		return slices.Contains(beforeOperand, last.text)
	case literal:
		return false
	case template:
		return last.text != "}`"
	default:
		switch last.text {
		case ")":
			return s.after
		case "]", "++", "--":
			return false
		case "}": // a block's or an object's; a division rarely begins a line
			return strings.Contains(s.text[last.end:s.at], "\n")
		}
		return true
	}
}

func (s *scanner) regexp() int {
	class := false
	for i := s.at + 1; i < len(s.text) && s.text[i] != '\n'; i++ {
		switch ch := s.text[i]; {
		case ch == '\\':
			i++
		case ch == '[':
			class = true
		case ch == ']':
			class = false
		case ch == '/' && !class:
			return i + 1 - s.at + wordLength(s.text[i+1:])
		}
	}
	panic(failed{s.at, "the regular expression does not end"})
}

func wordLength(text string) int {
	for i, r := range text {
		if r != '_' && r != '$' && r != '\\' && !unicode.IsLetter(r) && (i != 0 || r != '#') &&
			(i == 0 || !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) && r != '\u200c' && r != '\u200d') {
			return i
		}
	}
	return len(text)
}

func numberLength(text string) int {
	for i := 0; i < len(text); i++ {
		ch := text[i]
		exponent := (ch == '+' || ch == '-') && (text[i-1] == 'e' || text[i-1] == 'E') && !strings.HasPrefix(text, "0x")
		if ch != '.' && ch != '_' && !exponent && wordLength("a"+text[i:i+1]) < 2 {
			return i
		}
	}
	return len(text)
}
