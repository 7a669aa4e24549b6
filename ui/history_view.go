package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *history) ShortHelp() []key.Binding {
	switch {
	case s.naming != nil:
		return []key.Binding{s.keys.Named(keyOpen, "save"), s.keys.Named(keyBack, "leave it")}
	case s.filter.Focused():
		return []key.Binding{s.keys.Of(keyTakeUp), s.keys.Named(keyBack, "clear")}
	}
	some := len(s.shown()) > 0
	load, save := when(some, s.keys.Named(keyTakeUp, "load")), when(some, s.keys.Named(keySaveReady, "save as ready"))
	return []key.Binding{load, s.keys.Of(keyFilter), save, s.keys.When(some, keyDeleteOne), s.keys.When(some, keyDeleteAll), s.keys.Of(keyBack)}
}

func (s *history) FullHelp() [][]key.Binding {
	return [][]key.Binding{s.keys.List(keyUp, keyDown, keyTakeUp, keyFilter, keySaveReady, keyDeleteOne, keyDeleteAll, keyBack)}
}

// Aside counts what is shown.
func (s *history) Aside() string {
	if !s.loaded {
		return ""
	}
	return s.styles.Muted.Render(text.Count(len(s.shown()), "call", "calls"))
}

func (s *history) View() string {
	top := []string{" " + s.styles.Accent.Render("/ ") + s.filter.draw(s.env, s.width-5), ""}
	below := s.below()
	rows := s.pastRows()
	room := max(s.height-len(top)-height(below)-1, 1)
	from, to := window(s.cursor, len(rows), room)
	lines := append(top, rows[from:to]...)
	if below != "" {
		if len(rows) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, below)
	}
	return strings.Join(lines, "\n")
}

// pastRows are method, target, status, time taken and age; a narrow window leaves out the time taken.
func (s *history) pastRows() []string {
	inner := s.width - margin - 2 - 1
	wide := inner >= 70
	var rows []string
	for i, p := range s.shown() {
		here := i == s.cursor
		end := fit(text.Ago(s.Now(), p.At), 13)
		if wide {
			end = fmt.Sprintf("%9s   ", text.Took(p.Took)) + end
		}
		look, sign := s.styles.Bad, "✗"
		status := "no answer"
		if p.Status != 0 {
			look, sign = statusLook(s.styles, p.Status)
			status = fmt.Sprint(p.Status)
		}
		room := inner - ansi.StringWidth(end) - 13
		what := fit(clip(fit(text.Safe(p.Method, 10), 8)+text.Safe(p.Target, 300), room-2), room)
		rows = append(rows, strings.TrimRight(indent+s.styles.mark(here)+s.styles.pick(here, what)+look.Render(fit(sign+" "+status, 13))+s.styles.Muted.Render(end), " "))
	}
	return rows
}

// below says more of the call under the cursor, or why there is none.
func (s *history) below() string {
	shown := s.shown()
	switch {
	case s.naming != nil:
		text := indent + "Its name among the ready calls: " + s.naming.draw(s.env, max(s.width-margin-34, 10))
		if s.trouble != nil {
			text += "\n" + s.styles.trouble(*s.trouble, "", s.width)
		}
		return text
	case s.trouble != nil:
		return s.styles.trouble(*s.trouble, "", s.width)
	case !s.loaded:
		return indent + s.styles.Muted.Render("reading the history…")
	case len(s.calls) == 0 && !s.Settings.History.Keep:
		return paragraph("The history is switched off in the settings.", s.width)
	case len(s.calls) == 0:
		return paragraph("No call was sent with this connection yet. Those that are stand here, without secrets, also when the program is started again.", s.width)
	case len(shown) == 0:
		return paragraph("Nothing matches; "+s.keys.Label(keyBack)+" clears the filter.", s.width)
	}
	return s.about(shown[min(s.cursor, len(shown)-1)])
}

func (s *history) about(p flow.PastCall) string {
	parts := []string{p.At.In(s.Now().Location()).Format("2 Jan 2006 15:04:05"), text.Took(p.Took)}
	if p.Status != 0 {
		parts = append(parts, text.Size(int(p.Size))+" came")
	}
	if p.BodyType != "" {
		parts = append(parts, text.Size(int(p.BodySize))+" of "+text.Safe(p.BodyType, 40)+" sent")
	}
	lines := []string{eachLine(s.styles.Muted, paragraph(strings.Join(parts, " · "), s.width))}
	if p.Failure != "" {
		lines = append(lines, eachLine(s.styles.Bad, hang(indent+"✗ ", p.Failure, s.width)))
	}
	if lost := p.Lost(); len(lost) > 0 {
		lines = append(lines, eachLine(s.styles.Wait, hang(indent+"○ ", "not kept, to be written again: "+list(lost), s.width)))
	}
	return strings.Join(lines, "\n")
}

// list joins parts with commas.
func list(parts []string) string { return strings.Join(parts, ", ") }

// Waiting says that the history is read or changed.
func (s *history) Waiting() (what string, since time.Time) {
	if s.loaded {
		return s.work.told("changing the history")
	}
	return s.work.told("reading the history")
}
