package mapping

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Problem is something wrong at one position of a file. Line and Column count from 1; they are 0, and File is "", where
// there is no position to name.
type Problem struct {
	File         string
	Line, Column int
	Message      string // what is wrong
	Fix          string // what to write instead
}

// ProblemAt gives a problem at the position of a node.
func ProblemAt(file string, n *yaml.Node, message, fix string) Problem {
	return Problem{file, max(n.Line, 1), max(n.Column, 1), message, fix} // the node of an empty file has no position
}

// Error gives "file:line:column: message; fix", or as much of it as is known.
func (p Problem) Error() string {
	text := p.Message + "; " + p.Fix
	switch {
	case p.File == "":
		return text
	case p.Line == 0:
		return p.File + ": " + text
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, text)
}

// Problems are several problems. As an error it is never empty.
type Problems []Problem

// Error gives one problem per line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}
