package erase

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// cursor is the position in the tokens, and what is erased.
type cursor struct {
	text    string
	tokens  []token
	closing []int // the index of the bracket that closes the one at an index
	at      int
	depth   int

	erased []bool       // of each byte
	put    map[int]byte // replacements of bytes
}

func newCursor(text string) cursor {
	c := cursor{text: text, tokens: scan(text), erased: make([]bool, len(text)), put: map[int]byte{}}
	c.closing = make([]int, len(c.tokens))
	var open []int
	for i, t := range c.tokens {
		if t.kind == template && t.text != "`${" || t.is(")", "]", "}") {
			if len(open) == 0 || !closes(c.tokens[open[len(open)-1]], t) {
				panic(failed{t.start, "unmatched " + t.text[:1]})
			}
			c.closing[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
		if t.kind == template && t.text != "}`" || t.is("(", "[", "{") {
			if open = append(open, i); len(open) > maxDepth {
				panic(failed{t.start, tooDeep})
			}
		}
	}
	if len(open) > 0 {
		t := c.tokens[open[len(open)-1]]
		panic(failed{t.start, "unclosed " + t.text})
	}
	return c
}

const tooDeep = "the script is nested too deeply"

func closes(open, t token) bool {
	if t.kind == template || open.kind == template {
		return t.kind == open.kind
	}
	return slices.Contains([]string{"()", "[]", "{}"}, open.text+t.text)
}

// nest limits the depth of the parser. Defer what it returns.
func (c *cursor) nest() func() {
	if c.depth++; c.depth > maxDepth {
		c.fail(tooDeep)
	}
	return func() { c.depth-- }
}

func (c *cursor) tok() token { return c.tokens[c.at] }

// peek gives a token ahead; the last one if there are not so many.
func (c *cursor) peek(n int) token { return c.tokens[min(c.at+n, len(c.tokens)-1)] }

func (c *cursor) next() token {
	t := c.tok()
	if t.kind != end {
		c.at++
	}
	return t
}

// accept consumes the token if it is one of these.
func (c *cursor) accept(texts ...string) bool {
	if c.tok().is(texts...) {
		c.next()
		return true
	}
	return false
}

func (c *cursor) expect(text string) {
	if !c.accept(text) {
		c.unexpected(text)
	}
}

func (c *cursor) unexpected(wanted string) {
	found := "the end"
	if t := c.tok(); t.kind != end {
		found = strconv.Quote(t.text)
	}
	c.fail("expected " + wanted + ", found " + found)
}

func (c *cursor) fail(message string) { panic(failed{c.tok().start, message}) }

// tries reports whether something parses, and goes back if it doesn't.
func (c *cursor) tries(parse func()) (ok bool) {
	at, depth := c.at, c.depth
	defer func() {
		if failure := recover(); failure != nil {
			if _, expected := failure.(failed); !expected {
				panic(failure)
			}
			c.at, c.depth = at, depth
		}
	}()
	parse()
	return true
}

// skip consumes a bracket and its content.
func (c *cursor) skip() {
	for c.tok().kind == template && c.tok().text != "}`" {
		c.at = c.closing[c.at]
	}
	if c.tok().kind != template {
		c.at = c.closing[c.at]
	}
	c.at++
}

// before is the end of the previous token.
func (c *cursor) before() int { return c.tokens[c.at-1].end }

// erase erases from an offset up to the current token.
func (c *cursor) erase(from int) { c.eraseBetween(from, c.before()) }

func (c *cursor) eraseBetween(from, to int) {
	for i := from; i < to; i++ {
		c.erased[i] = true
	}
}

// eraseStatement erases a whole statement. A semicolon in its place ends the statement before it.
func (c *cursor) eraseStatement(from int) {
	c.accept(";")
	c.erase(from)
	c.put[from] = ';'
}

// result is the text with a space for each erased character.
func (c *cursor) result() string {
	var b strings.Builder
	for i := range len(c.text) {
		ch := c.text[i]
		switch put, replaced := c.put[i]; {
		case replaced:
			b.WriteByte(put)
		case !c.erased[i] || ch == '\n' || ch == '\r':
			b.WriteByte(ch)
		case utf8.RuneStart(ch):
			b.WriteByte(' ')
		}
	}
	return b.String()
}
