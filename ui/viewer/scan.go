package viewer

const (
	// cutBytes is where a line that goes on and on is cut into segments. Each begins a row, so that a row far inside a line
	// is found without the rows before it.
	cutBytes = 16 << 10
	// ahead is how far a scanner may look before it decides.
	ahead = 64
	// maxDepth is how deep a document may be nested. What is nested deeper is shown as it came.
	maxDepth = 256
)

// role is what a token is, for its colour.
type role uint8

const (
	roleBlank role = iota // white space that the view leaves out
	roleBreak             // the end of a line
	roleText
	roleMuted
	roleName
	roleString
	roleNumber
	roleLiteral
	roleFold // says what is folded away
)

// begin is whether a token begins something.
type begin uint8

const (
	beginNothing begin = iota
	beginCut           // a segment, since the line was cut
	beginLine
)

// token is a part of the body with one role. A long one comes in several parts.
type token struct {
	from, to int
	role     role
	begin    begin
	space    bool  // one goes before it
	open     bool  // it opens a container: object, array, element
	implicit bool  // the last of those that end does so before it
	pop      int16 // how many containers end before or with it
}

// state is all that a scanner knows besides what it is in.
type state struct {
	off   int
	line  int // of the token before; -1 at first
	seg   int // where its segment began
	blank int // where the white space before off began; -1 when there is none
	name  uint64
	depth int32 // how far its line is indented
	tops  int32 // how many containers stood at the top so far
	mode  uint8
	want  uint8 // of JSON
	prev  uint8 // of markup
	role  role  // of the token that goes on
	quote byte
	// There was white space, or a line break in it; a line ended; a backslash stands before; an equals sign does; an
	// element stands in a line of text.
	gap, nl, brk, esc, eq, inline bool
}

// frame is a container that is open.
type frame struct {
	open   int // offset of the token that opens it
	seg    int // and of that token's segment
	line   int
	name   uint64
	count  int // of what it holds so far; only known while the scanner came all the way from open
	node   int32
	inline bool
}

// skip is a long run of white space.
type skip struct {
	from, to int
	nl       bool
}

// scanner makes tokens of a body. Its stack is that before the last token; the next call brings it up to date.
type scanner struct {
	state
	before state // of the last token
	stack  []frame
	last   token
	src    *body
	lex    lexer
	end    int // where to stop
	skips  []skip
	onSkip func(skip) // learns of long white space; of the one who makes the index
	onPop  func(f frame, last token, implicit bool)
	work   *int
	w      []byte
	wAt    int
}

// lexer takes one token from w, which stands at s.off. It may take a part of a long one. Not ok means that what comes next
// can't be told before more has arrived; final says that nothing more will.
type lexer func(s *scanner, w []byte, final bool) (t token, ok bool)

func (s *scanner) window() []byte {
	if at := s.off - s.wAt; at >= 0 && at < len(s.w) {
		if w := s.w[at:]; len(w) >= ahead || s.off+len(w) == s.src.len() {
			return w
		}
	}
	s.w, s.wAt = s.src.window(s.off, ahead), s.off
	return s.w
}

// next gives the next token that is seen, or is the end of a line.
func (s *scanner) next() (token, bool) {
	s.settle()
	for s.off < s.end {
		w := s.window()
		final := s.src.whole && s.off+len(w) == s.src.len()
		cut := s.off-s.seg >= cutBytes
		s.before = s.state
		t, ok := s.lex(s, w, final)
		if !ok {
			s.state = s.before
			return token{}, false
		}
		*s.work += t.to - t.from
		s.off = t.to
		if t.role == roleBlank {
			s.passBlank(t)
			continue
		}
		s.endBlank(t)
		if t.begin == beginNothing && cut {
			t.begin = beginCut
		}
		if t.begin != beginNothing {
			s.seg = t.from
		}
		if t.begin == beginLine {
			s.line++
		}
		s.last = t
		return t, true
	}
	return token{}, false
}

// settle brings the stack up to date with the last token.
func (s *scanner) settle() {
	t := s.last
	s.last = token{}
	for i := range t.pop {
		top := len(s.stack) - 1
		if s.onPop != nil {
			s.onPop(s.stack[top], t, t.implicit || i < t.pop-1)
		}
		s.stack = s.stack[:top]
	}
	if t.open {
		if len(s.stack) == 0 {
			s.tops++
		}
		s.stack = append(s.stack, frame{open: t.from, seg: s.seg, line: s.line, name: s.name, node: -1, inline: s.inline})
	}
}

// passBlank goes over white space, at once where the index knows its end.
func (s *scanner) passBlank(t token) {
	if s.blank < 0 {
		s.blank = t.from
	}
	if s.onSkip != nil || t.to-s.blank < cutBytes {
		return
	}
	if known, ok := findSkip(s.skips, s.blank); ok {
		s.off, s.nl = known.to, s.nl || known.nl
	}
}

func (s *scanner) endBlank(t token) {
	if s.onSkip != nil && s.blank >= 0 && t.from-s.blank >= cutBytes {
		s.onSkip(skip{s.blank, t.from, s.before.nl})
	}
	s.blank = -1
}

// white takes a run of white space.
func (s *scanner) white(w []byte) token {
	n := 0
	for n < len(w) && n < cutBytes && isWhite(w[n]) {
		if w[n] == '\n' {
			s.nl = true
		}
		n++
	}
	s.gap = true
	return token{from: s.off, to: s.off + n, role: roleBlank}
}

func isWhite(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// left is how much its segment has room for.
func (s *scanner) left() int {
	if n := s.seg + cutBytes - s.off; n > 0 {
		return n
	}
	return cutBytes
}

// room says how much of w a token that may be cut takes: not over the end of its segment, not a part of a rune, and not what
// may still become another thing.
func (s *scanner) room(w []byte, final bool) int {
	n := s.left()
	if n >= len(w) {
		if final {
			return len(w)
		}
		n = len(w) - 4
	}
	for back := 0; back < 3 && n > 1 && w[n]&0xc0 == 0x80; back++ {
		n--
	}
	return n
}

// take makes a token of the next n bytes, and forgets the white space before them.
func (s *scanner) take(n int, r role, at begin) token {
	t := token{from: s.off, to: s.off + n, role: r, begin: at}
	if at == beginLine {
		s.depth = int32(len(s.stack)) //nolint:gosec // maxDepth is the most
	} else {
		t.space = s.gap
	}
	s.gap, s.nl = false, false
	return t
}

func beginIf(line bool) begin {
	if line {
		return beginLine
	}
	return beginNothing
}
