package specs

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"countersign/specs/mapping"
)

// Problem is one mistake of a connector. Line and Column count from 1, and
// are 0 where there is no place to name, as in a method's answer.
type Problem struct {
	File         string
	Line, Column int
	Message      string // what is wrong
	Fix          string // what to write instead
}

// Error gives "file:line:column: what; fix".
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

// Problems is every mistake that was found. It is never empty as an error.
type Problems []Problem

// Error gives one mistake a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// at is a mistake at a node of a file.
func at(file string, n *yaml.Node, what, fix string) Problem {
	return Problem{file, max(n.Line, 1), max(n.Column, 1), what, fix}
}

// sorted puts the mistakes into the order of files and lines, each once.
func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(p)
}

// in names the mistakes' files from where the connector's folder was named
// from, so that they can be opened.
func (p Problems) in(dir string) Problems {
	for i := range p {
		p[i].File = filepath.Join(dir, filepath.FromSlash(p[i].File))
	}
	return p
}

func fromMapping(mistakes []mapping.Problem) Problems {
	problems := make(Problems, len(mistakes))
	for i, m := range mistakes {
		problems[i] = Problem(m)
	}
	return problems
}

// Shown makes a word of another party's fit to repeat.
func Quote(s string) string { return fmt.Sprintf("%.40q", s) }

// OneOf lists words: "a, b or c".
func OneOf(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
