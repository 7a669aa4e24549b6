package home

import (
	"context"
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// renaming is the input in place of a connection's name. The name is checked while it is typed.
type renaming struct {
	from    string
	input   kit.LineInput
	check   kit.Task
	checked string // the name that problem is about
	problem error
}

type (
	// nameCheckedMsg tells whether a name is valid and free.
	nameCheckedMsg struct {
		task int64
		name string
		err  error
	}
)

func (s *actions) startRename(e flow.Entry) tea.Cmd {
	r := &renaming{from: e.Name, input: kit.NewInput(s.Keys, "name"), checked: e.Name}
	r.input.SetValue(e.Name)
	r.input.Focus()
	s.rename, s.problem = r, nil
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
		r.checked, r.problem = name, nil
		return nil
	}
	r.check = s.StartTask()
	t, m := r.check, s.Flow
	return func() tea.Msg { return nameCheckedMsg{t.ID, name, m.Connections.CheckName(t.Ctx, name)} }
}

func (s *actions) nameChecked(msg nameCheckedMsg) {
	if r := s.rename; r != nil && r.check.Matches(msg.task) {
		r.check.Stop()
		r.checked, r.problem = msg.name, msg.err
	}
}

// endRename renames, unless the name was found to be invalid.
func (s *actions) endRename() tea.Cmd {
	from, to := s.rename.from, s.rename.input.Value()
	switch {
	case to == "" || s.rename.checked == to && s.rename.problem != nil:
		return nil
	case to == from:
		s.leaveRename()
		return nil
	}
	s.leaveRename()
	return s.renameTo(from, to)
}

func (s *actions) renameTo(from, to string) tea.Cmd {
	m := s.Flow
	return s.watched(s.begin("renaming…", from).Run(func(ctx context.Context) func() tea.Cmd {
		err := m.Connections.Rename(ctx, from, to)
		return func() tea.Cmd {
			if err != nil {
				return s.failed(err, func() tea.Cmd { return s.renameTo(from, to) })
			}
			s.finish()
			s.follow = to
			return tea.Batch(s.reload(), kit.Toast(fmt.Sprintf("Renamed %s to %s", from, to)))
		}
	}))
}

// renameView says whether the new name is valid.
func (s *actions) renameView() string {
	r := s.rename
	name := r.input.Value()
	switch {
	case name == "":
		return s.Styles.Busy("Enter a name: letters, digits and . _ @ -", s.width)
	case name == r.from:
		return s.Styles.Busy("Enter a new name, or press "+s.Keys.Label(kit.KeyBack)+" to cancel", s.width)
	case r.checked != name && !s.Slow(r.check):
		return s.Styles.Busy("A new name for "+r.from, s.width)
	case r.checked != name:
		return s.Styles.Busy("Checking the name…", s.width)
	case errors.Is(r.problem, flow.ErrNameTaken):
		return s.Styles.RenderError(flow.Explanation{What: "The name " + name + " is taken", Next: "Choose another name."}, "", s.width)
	case r.problem != nil:
		return s.Styles.RenderError(flow.Explain(r.problem), "", s.width)
	}
	return kit.HangingIndent(kit.Indent+s.Styles.Success.Render("✓")+" ", fmt.Sprintf("Press %s to rename %s to %s", s.Keys.Label(kit.KeyOpen), r.from, text.Safe(name, 70)), s.width)
}
