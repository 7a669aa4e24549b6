package document

import "bytes"

// The modes of the JSON lexer: between tokens, or inside one that continues.
const (
	jsonBetween uint8 = iota
	jsonString
	jsonNumber
	jsonBroken // invalid JSON: the rest is text
)

// What JSON allows next.
const (
	wantTop   uint8 = iota // a value at the top level
	wantValue              // the value of a name
	wantFirst              // a value, or the end of an array
	wantItem
	wantFirstName // a name, or the end of an object
	wantName
	wantColon
	wantComma // or the end
)

// LexJSON takes a token of JSON. From the first syntax error on, the body is text.
func LexJSON(s *scanner, w []byte, final bool) (Token, bool) { return jsonScanner{s}.lex(w, final) }

type jsonScanner struct{ *scanner }

func (s jsonScanner) lex(w []byte, final bool) (Token, bool) {
	switch s.mode {
	case jsonBroken:
		return LexPlain(s.scanner, w, final)
	case jsonString:
		return s.jsonString(w, final, beginNothing)
	case jsonNumber:
		if isNumeric(w[0]) {
			return s.jsonNumber(w, final, beginNothing)
		}
		s.mode = jsonBetween
	}
	c := w[0]
	switch {
	case isWhite(c), c == 0x1e && len(s.Stack) == 0: // RS separates JSON text sequences (RFC 7464)
		if c == 0x1e {
			w = []byte(" ")
		}
		return s.white(w), true
	case c == BOM[0] && s.Off == 0:
		if len(w) < len(BOM) && !final {
			return Token{}, false
		}
		if bytes.HasPrefix(w, BOM) {
			return Token{From: 0, To: len(BOM), Role: roleBlank}, true
		}
	case c == '}', c == ']':
		if s.closes(c) {
			return s.jsonClose(), true
		}
	case c == ':' && s.want == wantColon:
		s.want, s.gap = wantValue, false
		return s.take(1, RoleText, beginNothing), true
	case c == ',' && s.want == wantComma && len(s.Stack) > 0:
		s.want, s.gap = wantItem, false
		if s.Stack[len(s.Stack)-1].name == '{' {
			s.want = wantName
		}
		return s.take(1, RoleText, beginNothing), true
	case c == '"' && s.want != wantColon && s.want != wantComma:
		return s.jsonText(w, final)
	case s.want <= wantItem:
		return s.jsonValue(w, final)
	}
	return s.jsonBreak(w, final)
}

// closes reports whether a bracket closes the innermost container.
func (s jsonScanner) closes(c byte) bool {
	if len(s.Stack) == 0 {
		return false
	}
	if s.Stack[len(s.Stack)-1].name == '{' {
		return c == '}' && (s.want == wantFirstName || s.want == wantComma)
	}
	return c == ']' && (s.want == wantFirst || s.want == wantComma)
}

func (s jsonScanner) jsonClose() Token {
	s.gap = false
	t := s.take(1, RoleText, beginIf(s.want == wantComma))
	t.pop = 1
	if t.Begin == beginLine {
		s.depth--
	}
	s.want = wantComma
	if len(s.Stack) == 1 {
		s.want = wantTop
	}
	return t
}

// item counts a value or name, sets what is allowed after it, and returns how it begins.
func (s jsonScanner) item() begin {
	at := beginIf(s.want != wantValue)
	if at == beginLine && len(s.Stack) > 0 {
		s.Stack[len(s.Stack)-1].count++
	}
	s.gap = s.want == wantValue
	switch {
	case s.want == wantFirstName || s.want == wantName:
		s.want = wantColon
	case len(s.Stack) > 0:
		s.want = wantComma
	default:
		s.want = wantTop
	}
	return at
}

func (s jsonScanner) jsonText(w []byte, final bool) (Token, bool) {
	if len(w) <= 8 && !final {
		return Token{}, false
	}
	s.role = RoleString
	if s.want == wantFirstName || s.want == wantName {
		s.role = RoleName
	}
	at := s.item()
	s.mode, s.escaped = jsonString, false
	return s.jsonString(w, final, at)
}

// jsonString takes a string up to its end, or as much as fits.
func (s jsonScanner) jsonString(w []byte, final bool, at begin) (Token, bool) {
	n := s.room(w, final)
	if n <= 0 {
		return Token{}, false
	}
	i := 0
	if at == beginLine || s.gap {
		i = 1 // its opening quote
	}
	for ; i < n; i++ {
		switch c := w[i]; {
		case s.escaped:
			s.escaped = false
		case c == '\\':
			s.escaped = true
		case c == '"':
			s.mode = jsonBetween
			return s.take(i+1, s.role, at), true
		case c == '\n':
			s.mode, s.lineEnded = jsonBroken, false
			if i == 0 {
				return LexPlain(s.scanner, w, final)
			}
			return s.take(i, s.role, at), true
		}
	}
	return s.take(n, s.role, at), true
}

func (s jsonScanner) jsonValue(w []byte, final bool) (Token, bool) {
	c := w[0]
	switch {
	case c == '{' || c == '[':
		if len(s.Stack) >= maxDepth {
			return s.jsonBreak(w, final)
		}
		t := s.take(1, RoleText, s.item())
		t.Open, s.name, s.inline = true, uint64(c), false
		s.want = wantFirst
		if c == '{' {
			s.want = wantFirstName
		}
		return t, true
	case c >= '0' && c <= '9' || c == '-':
		if len(w) <= 4 && !final {
			return Token{}, false
		}
		s.mode = jsonNumber
		return s.jsonNumber(w, final, s.item())
	}
	for _, word := range []string{"true", "false", "null", "NaN", "Infinity"} {
		if c != word[0] {
			continue
		}
		if len(w) <= len(word) && !final {
			return Token{}, false
		}
		ends := len(w) == len(word) || len(w) > len(word) && !isNameStart(w[len(word)]) && !isNumeric(w[len(word)])
		if ends && string(w[:len(word)]) == word {
			return s.take(len(word), RoleLiteral, s.item()), true
		}
	}
	return s.jsonBreak(w, final)
}

func (s jsonScanner) jsonNumber(w []byte, final bool, at begin) (Token, bool) {
	room := s.room(w, final)
	if room <= 0 {
		return Token{}, false
	}
	n := 1
	for n < room && isNumeric(w[n]) {
		n++
	}
	return s.take(n, RoleNumber, at), true
}

// jsonBreak switches to text at a syntax error, on the same line if the error is within one.
func (s jsonScanner) jsonBreak(w []byte, final bool) (Token, bool) {
	at := s.newline || s.want != wantValue && s.want != wantColon && s.want != wantComma
	gap, depth := s.gap && !at, int32(len(s.Stack)) //nolint:gosec // at most maxDepth
	s.mode, s.lineEnded = jsonBroken, at
	t, ok := LexPlain(s.scanner, w, final)
	if at {
		s.depth = depth
	}
	t.space = gap
	return t, ok
}

func isNumeric(c byte) bool {
	return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}
