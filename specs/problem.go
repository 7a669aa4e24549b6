package specs

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"countersign/specs/mapping"
)

// Problem is one problem of a connector. It has no position if it is about a method's result.
type Problem = mapping.Problem

// Problems are all problems that were found. As an error it is never empty.
type Problems = mapping.Problems

func problemAt(file string, line, column int, message, fix string) Problem {
	return Problem{File: file, Line: line, Column: column, Message: message, Fix: fix}
}

// sorted orders the problems by file and line, and removes duplicates.
func sorted(p Problems) Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(p)
}

// inFolder makes the problems' files relative to the working directory, given the connector's folder.
func inFolder(p Problems, dir string) Problems {
	for i := range p {
		p[i].File = filepath.Join(dir, filepath.FromSlash(p[i].File))
	}
	return p
}

// Quote quotes a short piece of untrusted text.
func Quote(s string) string { return fmt.Sprintf("%.40q", s) }

// OneOf lists words: "a, b or c".
func OneOf(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
