package catalogue

import (
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/connect"
	"countersign/ui/kit"
)

func (s *catalogue) ShortHelp() []key.Binding {
	if s.filter.Focused() {
		return []key.Binding{s.Keys.Binding(keyChoose), s.Keys.Relabeled(kit.KeyBack, "clear")}
	}
	back := s.Keys.Binding(kit.KeyBack)
	if s.filter.Value() != "" {
		back = s.Keys.Relabeled(kit.KeyBack, "clear the filter")
	}
	return []key.Binding{s.Keys.Binding(keyChoose), s.Keys.Relabeled(kit.KeyDown, "move"), s.Keys.Binding(kit.KeyFilter), s.Keys.Binding(keyNewConnector), back}
}

func (s *catalogue) FullHelp() [][]key.Binding {
	return [][]key.Binding{s.Keys.Bindings(keyChoose, kit.KeyFilter, keyNewConnector, kit.KeyBack), s.Keys.MoveKeys()}
}

// StatusText counts the connectors.
func (s *catalogue) StatusText() string {
	if !s.loaded {
		return ""
	}
	return s.Styles.Muted.Render(text.Count(len(s.shown()), "connector", "connectors"))
}

func (s *catalogue) View() string {
	below := s.below()
	lines := []string{" " + s.Styles.Accent.Render("/ ") + s.filter.Draw(s.Env, s.width-5), ""}
	from, to := s.seen()
	lines = append(lines, s.rows()[from:to]...)
	if below != "" {
		lines = append(lines, "", below)
	}
	return strings.Join(lines, "\n")
}

// page is how many entries fit.
func (s *catalogue) page() int { return max(s.height-kit.RowsTop-kit.Height(s.below())-1, 3) }

// seen is the range of entries that fit.
func (s *catalogue) seen() (from, to int) { return kit.Window(s.cursor, len(s.shown()), s.page()) }

// Click selects a row or the filter, or chooses the selected row.
func (s *catalogue) Click(_, y int) tea.Cmd {
	from, to := s.seen()
	switch row := from + y - kit.RowsTop; {
	case y == 0:
		s.filter.Focus()
	case y < kit.RowsTop || row >= to:
	case row == s.cursor:
		return s.choose()
	default:
		s.goTo(row)
	}
	return nil
}

// MouseWheel moves the cursor.
func (s *catalogue) MouseWheel(_, _, lines int) tea.Cmd {
	s.goTo(s.cursor + lines)
	return nil
}

// Waiting describes what is read.
func (s *catalogue) Waiting() (what string, since time.Time) {
	switch {
	case s.work.Running():
		return "reading the connector", s.work.Since
	case !s.loaded:
		return "reading the catalogue", s.watch.Since
	}
	return "", time.Time{}
}

func (s *catalogue) rows() []string {
	shown := s.shown()
	names, sources := make([]string, len(shown)), make([]string, len(shown))
	for i, e := range shown {
		names[i], sources[i] = ConnectorName(e), SourceOf(e)
	}
	inner := s.width - kit.Margin - 2 - 1
	nameWidth := kit.Widest(names, 10, inner/2) + 2
	rows := make([]string, len(shown))
	for i, e := range shown {
		here := i == s.cursor
		state := s.Styles.Muted.Render(kit.Clip(sources[i], inner-nameWidth))
		if e.Err != nil {
			state = s.Styles.Error.Render(kit.Clip("✗ "+problemCount(e.Err)+"   "+sources[i], inner-nameWidth))
		}
		rows[i] = kit.Indent + s.Styles.CursorMark(here) + s.Styles.Selected(here, kit.Fit(kit.Clip(names[i], nameWidth-2), nameWidth)) + state
	}
	return rows
}

// ConnectorName is a connector's name, or its key if it has none.
func ConnectorName(e flow.ConnectorEntry) string {
	if e.Name == "" {
		return text.Safe(e.Key, 40)
	}
	return text.Safe(e.Name, 40)
}

// SourceOf is a connector's folder, or "built in".
func SourceOf(e flow.ConnectorEntry) string {
	if e.Source == "" {
		return "built in"
	}
	return text.Safe(e.Source, 200)
}

func problemCount(err error) string {
	var problems flow.Problems
	if errors.As(err, &problems) {
		return text.Count(len(problems), "problem", "problems")
	}
	return "cannot be read"
}

// below describes the selected connector, or its problems.
func (s *catalogue) below() string {
	entry, ok := s.picked()
	path, isPath := s.folder()
	switch {
	case s.problem != nil:
		return s.Styles.RenderError(*s.problem, "", s.width)
	case !s.loaded:
		return ""
	case ok && entry.Err != nil:
		return s.wrong(entry)
	case ok:
		words := kit.RenderLines(s.Styles.Muted, kit.Paragraph(about(entry), s.width))
		if status := s.statusOf(entry); status != "" {
			return status + "\n" + words
		}
		return words
	case isPath:
		return kit.Paragraph("Press "+s.Keys.Label(keyChoose)+" to open the connector in "+text.Safe(path, 200), s.width)
	}
	return kit.Paragraph("No matching connectors. To open a folder, enter its path, such as ./flickr.", s.width)
}

func (s *catalogue) statusOf(e flow.ConnectorEntry) string {
	if e.Connector == nil {
		return ""
	}
	return connect.StatusView(s.Env, e.Connector, s.width)
}

func about(e flow.ConnectorEntry) string {
	words := text.Safe(e.Description, 600)
	if e.Connector != nil && e.Connector.DocsURI != "" {
		words += "\n" + text.Safe(e.Connector.DocsURI, 200)
	}
	return strings.TrimSpace(words)
}

// wrong lists the first problems of a connector; countersign connectors check lists all.
func (s *catalogue) wrong(e flow.ConnectorEntry) string {
	const most = 3
	var problems flow.Problems
	if !errors.As(e.Err, &problems) {
		return s.Styles.RenderError(flow.Explain(e.Err), "", s.width)
	}
	var lines []string
	for i, p := range problems {
		if i == most {
			lines = append(lines, kit.Indent+s.Styles.Muted.Render("and "+text.Count(len(problems)-most, "more", "more")))
			break
		}
		if file, err := filepath.Rel(e.Source, p.File); err == nil && file != "." { // the list shows the folder
			p.File = file
		}
		lines = append(lines, kit.RenderLines(s.Styles.Error, kit.HangingIndent(kit.Indent+"✗ ", text.Safe(p.Error(), 300), s.width)))
	}
	return strings.Join(lines, "\n")
}
