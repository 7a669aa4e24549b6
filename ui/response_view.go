package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
)

func (r *response) viewText() string {
	if r.answer == nil {
		return paragraph("The answer comes here.", r.width)
	}
	return r.head() + "\n" + r.view.View()
}

// head is what stands above the text: the call, the outcome, its trouble, the tabs.
func (r *response) head() string {
	a := r.answer
	lines := []string{indent + r.styles.Muted.Render(clip(flow.Safe(a.method+" "+a.url, 2000), r.width-margin-1)), indent + r.outcome()}
	if a.response != nil && a.response.Trouble() != nil {
		lines = append(lines, r.styles.trouble(*a.response.Trouble(), "", r.width))
	}
	return strings.Join(append(lines, r.tabs(), ""), "\n")
}

// outcome is the status with a sign and a word, then time, size and type.
func (r *response) outcome() string {
	a := r.answer
	if a.response == nil {
		return r.styles.Bad.Render("✗ no answer")
	}
	look, sign := statusLook(r.styles, a.response.Status)
	length := size(len(a.response.Body))
	if a.response.Truncated {
		length += " and more"
	}
	rest := took(a.response.Took) + "   " + length
	if kind := a.response.Header.Get("Content-Type"); kind != "" {
		rest += "   " + flow.Safe(kind, 60)
	}
	status := look.Render(sign + " " + a.response.StatusText())
	return status + "   " + r.styles.Muted.Render(clip(rest, r.width-margin-4-ansi.StringWidth(status)))
}

func statusLook(s Styles, status int) (look lipgloss.Style, sign string) {
	switch {
	case status >= 200 && status < 300:
		return s.Good, "✓"
	case status < 400:
		return s.Wait, "●"
	}
	return s.Bad, "✗"
}

func (r *response) tabs() string {
	parts := make([]string, tabCount)
	for i, name := range tabNames {
		if tab(i) == r.tab {
			parts[i] = r.styles.Accent.Render("[" + name + "]")
		} else {
			parts[i] = r.styles.Muted.Render(" " + name + " ")
		}
	}
	place := ""
	if !r.view.AtTop() || !r.view.AtBottom() {
		place = r.styles.Muted.Render(fmt.Sprintf("%d%%", int(r.view.ScrollPercent()*100)))
	}
	return between(indent+strings.Join(parts, " "), place, r.width-1)
}

// text is the tab's content, wrapped so that nothing is cut.
func (r *response) text() string {
	a := r.answer
	switch {
	case r.tab == tabSignature && a.exchange != nil:
		return r.signatureText(a.exchange, r.width)
	case r.tab == tabSignature:
		return paragraph("Nothing was signed.", r.width)
	case a.response == nil:
		return r.styles.trouble(*a.failure, "", r.width)
	case r.tab == tabHeaders:
		return r.margined(flow.SafeLines(headerText(a.response.Header)))
	}
	return r.margined(a.body)
}

// margined breaks lines that are too long, and puts all behind the margin.
func (r *response) margined(text string) string {
	lines := chunks(strings.ReplaceAll(text, "\t", "  "), r.width-margin-1)
	for i := range lines {
		lines[i] = indent + lines[i]
	}
	return strings.Join(lines, "\n")
}
