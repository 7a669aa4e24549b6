package moment

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// token is one token of a written moment.
type token struct {
	kind   tokenKind
	symbol byte // of a symbol
	number int  // of a number; the month, hours or hour of a word
	length int  // how long a number or a word is written
}

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenNumber
	tokenSymbol // : - + . ( )
	tokenSpace
	tokenOther
	tokenMonth
	tokenHalf  // am, pm
	tokenZone  // utc, est, …
	tokenClock // the T between date and time
	tokenWord  // one without a meaning
)

func (t token) is(symbol byte) bool { return t.kind == tokenSymbol && t.symbol == symbol }
func (t token) isSign() bool        { return t.is('+') || t.is('-') }
func (t token) isZulu() bool        { return t.kind == tokenZone && t.length == 1 }

// isDigits reports whether the token is a number of so many digits.
func (t token) isDigits(n int) bool { return t.kind == tokenNumber && t.length == n }

func (t token) sign() int {
	if t.symbol == '-' {
		return -1
	}
	return 1
}

var monthWords = strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")

var zoneWords = map[string]int{
	"ut": 0, "utc": 0, "z": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}

// scanner gives a moment's tokens. Numbers keep nine digits, and of
// words only months may be longer than their first three letters.
type scanner struct {
	rest string
	next token
}

func newScanner(text string) *scanner {
	s := &scanner{rest: text}
	s.advance()
	return s
}

// take gives the next token and goes on.
func (s *scanner) take() token {
	t := s.next
	s.advance()
	return t
}

// skip passes over a symbol, if it comes next.
func (s *scanner) skip(symbol byte) bool {
	found := s.next.is(symbol)
	if found {
		s.advance()
	}
	return found
}

func (s *scanner) advance() {
	if s.rest == "" {
		s.next = token{}
		return
	}
	c, size := utf8.DecodeRuneInString(s.rest)
	switch {
	case isDigit(c):
		s.next = s.numeral()
	case strings.ContainsRune(":-+.)", c):
		s.next = token{kind: tokenSymbol, symbol: s.rest[0]}
		s.rest = s.rest[1:]
	case IsSpace(c):
		s.next = token{kind: tokenSpace}
		s.rest = strings.TrimLeftFunc(s.rest, IsSpace)
	case c >= 'A':
		s.next = s.word()
	case c == '(':
		s.next = token{kind: tokenOther}
		s.parentheses()
	default:
		s.next = token{kind: tokenOther}
		s.rest = s.rest[size:]
	}
}

func (s *scanner) numeral() token {
	length := len(s.rest) - len(strings.TrimLeftFunc(s.rest, isDigit))
	t := token{kind: tokenNumber, length: length}
	for i, c := range strings.TrimLeft(s.rest[:length], "0") {
		if i < 9 {
			t.number = t.number*10 + int(c-'0')
		}
	}
	s.rest = s.rest[length:]
	return t
}

func (s *scanner) word() token {
	inWord := func(c rune) bool { return c >= 'A' && !IsSpace(c) }
	word := s.rest[:len(s.rest)-len(strings.TrimLeftFunc(s.rest, inWord))]
	s.rest = s.rest[len(word):]
	t := token{kind: tokenWord, length: len(word)}
	word = strings.ToLower(word)
	zone, isZone := zoneWords[word]
	switch month := slices.Index(monthWords, word[:min(3, len(word))]); {
	case month >= 0:
		t.kind, t.number = tokenMonth, month+1
	case word == "am":
		t.kind = tokenHalf
	case word == "pm":
		t.kind, t.number = tokenHalf, 12
	case word == "t":
		t.kind = tokenClock
	case isZone:
		t.kind, t.number = tokenZone, zone
	}
	return t
}

// parentheses passes over what stands in them, and in those within.
func (s *scanner) parentheses() {
	open := 0
	for i, c := range s.rest {
		switch c {
		case '(':
			open++
		case ')':
			open--
		}
		if open == 0 {
			s.rest = s.rest[i+1:]
			return
		}
	}
	s.rest = ""
}

func isDigit(c rune) bool { return '0' <= c && c <= '9' }

// IsSpace reports what JavaScript takes for white space or the end of a line.
func IsSpace(c rune) bool {
	return strings.ContainsRune("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff", c) || '\u2000' <= c && c <= '\u200a'
}
