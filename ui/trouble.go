package ui

import (
	"strings"

	"countersign/flow"
)

// trouble shows a failure in its three parts: what failed, the other side's own words, what to do next. name, when there
// is one, stands before what failed.
func (s Styles) trouble(x flow.Explanation, name string, width int) string {
	what := hang(indent+"✗ "+name, x.What, width)
	lines := []string{eachLine(s.Bad, what)}
	inner := strings.Repeat(" ", margin+2)
	if x.Said != "" {
		lines = append(lines, hang(inner+s.Muted.Render("it said  "), x.Said, width))
	}
	if x.Next != "" {
		lines = append(lines, hang(inner+s.Accent.Render("do next  "), x.Next, width))
	}
	return strings.Join(lines, "\n")
}

// explainShort is a failure in one line, where there is room for no more.
func explainShort(err error) string {
	x := flow.Explain(err)
	if x.Next == "" {
		return x.What
	}
	return x.What + "; " + x.Next
}
