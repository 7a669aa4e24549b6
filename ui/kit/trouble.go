package kit

import (
	"strings"

	"countersign/flow"
)

// Trouble shows a failure in its three parts: what failed, the other side's own words, what to do next. name, when there
// is one, stands before what failed.
func (s Styles) RenderError(x flow.Explanation, name string, width int) string {
	what := HangingIndent(Indent+"✗ "+name, x.What, width)
	lines := []string{RenderLines(s.Error, what)}
	inner := strings.Repeat(" ", Margin+2)
	if x.ProviderMessage != "" {
		lines = append(lines, HangingIndent(inner+s.Muted.Render("it said  "), x.ProviderMessage, width))
	}
	if x.Next != "" {
		lines = append(lines, HangingIndent(inner+s.Accent.Render("do next  "), x.Next, width))
	}
	return strings.Join(lines, "\n")
}

// ExplainShort is a failure in one line, where there is room for no more.
func ExplainShort(err error) string {
	x := flow.Explain(err)
	if x.Next == "" {
		return x.What
	}
	return x.What + "; " + x.Next
}
