package request

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow/history"
	"countersign/internal/text"
	"countersign/ui/kit"
)

func (s *historyScreen) ShortHelp() []key.Binding {
	switch {
	case s.naming != nil:
		return []key.Binding{s.Keys.Relabeled(kit.KeyOpen, "save"), s.Keys.Relabeled(kit.KeyBack, "cancel")}
	case s.filter.Focused():
		return []key.Binding{s.Keys.Binding(keyLoad), s.Keys.Relabeled(kit.KeyBack, "clear")}
	}
	some := len(s.shown()) > 0
	load, save := kit.EnabledIf(some, s.Keys.Relabeled(keyLoad, "load")), kit.EnabledIf(some, s.Keys.Relabeled(keySaveRequest, "save request"))
	return []key.Binding{load, s.Keys.Binding(kit.KeyFilter), save, s.Keys.EnabledIf(some, keyDelete), s.Keys.EnabledIf(some, keyDeleteAll), s.Keys.Binding(kit.KeyBack)}
}

func (s *historyScreen) FullHelp() [][]key.Binding {
	return [][]key.Binding{s.Keys.Bindings(kit.KeyUp, kit.KeyDown, keyLoad, kit.KeyFilter, keySaveRequest, keyDelete, keyDeleteAll, kit.KeyBack)}
}

func (s *historyScreen) StatusText() string {
	if !s.loaded {
		return ""
	}
	return s.Styles.Muted.Render(text.Count(len(s.shown()), "request", "requests"))
}

func (s *historyScreen) View() string {
	top := []string{" " + s.Styles.Accent.Render("/ ") + s.filter.Draw(s.Env, s.width-5), ""}
	below := s.below()
	rows := s.rowLines()
	room := max(s.height-len(top)-kit.Height(below)-1, 1)
	from, to := kit.Window(s.cursor, len(rows), room)
	lines := append(top, rows[from:to]...)
	if below != "" {
		if len(rows) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, below)
	}
	return strings.Join(lines, "\n")
}

// rowLines show method, target, status, duration and age. A narrow window leaves out the duration.
func (s *historyScreen) rowLines() []string {
	inner := s.width - kit.Margin - 2 - 1
	wide := inner >= 70
	var rows []string
	for i, p := range s.shown() {
		here := i == s.cursor
		end := kit.Fit(text.Ago(s.Now(), p.At), 13)
		if wide {
			end = fmt.Sprintf("%9s   ", text.Duration(p.Took)) + end
		}
		look, sign := s.Styles.Error, "✗"
		status := "no response"
		if p.Status != 0 {
			look, sign = kit.StatusStyle(s.Styles, p.Status)
			status = fmt.Sprint(p.Status)
		}
		room := inner - ansi.StringWidth(end) - 13
		what := kit.Fit(kit.Clip(kit.Fit(text.Safe(p.Method, 10), 8)+text.Safe(p.Target, 300), room-2), room)
		rows = append(rows, strings.TrimRight(kit.Indent+s.Styles.CursorMark(here)+s.Styles.Selected(here, what)+look.Render(kit.Fit(sign+" "+status, 13))+s.Styles.Muted.Render(end), " "))
	}
	return rows
}

// below are details of the chosen request, or why there is none.
func (s *historyScreen) below() string {
	shown := s.shown()
	switch {
	case s.naming != nil:
		text := kit.Indent + "Name of the saved request: " + s.naming.Draw(s.Env, max(s.width-kit.Margin-28, 10))
		if s.trouble != nil {
			text += "\n" + s.Styles.RenderError(*s.trouble, "", s.width)
		}
		return text
	case s.trouble != nil:
		return s.Styles.RenderError(*s.trouble, "", s.width)
	case !s.loaded:
		return kit.Indent + s.Styles.Muted.Render("Loading the history…")
	case len(s.entries) == 0 && !s.Settings.History.Enabled:
		return kit.Paragraph("The history is turned off in the settings.", s.width)
	case len(s.entries) == 0:
		return kit.Paragraph("No requests sent with this connection yet. Sent requests are listed here, without secrets.", s.width)
	case len(shown) == 0:
		return kit.Paragraph("No matches. Press "+s.Keys.Label(kit.KeyBack)+" to clear the filter.", s.width)
	}
	return s.about(shown[min(s.cursor, len(shown)-1)])
}

func (s *historyScreen) about(p history.Entry) string {
	parts := []string{p.At.In(s.Now().Location()).Format("2 Jan 2006 15:04:05"), text.Duration(p.Took)}
	if p.Status != 0 {
		parts = append(parts, text.Size(int(p.Size))+" received")
	}
	if p.BodyType != "" {
		parts = append(parts, text.Size(int(p.BodySize))+" of "+text.Safe(p.BodyType, 40)+" sent")
	}
	lines := []string{kit.RenderLines(s.Styles.Muted, kit.Paragraph(strings.Join(parts, " · "), s.width))}
	if p.Failure != "" {
		lines = append(lines, kit.RenderLines(s.Styles.Error, kit.HangingIndent(kit.Indent+"✗ ", p.Failure, s.width)))
	}
	if missing := p.Missing(); len(missing) > 0 {
		lines = append(lines, kit.RenderLines(s.Styles.Warning, kit.HangingIndent(kit.Indent+"○ ", "Not stored, enter again: "+strings.Join(missing, ", "), s.width)))
	}
	return strings.Join(lines, "\n")
}

func (s *historyScreen) Waiting() (what string, since time.Time) {
	if s.loaded {
		return s.work.Waiting("updating the history")
	}
	return s.work.Waiting("loading the history")
}
