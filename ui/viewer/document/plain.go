package document

import "bytes"

// LexPlain takes unformatted text: a part of a line, or its end.
func LexPlain(s *scanner, w []byte, final bool) (Token, bool) {
	return lexVerbatim(s, w, final, len(w))
}

// lexVerbatim is LexPlain for the first n bytes of w.
func lexVerbatim(s *scanner, w []byte, final bool, n int) (Token, bool) {
	at := beginIf(s.lineEnded || s.Line < 0)
	s.gap = false
	if ends := lineEnd(w, final); ends != 0 {
		if ends < 0 {
			return Token{}, false
		}
		t := s.takeVerbatim(ends, roleBreak, at)
		s.lineEnded = true
		return t, true
	}
	room := min(s.room(w, final), n)
	if i := bytes.IndexByte(w[:min(s.left()+1, n)], '\n'); i >= 0 { // text before a line break is final
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
	s.lineEnded = false
	return t, true
}

func (s *scanner) takeVerbatim(n int, r Role, at begin) Token {
	t := s.take(n, r, at)
	if at == beginLine {
		s.depth = 0
	}
	return t
}

// lineEnd returns the length of the line break at the start of w: 0 if there is none, -1 if that cannot be decided yet.
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

// The modes of LexForm.
const (
	formName uint8 = iota
	formValue
)

// LexForm takes the names and values of a URL-encoded form, one pair per line.
func LexForm(s *scanner, w []byte, final bool) (Token, bool) {
	at := beginIf(s.lineEnded || s.Line < 0)
	s.lineEnded = false
	switch {
	case w[0] == '&':
		t := s.take(1, roleBreak, at)
		s.mode, s.lineEnded = formName, true
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
		s.lineEnded = at == beginLine
		return Token{}, false
	}
	if i := bytes.IndexAny(w[:n], stop); i >= 0 {
		n = i
	} else if n < len(w) {
		n = wholeEscapes(w, n)
	}
	return s.take(n, r, at), true
}

// wholeEscapes shortens n so that it does not split an escape such as %41.
func wholeEscapes(w []byte, n int) int {
	for back := 1; back <= 2 && n > back; back++ {
		if w[n-back] == '%' {
			return n - back
		}
	}
	return n
}
