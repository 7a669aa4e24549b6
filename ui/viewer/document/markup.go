package document

import (
	"bytes"
	"strings"
)

// The modes of the XML and HTML lexer.
const (
	inContent uint8 = iota
	inText          // text that continues
	inTag           // after the name of a start tag
	inEndTag        // after the name of an end tag
	inValue         // a quoted attribute value
	inBare          // an unquoted one
	inComment
	inCDATA
	inDeclared // a declaration or processing instruction
	inVerbatim // the content of <script> and the like
)

// What came before, which decides where lines begin.
const (
	prevNothing uint8 = iota
	prevOpen
	prevClose
	prevText
	prevOther // a comment, a declaration, an empty element
)

type markupScanner struct{ *scanner }

// LexXML takes a token of XML. Invalid markup is text.
func LexXML(s *scanner, w []byte, final bool) (Token, bool) {
	return markupScanner{s}.markup(w, final, false)
}

// LexHTML takes a token of HTML. Invalid markup is text.
func LexHTML(s *scanner, w []byte, final bool) (Token, bool) {
	return markupScanner{s}.markup(w, final, true)
}

func (s markupScanner) markup(w []byte, final, html bool) (Token, bool) {
	switch s.mode {
	case inTag, inEndTag:
		return s.inTag(w, final, html)
	case inValue, inBare:
		return s.attributeValue(w, final, html)
	case inComment:
		return s.until(w, final, "-->", RoleMuted)
	case inCDATA:
		return s.until(w, final, "]]>", RoleText)
	case inDeclared:
		return s.until(w, final, ">", RoleMuted)
	case inVerbatim:
		return s.verbatim(w, final, html)
	case inText:
		if w[0] != '<' && w[0] != '\n' && w[0] != '\r' {
			return s.text(w, final)
		}
		s.mode = inContent
	}
	switch {
	case isWhite(w[0]):
		return s.white(w), true
	case w[0] == BOM[0] && s.Off == 0 && bytes.HasPrefix(w, BOM):
		return Token{From: 0, To: len(BOM), Role: roleBlank}, true
	case w[0] != '<':
		return s.text(w, final)
	case len(w) < Lookahead && !final:
		return Token{}, false
	case bytes.HasPrefix(w, []byte("<!--")):
		return s.special(4, inComment, RoleMuted), true
	case bytes.HasPrefix(w, []byte("<![CDATA[")):
		t := s.take(len("<![CDATA["), RoleText, s.flows())
		s.mode, s.prev, s.lineEnded = inCDATA, prevText, false
		return t, true
	case len(w) > 1 && (w[1] == '!' || w[1] == '?'):
		return s.special(2, inDeclared, RoleMuted), true
	case len(w) > 2 && w[1] == '/' && isNameStart(w[2]):
		return s.endTag(w, html), true
	case len(w) > 1 && isNameStart(w[1]):
		return s.startTag(w, html), true
	}
	return s.text(w, final)
}

// flows returns how text begins: a line if the source has a line break there.
func (s markupScanner) flows() begin { return beginIf(s.Line < 0 || s.newline) }

func (s markupScanner) text(w []byte, final bool) (Token, bool) {
	n := s.room(w, final)
	if n <= 0 {
		return Token{}, false
	}
	for i := 1; i < n; i++ {
		if w[i] == '<' || w[i] == '\n' {
			n = i
		}
	}
	if n > 1 && n < len(w) && w[n] == '\n' && w[n-1] == '\r' {
		n--
	}
	at := beginNothing
	if s.mode != inText {
		at = s.flows()
	}
	s.mode, s.prev = inText, prevText
	return s.take(n, RoleText, at), true
}

// special takes the start of a comment or declaration.
func (s markupScanner) special(n int, mode uint8, r Role) Token {
	at := beginLine
	if s.prev == prevText {
		at = s.flows()
	} else {
		s.prev = prevOther
	}
	s.mode, s.lineEnded = mode, false
	return s.take(n, r, at)
}

// until takes text up to an end mark, line by line.
func (s markupScanner) until(w []byte, final bool, mark string, r Role) (Token, bool) {
	i := before(w, final, mark)
	if i == 0 && bytes.HasPrefix(w, []byte(mark)) {
		t := s.take(len(mark), r, beginIf(s.lineEnded))
		s.mode, s.lineEnded = inContent, false
		return t, true
	}
	return s.verbatimAs(w, final, i, r)
}

// before returns how many bytes of w's first line are certainly before a mark.
func before(w []byte, final bool, mark string) int {
	line := w[:min(len(w), SegmentBytes+Lookahead)]
	end := bytes.IndexByte(line, '\n')
	if end >= 0 {
		line = line[:end+1]
	}
	switch i := bytes.Index(line, []byte(mark)); {
	case i >= 0:
		return i
	case end >= 0, final && len(line) == len(w):
		return len(line)
	}
	return len(line) - len(mark)
}

// verbatimAs is lexVerbatim with a role.
func (s markupScanner) verbatimAs(w []byte, final bool, n int, r Role) (Token, bool) {
	if n <= 0 {
		return Token{}, false
	}
	t, ok := lexVerbatim(s.scanner, w, final, n)
	if t.Role == RoleText {
		t.Role = r
	}
	return t, ok
}

func (s markupScanner) verbatim(w []byte, final, html bool) (Token, bool) {
	i := before(w, final, "</")
	if bytes.HasPrefix(w, []byte("</")) {
		if len(w) < Lookahead && !final {
			return Token{}, false
		}
		if _, name := tagName(w[2:], html); name == s.name {
			s.mode, s.prev, s.newline, s.lineEnded = inContent, prevText, s.lineEnded, false
			return s.endTag(w, html), true
		}
		i = 2
	}
	return s.verbatimAs(w, final, i, RoleText)
}

// tagName returns the length and hash (FNV-1a) of the name at the start of w. HTML ignores the case of names.
func tagName(w []byte, html bool) (n int, name uint64) {
	name = 14695981039346656037
	for n < len(w) && n < Lookahead-4 {
		c := w[n]
		if !isNameStart(c) && (c < '0' || c > '9') && c != '-' && c != '.' {
			break
		}
		if html && c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		name = (name ^ uint64(c)) * 1099511628211
		n++
	}
	return n, name
}

func names(list string) map[uint64]bool {
	m := map[uint64]bool{}
	for _, word := range strings.Fields(list) {
		_, name := tagName([]byte(word), true)
		m[name] = true
	}
	return m
}

// HTML elements that are empty, part of a line of text, hold only text, or end where another of the same name starts.
var (
	voidTags     = names("area base br col embed hr img input link meta param source track wbr")
	inlineTags   = names("a abbr b bdi bdo cite code data dfn em i img kbd label mark q s samp small span strong sub sup time u var wbr")
	verbatimTags = names("script style textarea pre title")
	endedByLike  = names("li p td th tr option dt dd")
)

// startTag takes the < and name of a start tag.
func (s markupScanner) startTag(w []byte, html bool) Token {
	n, name := tagName(w[1:], html)
	s.name, s.inline = name, html && inlineTags[name]
	at := beginLine
	if s.inline || !html && s.prev == prevText {
		at = s.flows()
	}
	pop := int16(0)
	if top := len(s.Stack) - 1; html && top >= 0 && endedByLike[name] && s.Stack[top].name == name {
		pop = 1
	}
	t := s.take(n+1, RoleName, at)
	t.pop, t.implicit = pop, pop > 0
	if at == beginLine {
		s.depth -= int32(pop)
	}
	if !s.inline {
		s.inline = at != beginLine
	}
	s.mode, s.equals = inTag, false
	return t
}

// endTag takes the </ and name of an end tag. It closes the innermost element of that name and everything in it.
func (s markupScanner) endTag(w []byte, html bool) Token {
	n, name := tagName(w[2:], html)
	inline := html && inlineTags[name]
	pop := int16(0)
	if !inline {
		for i := len(s.Stack) - 1; i >= 0; i-- {
			if s.Stack[i].name == name {
				pop = int16(len(s.Stack) - i) //nolint:gosec // at most maxDepth
				break
			}
		}
	}
	at := beginLine
	switch {
	case inline, s.prev == prevText && (!html || pop == 1):
		at = s.flows()
	case s.prev == prevOpen:
		at = beginNothing
		s.gap = s.gap && !s.newline
	}
	t := s.take(n+2, RoleName, at)
	t.pop = pop
	if at == beginLine {
		s.depth -= int32(pop)
	}
	s.prev = prevClose
	if inline || pop > 0 && s.Stack[len(s.Stack)-int(pop)].inline {
		s.prev = prevText
	}
	s.mode = inEndTag
	return t
}

// inTag takes an attribute's name or the end of the tag.
func (s markupScanner) inTag(w []byte, final, html bool) (Token, bool) {
	switch c := w[0]; {
	case isWhite(c):
		return s.white(w), true
	case c == '>':
		return s.tagEnd(html), true
	case c == '/' && len(w) == 1 && !final:
		return Token{}, false
	case c == '/' && len(w) > 1 && w[1] == '>':
		if !s.inline || s.prev != prevText {
			s.prev = prevOther
		}
		s.mode, s.gap = inContent, false
		return s.take(2, RoleName, beginNothing), true
	case c == '=':
		s.equals, s.gap = true, false
		return s.take(1, RoleText, beginNothing), true
	case c == '"', c == '\'':
		s.mode, s.quote, s.equals, s.gap = inValue, c, false, s.gap && !s.equals
		return s.take(1, RoleString, beginNothing), true
	case c == '<':
		s.mode, s.prev = inContent, prevOther
		return s.markup(w, final, html)
	case s.equals:
		s.mode, s.equals, s.gap = inBare, false, false
		return s.attributeValue(w, final, html)
	}
	n := s.room(w, final)
	if n <= 0 {
		return Token{}, false
	}
	for i := 1; i < n; i++ {
		if c := w[i]; isWhite(c) || c == '=' || c == '/' || c == '>' || c == '"' || c == '\'' || c == '<' {
			n = i
		}
	}
	return s.take(n, RoleLiteral, beginNothing), true
}

// tagEnd takes the > of a tag. That of a start tag opens the element.
func (s markupScanner) tagEnd(html bool) Token {
	s.gap = false
	t := s.take(1, RoleName, beginNothing)
	closing := s.mode == inEndTag
	s.mode = inContent
	switch {
	case closing:
	case html && inlineTags[s.name]:
		s.prev = prevText
	case html && voidTags[s.name], len(s.Stack) >= maxDepth:
		s.prev = prevOther
	default:
		if top := len(s.Stack) - 1; top >= 0 {
			s.Stack[top].count++
		}
		t.Open, s.prev = true, prevOpen
		if html && verbatimTags[s.name] {
			s.mode, s.lineEnded = inVerbatim, false
		}
	}
	return t
}

func (s markupScanner) attributeValue(w []byte, final, html bool) (Token, bool) {
	n := s.room(w, final)
	if n <= 0 {
		return Token{}, false
	}
	ends := func(c byte) bool { return c == '>' || isWhite(c) }
	past := 0
	if s.mode == inValue {
		ends, past = func(c byte) bool { return c == s.quote }, 1
	}
	for i := range n {
		if ends(w[i]) {
			n, s.mode = i+past, inTag
			break
		}
	}
	if n == 0 {
		return s.inTag(w, final, html)
	}
	return s.take(n, RoleString, beginNothing), true
}
