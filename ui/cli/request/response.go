package request

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/console"
)

// printBody prints a body as received. On a terminal it is made safe: a service must not send escape sequences.
func printBody(s *console.IO, body []byte) error {
	if !console.IsTerminal(s.Out) {
		_, err := s.Out.Write(body)
		return err
	}
	open := false // the last line has no line break
	err := inPieces(body, func(piece string) error {
		piece = text.SafeLines(piece)
		if piece != "" {
			open = !strings.HasSuffix(piece, "\n")
		}
		_, err := io.WriteString(s.Out, piece)
		return err
	})
	if err == nil && open {
		_, err = io.WriteString(s.Out, "\n")
	}
	return err
}

// PrintHeaders prints the status line, the sorted headers and an empty line.
func PrintHeaders(s *console.IO, r *flow.Response) error {
	if _, err := fmt.Fprintln(s.Out, "HTTP "+r.StatusText()); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			if _, err := fmt.Fprintln(s.Out, name+": "+text.SafeLines(value)); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintln(s.Out)
	return err
}

// printTimes prints how long the parts of an exchange took.
func printTimes(s *console.IO, r *flow.Response) {
	if r.Exchange == nil {
		return
	}
	t := r.Exchange.Timings
	parts := t.Phases()
	if t.Reused {
		parts = slices.DeleteFunc(parts, func(p flow.Phase) bool { return p.Took == 0 })
	}
	list := make([]string, len(parts))
	for i, p := range parts {
		list[i] = p.Name + " " + inMillis(p.Took)
	}
	text := strings.Join(list, ", ")
	if t.Reused {
		text += " (reused connection)"
	}
	s.Infof("Took %s: %s.", inMillis(r.Took), text)
}

func inMillis(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
