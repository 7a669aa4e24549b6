package document

const (
	// CutBytes is where a line that goes on and on is cut into segments. Each begins a row, so that a row far inside a line
	// is found without the rows before it.
	SegmentBytes = 16 << 10
	// Ahead is how far a scanner may look before it decides.
	Lookahead = 64
	// maxDepth is how deep a document may be nested. What is nested deeper is shown as it came.
	maxDepth = 256
)

// Role is what a token is, for its colour.
type Role uint8

// What a token may be.
const (
	roleBlank Role = iota // white space that the view leaves out
	roleBreak             // the end of a line
	RoleText
	RoleMuted
	RoleName
	RoleString
	RoleNumber
	RoleLiteral
	RoleFold // says what is folded away
)

// begin is whether a token begins something.
type begin uint8

// What a token can begin.
const (
	beginNothing      begin = iota
	BeginContinuation       // a segment, since the line was cut
	beginLine
)

// Token is a part of the body with one role. A long one comes in several parts.
type Token struct {
	From, To int
	Role     Role
	Begin    begin
	space    bool  // one goes before it
	Open     bool  // it opens a container: object, array, element
	implicit bool  // the last of those that end does so before it
	pop      int16 // how many containers end before or with it
}

// state is all that a scanner knows besides what it is in.
type state struct {
	Off   int
	Line  int // of the token before; -1 at first
	seg   int // where its segment began
	blank int // where the white space before off began; -1 when there is none
	name  uint64
	depth int32 // how far its line is indented
	Tops  int32 // how many containers stood at the top so far
	mode  uint8
	want  uint8 // of JSON
	prev  uint8 // of markup
	role  Role  // of the token that goes on
	quote byte
	// There was white space, or a line break in it; a line ended; a backslash stands before; an equals sign does; an
	// element stands in a line of text.
	gap, nl, brk, esc, eq, inline bool
}

// Frame is a container that is open.
type Frame struct {
	Open   int // offset of the token that opens it
	Seg    int // and of that token's segment
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
	Stack  []Frame
	last   Token
	src    *Body
	lex    Lexer
	end    int // where to stop
	skips  []skip
	onSkip func(skip) // learns of long white space; of the one who makes the index
	onPop  func(f Frame, last Token, implicit bool)
	work   *int
	w      []byte
	wAt    int
}

// Lexer takes one token from w, which stands at s.off. It may take a part of a long one. Not ok means that what comes next
// can't be told before more has arrived; final says that nothing more will.
type Lexer func(s *scanner, w []byte, final bool) (t Token, ok bool)

func (s *scanner) window() []byte {
	if at := s.Off - s.wAt; at >= 0 && at < len(s.w) {
		if w := s.w[at:]; len(w) >= Lookahead || s.Off+len(w) == s.src.Len() {
			return w
		}
	}
	s.w, s.wAt = s.src.Window(s.Off, Lookahead), s.Off
	return s.w
}

// next gives the next token that is seen, or is the end of a line.
func (s *scanner) next() (Token, bool) {
	s.settle()
	for s.Off < s.end {
		w := s.window()
		final := s.src.Complete && s.Off+len(w) == s.src.Len()
		cut := s.Off-s.seg >= SegmentBytes
		s.before = s.state
		t, ok := s.lex(s, w, final)
		if !ok {
			s.state = s.before
			return Token{}, false
		}
		*s.work += t.To - t.From
		s.Off = t.To
		if t.Role == roleBlank {
			s.passBlank(t)
			continue
		}
		s.endBlank(t)
		if t.Begin == beginNothing && cut {
			t.Begin = BeginContinuation
		}
		if t.Begin != beginNothing {
			s.seg = t.From
		}
		if t.Begin == beginLine {
			s.Line++
		}
		s.last = t
		return t, true
	}
	return Token{}, false
}

// settle brings the stack up to date with the last token.
func (s *scanner) settle() {
	t := s.last
	s.last = Token{}
	for i := range t.pop {
		top := len(s.Stack) - 1
		if s.onPop != nil {
			s.onPop(s.Stack[top], t, t.implicit || i < t.pop-1)
		}
		s.Stack = s.Stack[:top]
	}
	if t.Open {
		if len(s.Stack) == 0 {
			s.Tops++
		}
		s.Stack = append(s.Stack, Frame{Open: t.From, Seg: s.seg, line: s.Line, name: s.name, node: -1, inline: s.inline})
	}
}

// passBlank goes over white space, at once where the index knows its end.
func (s *scanner) passBlank(t Token) {
	if s.blank < 0 {
		s.blank = t.From
	}
	if s.onSkip != nil || t.To-s.blank < SegmentBytes {
		return
	}
	if known, ok := findSkip(s.skips, s.blank); ok {
		s.Off, s.nl = known.to, s.nl || known.nl
	}
}

func (s *scanner) endBlank(t Token) {
	if s.onSkip != nil && s.blank >= 0 && t.From-s.blank >= SegmentBytes {
		s.onSkip(skip{s.blank, t.From, s.before.nl})
	}
	s.blank = -1
}

// white takes a run of white space.
func (s *scanner) white(w []byte) Token {
	n := 0
	for n < len(w) && n < SegmentBytes && isWhite(w[n]) {
		if w[n] == '\n' {
			s.nl = true
		}
		n++
	}
	s.gap = true
	return Token{From: s.Off, To: s.Off + n, Role: roleBlank}
}

func isWhite(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// left is how much its segment has room for.
func (s *scanner) left() int {
	if n := s.seg + SegmentBytes - s.Off; n > 0 {
		return n
	}
	return SegmentBytes
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
func (s *scanner) take(n int, r Role, at begin) Token {
	t := Token{From: s.Off, To: s.Off + n, Role: r, Begin: at}
	if at == beginLine {
		s.depth = int32(len(s.Stack)) //nolint:gosec // maxDepth is the most
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
