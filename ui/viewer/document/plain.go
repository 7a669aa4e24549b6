package document

import "bytes"

// LexPlain takes text as it is: a part of a line, or the end of one.
func LexPlain(s *scanner, w []byte, final bool) (Token, bool) {
	return lexVerbatim(s, w, final, len(w))
}

// lexVerbatim is lexPlain for the first n bytes of w.
func lexVerbatim(s *scanner, w []byte, final bool, n int) (Token, bool) {
	at := beginIf(s.brk || s.Line < 0)
	s.gap = false
	if ends := lineEnd(w, final); ends != 0 {
		if ends < 0 {
			return Token{}, false
		}
		t := s.takeVerbatim(ends, roleBreak, at)
		s.brk = true
		return t, true
	}
	room := min(s.room(w, final), n)
	if i := bytes.IndexByte(w[:min(s.left()+1, n)], '\n'); i >= 0 { // what stands before it can't become another thing
		room = i
		if i > 1 && w[i-1] == '\r' {
			room--
		}
	} else if room > 1 && w[room-1] == '\r' {
		room--
	}
	if room <= 0 {
		return Token{}, false
	}
	t := s.takeVerbatim(room, RoleText, at)
	s.brk = false
	return t, true
}

func (s *scanner) takeVerbatim(n int, r Role, at begin) Token {
	t := s.take(n, r, at)
	if at == beginLine {
		s.depth = 0
	}
	return t
}

// lineEnd says how long the end of a line at w's beginning is: 0 when there is none, -1 when that can't be told yet.
func lineEnd(w []byte, final bool) int {
	switch {
	case w[0] == '\n':
		return 1
	case w[0] != '\r':
		return 0
	case len(w) > 1 && w[1] == '\n':
		return 2
	case len(w) == 1 && !final:
		return -1
	}
	return 0
}

// The modes of a form's scanner.
const (
	formName uint8 = iota
	formValue
)

// LexForm takes a form's names and values, a pair a line.
func LexForm(s *scanner, w []byte, final bool) (Token, bool) {
	at := beginIf(s.brk || s.Line < 0)
	s.brk = false
	switch {
	case w[0] == '&':
		t := s.take(1, roleBreak, at)
		s.mode, s.brk = formName, true
		return t, true
	case w[0] == '=' && s.mode == formName:
		s.mode = formValue
		return s.take(1, RoleText, at), true
	}
	r, stop := RoleName, "=&"
	if s.mode == formValue {
		r, stop = RoleString, "&"
	}
	n := s.room(w, final)
	if n <= 0 {
		s.brk = at == beginLine
		return Token{}, false
	}
	if i := bytes.IndexAny(w[:n], stop); i >= 0 {
		n = i
	} else if n < len(w) {
		n = wholeEscapes(w, n)
	}
	return s.take(n, r, at), true
}

// wholeEscapes shortens n so that no %41 is cut.
func wholeEscapes(w []byte, n int) int {
	for back := 1; back <= 2 && n > back; back++ {
		if w[n-back] == '%' {
			return n - back
		}
	}
	return n
}
