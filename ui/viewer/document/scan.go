package document

const (
	// SegmentBytes is the length at which a long line is split into segments. Each segment starts a row, so that a row far
	// inside a line is found without laying out the rows before it.
	SegmentBytes = 16 << 10
	// Lookahead is the most bytes a lexer needs to see before it decides.
	Lookahead = 64
	// maxDepth limits nesting. Content nested deeper is shown as it is.
	maxDepth = 256
)

// Role is what a token is, which decides its color.
type Role uint8

// The roles of tokens.
const (
	roleBlank Role = iota // white space that the view leaves out
	roleBreak             // the end of a line
	RoleText
	RoleMuted
	RoleName
	RoleString
	RoleNumber
	RoleLiteral
	RoleFold // replaces folded content
)

// begin is whether a token begins a line or segment.
type begin uint8

// What a token can begin.
const (
	beginNothing      begin = iota
	BeginContinuation       // a segment in the middle of a long line
	beginLine
)

// Token is a part of the body with one role. A long string or text comes as several tokens.
type Token struct {
	From, To int
	Role     Role
	Begin    begin
	space    bool  // a space is shown before it
	Open     bool  // it opens a container: an object, array or element
	implicit bool  // the last container it ends ends before it, not with it
	pop      int16 // how many containers it ends
}

// state is what a scanner needs to continue, besides its stack. It is small, because each checkpoint has one.
type state struct {
	Off      int
	Line     int    // of the previous token; -1 at the start
	seg      int    // start of the previous token's segment
	name     uint64 // hash of the current element's name
	depth    int32  // indentation of the current line
	TopLevel int32  // containers seen so far at the top level
	mode     uint8  // of the lexer
	want     uint8  // what JSON allows next
	prev     uint8  // what came before, in markup
	role     Role   // of the token that continues
	quote    byte
	// White space was skipped, and a line break in it; a line ended; a backslash or an equals sign came before; the element
	// is inside a line of text.
	gap, newline, lineEnded, escaped, equals, inline bool
}

// Frame is an open container.
type Frame struct {
	Open   int // start of the token that opens it
	Seg    int // start of that token's segment
	line   int
	name   uint64
	count  int // of the items so far; right only if the scanner started before the container
	node   int32
	inline bool
}

// scanner splits a body into tokens. Its stack is the one before the last token; the next call updates it.
type scanner struct {
	state
	before state // the state before the last token
	Stack  []Frame
	last   Token
	src    *Body
	lex    Lexer
	end    int // where to stop
	onPop  func(f Frame, last Token, implicit bool)
	work   *int
}

// Lexer returns the token at the start of w, which is the rest of the body from s.Off on; it may return a part of a long
// one. ok is false if the token cannot be decided before more has arrived; final is true if nothing more will.
type Lexer func(s *scanner, w []byte, final bool) (t Token, ok bool)

// next returns the next token that is visible or ends a line.
func (s *scanner) next() (Token, bool) {
	s.settle()
	for s.Off < s.end {
		split := s.Off-s.seg >= SegmentBytes
		s.before = s.state
		t, ok := s.lex(s, s.src.Bytes[s.Off:], s.src.Complete)
		if !ok {
			s.state = s.before
			return Token{}, false
		}
		s.Off = t.To
		if t.Role == roleBlank {
			continue
		}
		*s.work += t.To - t.From
		if t.Begin == beginNothing && split {
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

// settle updates the stack for the last token.
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
			s.TopLevel++
		}
		s.Stack = append(s.Stack, Frame{Open: t.From, Seg: s.seg, line: s.Line, name: s.name, node: -1, inline: s.inline})
	}
}

// white takes a run of white space.
func (s *scanner) white(w []byte) Token {
	n := 0
	for n < len(w) && n < SegmentBytes && isWhite(w[n]) {
		s.newline = s.newline || w[n] == '\n'
		n++
	}
	s.gap = true
	return Token{From: s.Off, To: s.Off + n, Role: roleBlank}
}

func isWhite(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// left returns how many bytes fit into the current segment.
func (s *scanner) left() int {
	if n := s.seg + SegmentBytes - s.Off; n > 0 {
		return n
	}
	return SegmentBytes
}

// room returns how many bytes of w a token may take that can be split: up to the end of its segment, without splitting a
// rune, and leaving the last bytes until more has arrived.
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

// take makes a token of the next n bytes.
func (s *scanner) take(n int, r Role, at begin) Token {
	t := Token{From: s.Off, To: s.Off + n, Role: r, Begin: at}
	if at == beginLine {
		s.depth = int32(len(s.Stack)) //nolint:gosec // at most maxDepth
	} else {
		t.space = s.gap
	}
	s.gap, s.newline = false, false
	return t
}

func beginIf(line bool) begin {
	if line {
		return beginLine
	}
	return beginNothing
}
