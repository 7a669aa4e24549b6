package erase

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth is the maximum nesting, of brackets and of the parser.
const maxDepth = 400

// Error is a syntax error, or something that can't be erased.
type Error struct {
	Line, Column int // from 1
	Message      string
}

// Error gives "line:column: message".
func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message) }

// failed is the panic that ends the parser.
type failed struct {
	offset  int
	message string
}

// Types gives TypeScript without its types. The error is an *Error.
func Types(text string) (js string, err error) {
	defer func() {
		switch failure := recover().(type) {
		case nil:
		case failed:
			before := text[:min(failure.offset, len(text))]
			line := strings.LastIndexByte(before, '\n') + 1
			js, err = "", &Error{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[line:]), failure.message}
		default:
			panic(failure)
		}
	}()
	p := &parser{typeParser: typeParser{cursor: newCursor(text)}}
	p.noAngles = make([]bool, len(p.tokens))
	for p.tok().kind != end {
		p.statement()
	}
	p.eraseUnusedImports()
	return p.result(), nil
}
