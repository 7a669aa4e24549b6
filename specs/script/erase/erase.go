package erase

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep brackets and what follows each other without any may
// nest.
const maxDepth = 400

// Error is what can't be made JavaScript.
type Error struct {
	Line, Column int // from 1
	Message      string
}

// Error gives "line:column: message".
func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message) }

// Types gives TypeScript without its types. The error is an *Error.
func Types(text string) (js string, err error) {
	p := &parser{text: text, erased: make([]bool, len(text)), put: map[int]byte{}}
	defer func() {
		switch failure := recover().(type) {
		case nil:
		case failed:
			js, err = "", p.errorAt(failure)
		default:
			panic(failure)
		}
	}()
	p.tokens = scan(text)
	p.match()
	for p.tok().kind != end {
		p.statement()
	}
	p.eraseUnusedImports()
	return p.result(), nil
}

// failed is how parsing is given up, from however deep.
type failed struct {
	offset  int
	message string
}

func (p *parser) errorAt(f failed) error {
	before := p.text[:min(f.offset, len(p.text))]
	line := strings.LastIndexByte(before, '\n') + 1
	return &Error{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[line:]), f.message}
}

// result is the text with blanks for what was erased, one a character.
func (p *parser) result() string {
	var b strings.Builder
	b.Grow(len(p.text))
	for i := range len(p.text) {
		ch := p.text[i]
		switch put, replaced := p.put[i]; {
		case replaced:
			b.WriteByte(put)
		case !p.erased[i] || ch == '\n' || ch == '\r':
			b.WriteByte(ch)
		case utf8.RuneStart(ch):
			b.WriteByte(' ')
		}
	}
	return b.String()
}
