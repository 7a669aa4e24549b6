package kit

import (
	"strings"

	"countersign/flow"
)

// RenderError shows an error in up to three parts: what failed, after an optional prefix; what the provider said; and what
// to do next.
func (s Styles) RenderError(x flow.Explanation, prefix string, width int) string {
	lines := []string{RenderLines(s.Error, HangingIndent(Indent+"✗ "+prefix, x.What, width))}
	indent := strings.Repeat(" ", Margin+2)
	if x.ProviderMessage != "" {
		lines = append(lines, HangingIndent(indent+s.Muted.Render("Provider said: "), `"`+x.ProviderMessage+`"`, width))
	}
	if x.Next != "" {
		lines = append(lines, HangingIndent(indent, x.Next, width))
	}
	return strings.Join(lines, "\n")
}

// ExplainShort is an error in one line.
func ExplainShort(err error) string {
	x := flow.Explain(err)
	if x.Next == "" {
		return x.What
	}
	return x.What + ". " + x.Next
}
