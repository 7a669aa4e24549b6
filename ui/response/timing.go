package response

import (
	"fmt"
	"strings"
	"time"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// precise writes a duration with more digits than text.Duration.
func precise(d time.Duration) string {
	switch {
	case d == 0:
		return "–"
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	}
	return text.Duration(d)
}

const (
	timingNames  = 12
	timingTimes  = 10
	timingShares = 6
)

// timingText shows the phases of an exchange: duration, share of the total and, if there is room, a bar.
func timingText(look kit.Styles, width int, x *flow.Exchange, length int) string {
	room := width - kit.Margin - timingNames - timingTimes - timingShares - 3
	var lines []string
	var before time.Duration
	for _, p := range x.Timings.Phases() {
		line := kit.Indent + look.Muted.Render(kit.Fit(p.Name, timingNames)) + atRight(precise(p.Took), timingTimes)
		if x.Took > 0 && p.Took > 0 {
			line += look.Muted.Render(atRight(fmt.Sprintf("%d%%", p.Took*100/x.Took), timingShares))
			if room >= 16 {
				line += "  " + look.Accent.Render(bar(before, p.Took, x.Took, room))
			}
		}
		lines, before = append(lines, line), before+p.Took
	}
	lines = append(lines, kit.Indent+look.Strong.Render(kit.Fit("total", timingNames)+atRight(precise(x.Took), timingTimes)), "")
	for _, note := range timingNotes(x, length) {
		lines = append(lines, kit.Paragraph(note, width))
	}
	return strings.Join(lines, "\n")
}

func timingNotes(x *flow.Exchange, length int) []string {
	var notes []string
	if x.Timings.Reused {
		notes = append(notes, "Reused connection: no DNS lookup, TCP connect or TLS handshake.")
	}
	if speed := rate(int64(length), x.Timings.Body); speed != "" && length > 0 {
		notes = append(notes, fmt.Sprintf("Body received at %s.", speed))
	}
	if !x.Started.IsZero() {
		notes = append(notes, "Sent at "+x.Started.Format("15:04:05.000")+".")
	}
	return notes
}

// timesText is the text for the clipboard.
func timesText(x *flow.Exchange) string {
	var lines []string
	for _, p := range append(x.Timings.Phases(), flow.Phase{Name: "total", Took: x.Took}) {
		lines = append(lines, p.Name+": "+precise(p.Took))
	}
	return strings.Join(lines, "\n")
}

// bar draws one phase of the whole, at least one cell wide.
func bar(before, part, whole time.Duration, cells int) string {
	at := func(d time.Duration) int { return int(int64(d) * int64(cells) / int64(whole)) }
	from := min(at(before), cells-1)
	to := min(max(at(before+part), from+1), cells)
	return strings.Repeat(" ", from) + strings.Repeat("▆", to-from)
}

func atRight(text string, width int) string {
	return strings.Repeat(" ", max(width-len([]rune(text)), 0)) + text
}
