package requestfile

import (
	"errors"
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"countersign/internal/text"
)

// maxWords bounds what brace expansion may make of a short text.
const maxWords = 10_000

// SplitWords splits a single command into words as a shell does. Nothing is executed or looked up: variables, command
// substitutions, pipes and redirections are an error that names their position (line:column).
func SplitWords(command string) ([]string, error) {
	command = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(command) // terminals paste line ends as returns
	file, err := syntax.NewParser().Parse(strings.NewReader(command), "")
	if err != nil {
		return nil, err
	}
	var words []*syntax.Word
	var unsupported syntax.Pos // the first one
	syntax.Walk(file, func(node syntax.Node) bool {
		if unsupported.IsValid() {
			return false
		}
		switch n := node.(type) {
		case nil, *syntax.File, *syntax.Comment, *syntax.Word, *syntax.Lit, *syntax.SglQuoted, *syntax.DblQuoted:
		case *syntax.Stmt:
			if unsupported = n.Semicolon; n != file.Stmts[0] || n.Negated {
				unsupported = n.Pos()
			}
		case *syntax.CallExpr:
			words = n.Args
		case *syntax.BinaryCmd:
			unsupported = n.OpPos
		default:
			unsupported = n.Pos()
		}
		return true
	})
	if unsupported.IsValid() {
		return nil, fmt.Errorf("unsupported shell syntax at %v: %s", unsupported, text.Safe(command[unsupported.Offset():], 20))
	}
	var split []string // a nil Config would share buffers between goroutines
	for word, err := range expand.FieldsSeq(&expand.Config{}, words...) {
		if err != nil {
			return nil, err
		}
		if split = append(split, word); len(split) > maxWords {
			return nil, errors.New("too many words after brace expansion")
		}
	}
	return split, nil
}
