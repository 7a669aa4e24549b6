package request

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

var (
	keyCell      = kit.NewAction("next-cell", kit.InText, "next cell", "tab", "enter").Formerly("cell")
	keyCellBack  = kit.NewAction("previous-cell", kit.InText, "previous cell", "shift+tab").Formerly("cell-back")
	keyRowUp     = kit.NewAction("row-up", kit.InText, "row up", "alt+up", "ctrl+up")
	keyRowDown   = kit.NewAction("row-down", kit.InText, "row down", "alt+down", "ctrl+down")
	keyRowOff    = kit.NewAction("toggle-row", kit.InText, "turn row off or on", "ctrl+o").Formerly("row-off")
	keyRowDelete = kit.NewAction("row-delete", kit.InText, "delete the row", "ctrl+x")
)

// row is a name and a value, which can be turned off.
type row struct {
	name, value string
	off         bool
}

func (r row) empty() bool { return r.name == "" && r.value == "" }

// rowsEditor edits a query, headers or a form in two columns. The last row is always empty.
type rowsEditor struct {
	keys  *kit.Keys
	part  part
	list  []row
	at    int
	cell  int // 0: name, 1: value
	input kit.LineInput
}

// exit says whether a key moves the focus out of the rows.
type exit int

const (
	stays exit = iota
	exitForward
	exitBack
)

func newRows(keys *kit.Keys, p part) *rowsEditor {
	r := &rowsEditor{keys: keys, part: p, input: kit.NewInput(keys, "")}
	r.set("")
	return r
}

// set parses lines.
func (r *rowsEditor) set(text string) {
	r.list, r.at, r.cell = nil, 0, 0
	for _, line := range lines(text) {
		if strings.TrimSpace(line) != "" {
			r.list = append(r.list, r.read(line))
		}
	}
	r.list = append(r.list, row{})
	r.show()
}

func (r *rowsEditor) read(line string) row {
	line, off := strings.CutPrefix(line, offMark)
	name, value, _ := strings.Cut(line, separator(r.part))
	if r.part == partHeaders {
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	}
	return row{name, value, off}
}

// text formats the rows as lines.
func (r *rowsEditor) text() string {
	between := separator(r.part)
	if r.part == partHeaders {
		between = ": "
	}
	var out []string
	for _, w := range r.list {
		if w.empty() {
			continue
		}
		line := w.name + between + w.value
		if w.off {
			line = offMark + line
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func (r *rowsEditor) here() *row { return &r.list[r.at] }

// show loads the cell into the input.
func (r *rowsEditor) show() {
	text := r.here().name
	r.input.Placeholder = "name"
	if r.cell == 1 {
		text, r.input.Placeholder = r.here().value, "value"
	}
	r.input.SetValue(strings.ReplaceAll(text, "\n", kit.LineBreak))
	r.input.CursorEnd()
}

// commit stores the input in the cell.
func (r *rowsEditor) commit() {
	text := strings.ReplaceAll(kit.InputText(r.input), "\n", " ") // a row is one line
	if r.cell == 0 {
		r.here().name = text
	} else {
		r.here().value = text
	}
	if !r.list[len(r.list)-1].empty() {
		r.list = append(r.list, row{})
	}
}

func (r *rowsEditor) enter() { r.input.Focus() }

func (r *rowsEditor) leave() { r.input.Blur() }

func (r *rowsEditor) goTo(at, cell int) {
	r.at, r.cell = min(max(at, 0), len(r.list)-1), cell
	r.show()
}

// last reports whether the row is the empty one at the end.
func (r *rowsEditor) last() bool { return r.at == len(r.list)-1 }

func (r *rowsEditor) press(msg tea.KeyMsg) (exit, tea.Cmd) {
	switch {
	case r.keys.Matches(msg, keyCell) && r.cell == 0 && r.last():
		return exitForward, nil
	case r.keys.Matches(msg, keyCell) && r.cell == 0:
		r.goTo(r.at, 1)
	case r.keys.Matches(msg, keyCell):
		r.goTo(r.at+1, 0)
	case r.keys.Matches(msg, keyCellBack) && r.cell == 0 && r.at == 0:
		return exitBack, nil
	case r.keys.Matches(msg, keyCellBack) && r.cell == 0:
		r.goTo(r.at-1, 1)
	case r.keys.Matches(msg, keyCellBack):
		r.goTo(r.at, 0)
	case r.keys.Matches(msg, keyRowUp):
		return stays, r.move(-1)
	case r.keys.Matches(msg, keyRowDown):
		return stays, r.move(+1)
	case r.keys.MatchesInText(msg, kit.KeyUp):
		r.goTo(r.at-1, r.cell)
	case r.keys.MatchesInText(msg, kit.KeyDown):
		r.goTo(r.at+1, r.cell)
	case r.keys.Matches(msg, keyRowOff):
		return stays, r.switchOff()
	case r.keys.Matches(msg, keyRowDelete):
		return stays, r.delete()
	case kit.IsPaste(msg) && r.paste(string(msg.Runes)):
	case r.cell == 0 && r.input.Value() != "" && msg.Type == tea.KeyRunes && string(msg.Runes) == separator(r.part):
		r.goTo(r.at, 1)
	default:
		kit.TypeInto(&r.input, msg)
		r.commit()
	}
	return stays, nil
}

func (r *rowsEditor) move(by int) tea.Cmd {
	to := r.at + by
	switch {
	case r.last():
		return kit.ErrorToast("Cannot move an empty row")
	case to < 0 || to >= len(r.list)-1:
		return kit.ErrorToast("Cannot move the row further")
	}
	r.list[r.at], r.list[to] = r.list[to], r.list[r.at]
	r.goTo(to, r.cell)
	return nil
}

func (r *rowsEditor) switchOff() tea.Cmd {
	if r.last() {
		return kit.ErrorToast("Cannot turn off an empty row")
	}
	r.here().off = !r.here().off
	return nil
}

func (r *rowsEditor) delete() tea.Cmd {
	if r.last() {
		return kit.ErrorToast("Cannot delete an empty row")
	}
	r.list = slices.Delete(r.list, r.at, r.at+1)
	r.goTo(r.at, 0)
	return nil
}

// paste inserts several lines or an encoded query as rows. It returns false for text that belongs into the cell.
func (r *rowsEditor) paste(text string) bool {
	text = strings.Trim(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	emptyRow := r.here().empty() && r.cell == 0
	if r.part != partHeaders && emptyRow && !strings.Contains(text, "\n") {
		if decoded, ok := formLines(strings.TrimPrefix(text, "?")); ok && strings.Contains(text, "=") {
			text = decoded
		}
	}
	if !strings.Contains(text, "\n") && !(emptyRow && strings.Contains(text, separator(r.part))) {
		return false
	}
	at := r.at
	if !r.here().empty() {
		at++
	}
	var added []row
	for _, line := range lines(text) {
		if strings.TrimSpace(line) != "" {
			added = append(added, r.read(line))
		}
	}
	r.list = slices.Insert(r.list, at, added...)
	if !r.list[len(r.list)-1].empty() {
		r.list = append(r.list, row{})
	}
	r.goTo(at+len(added), 0)
	return true
}

// insert inserts text into the cell.
func (r *rowsEditor) insert(text string) {
	kit.TypeInto(&r.input, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)})
	r.commit()
}
