package home

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// renaming is the prompt in the place of a connection's name. What is typed is judged as it stands there.
type renaming struct {
	from   string
	input  kit.LineInput
	check  kit.Task
	judged string // the name that wrong is about
	wrong  error
}

type (
	// judgedMsg says whether a name may be given.
	judgedMsg struct {
		task int64
		name string
		err  error
	}
	renamedMsg struct {
		task     int64
		from, to string
		err      error
	}
)

func (s *actions) startRename(e flow.Entry) tea.Cmd {
	r := &renaming{from: e.Name, input: kit.NewInput(s.Keys, "a name"), judged: e.Name}
	r.input.SetValue(e.Name)
	r.input.Focus()
	s.rename, s.trouble = r, nil
	return nil
}

func (s *actions) leaveRename() {
	if s.rename != nil {
		s.rename.check.Stop()
		s.rename = nil
	}
}

func (s *actions) typeName(msg tea.KeyMsg) tea.Cmd {
	r := s.rename
	if s.Keys.MatchesInText(msg, kit.KeyOpen) {
		return s.endRename()
	}
	kit.TypeInto(&r.input, msg)
	r.check.Stop()
	name := r.input.Value()
	if name == r.from || name == "" {
		r.judged, r.wrong = name, nil
		return nil
	}
	r.check = s.StartTask()
	t, m := r.check, s.Flow
	return func() tea.Msg { return judgedMsg{t.ID, name, m.Connections.CheckName(t.Ctx, name)} }
}

func (s *actions) judgedName(msg judgedMsg) {
	if r := s.rename; r != nil && r.check.Matches(msg.task) {
		r.check.Stop()
		r.judged, r.wrong = msg.name, msg.err
	}
}

// endRename is enter: a name that was found wrong stays for another try.
func (s *actions) endRename() tea.Cmd {
	from, to := s.rename.from, s.rename.input.Value()
	switch {
	case to == "" || s.rename.judged == to && s.rename.wrong != nil:
		return nil
	case to == from:
		s.leaveRename()
		return nil
	}
	s.leaveRename()
	return s.renameTo(from, to)
}

func (s *actions) renameTo(from, to string) tea.Cmd {
	t, m := s.begin("renaming…", from), s.Flow
	return s.watched(func() tea.Msg { return renamedMsg{t.ID, from, to, m.Connections.Rename(t.Ctx, from, to)} })
}

func (s *actions) renamed(msg renamedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		return s.failed(msg.err, func() tea.Cmd { return s.renameTo(msg.from, msg.to) })
	}
	s.finish()
	s.follow = msg.to
	return tea.Batch(s.reload(), kit.Toast(fmt.Sprintf("%s is now called %s", msg.from, msg.to)))
}

// renameView says what is to be said of the name as it stands.
func (s *actions) renameView() string {
	r := s.rename
	name := r.input.Value()
	switch {
	case name == "":
		return s.Styles.Busy("a connection needs a name: letters, digits and . _ @ -", s.width)
	case name == r.from:
		return s.Styles.Busy("this is its name now; type another, or "+s.Keys.Label(kit.KeyBack)+" leaves it", s.width)
	case r.judged != name && !s.Slow(r.check):
		return s.Styles.Busy("a new name for "+r.from, s.width)
	case r.judged != name:
		return s.Styles.Busy("looking whether the name is free…", s.width)
	case errors.Is(r.wrong, flow.ErrNameTaken):
		return s.Styles.RenderError(flow.Explanation{What: name + " is another connection's name", Next: "choose one that is free"}, "", s.width)
	case r.wrong != nil:
		return s.Styles.RenderError(flow.Explain(r.wrong), "", s.width)
	}
	return kit.HangingIndent(kit.Indent+s.Styles.Success.Render("✓")+" ", fmt.Sprintf("free: "+s.Keys.Label(kit.KeyOpen)+" renames %s to %s", r.from, text.Safe(name, 70)), s.width)
}
