package document

import (
	"bytes"
	"strings"
)

// The modes of the scanner of XML and HTML.
const (
	inContent  uint8 = iota
	inText           // text that goes on
	inTag            // behind the name of an opening tag
	inEndTag         // behind that of a closing one
	inValue          // an attribute's value in quotes
	inBare           // one without
	inComment        // the next three end as comment, CDATA section and declaration do
	inCDATA          //
	inDeclared       //
	inVerbatim       // what stands between <script> and </script>
)

// What stood before, for where lines begin.
const (
	prevNothing uint8 = iota
	prevOpen
	prevClose
	prevText
	prevOther // a comment, a declaration, an element without content
)

// markupScanner reads XML and HTML.
type markupScanner struct{ *scanner }

// LexXML takes a token of XML.
func LexXML(s *scanner, w []byte, final bool) (Token, bool) {
	return markupScanner{s}.markup(w, final, false)
}

// LexHTML takes a token of HTML.
func LexHTML(s *scanner, w []byte, final bool) (Token, bool) {
	return markupScanner{s}.markup(w, final, true)
}

// markup takes a token of XML or HTML. Nothing is an error: what is no tag is text.
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
		s.mode, s.prev, s.brk = inCDATA, prevText, false
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

// flows is how text begins: a line where the text has one, or else behind what stands before it.
func (s markupScanner) flows() begin { return beginIf(s.Line < 0 || s.nl) }

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

// special begins a comment or a declaration.
func (s markupScanner) special(n int, mode uint8, r Role) Token {
	at := beginLine
	if s.prev == prevText {
		at = s.flows()
	} else {
		s.prev = prevOther
	}
	s.mode, s.brk = mode, false
	return s.take(n, r, at)
}

// until takes text up to its end mark, a line at a time.
func (s markupScanner) until(w []byte, final bool, mark string, r Role) (Token, bool) {
	i := before(w, final, mark)
	if i == 0 && bytes.HasPrefix(w, []byte(mark)) {
		t := s.take(len(mark), r, beginIf(s.brk))
		s.mode, s.brk = inContent, false
		return t, true
	}
	return s.rolled(w, final, i, r)
}

// before says how many bytes of w's first line surely stand before a mark.
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

// rolled is lexVerbatim in a role of its own.
func (s markupScanner) rolled(w []byte, final bool, n int, r Role) (Token, bool) {
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
			s.mode, s.prev, s.nl, s.brk = inContent, prevText, s.brk, false
			return s.endTag(w, html), true
		}
		i = 2
	}
	return s.rolled(w, final, i, RoleText)
}

// tagName hashes a name at the beginning of w; n is its length. HTML's are the same in capitals.
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

// The elements of HTML that are not like others: without content; parts of a line of text; holding text only; ended by
// another of their kind.
var (
	voidTags     = names("area base br col embed hr img input link meta param source track wbr")
	inlineTags   = names("a abbr b bdi bdo cite code data dfn em i img kbd label mark q s samp small span strong sub sup time u var wbr")
	verbatimTags = names("script style textarea pre title")
	endedByLike  = names("li p td th tr option dt dd")
)

// startTag takes a tag's < and name.
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
	s.mode, s.eq = inTag, false
	return t
}

// endTag takes a closing tag's </ and name. It closes the nearest element of that name with all that stands in it.
func (s markupScanner) endTag(w []byte, html bool) Token {
	n, name := tagName(w[2:], html)
	inline := html && inlineTags[name]
	pop := int16(0)
	if !inline {
		for i := len(s.Stack) - 1; i >= 0; i-- {
			if s.Stack[i].name == name {
				pop = int16(len(s.Stack) - i) //nolint:gosec // maxDepth is the most
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
		s.gap = s.gap && !s.nl
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

// inTag takes what stands in a tag: the names of attributes, and its end.
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
		s.eq, s.gap = true, false
		return s.take(1, RoleText, beginNothing), true
	case c == '"', c == '\'':
		s.mode, s.quote, s.eq, s.gap = inValue, c, false, s.gap && !s.eq
		return s.take(1, RoleString, beginNothing), true
	case c == '<':
		s.mode, s.prev = inContent, prevOther
		return s.markup(w, final, html)
	case s.eq:
		s.mode, s.eq, s.gap = inBare, false, false
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

// tagEnd takes a tag's >, which opens the element.
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
			s.mode, s.brk = inVerbatim, false
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
