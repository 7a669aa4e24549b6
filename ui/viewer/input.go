package viewer

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// input is the line in which a search or a filter is typed.
type input struct {
	field  textinput.Model
	open   bool
	filter bool
	last   [2]string // what was typed before, into each
}

func newInput() input {
	in := textinput.New()
	in.Prompt = ""
	in.Cursor.SetMode(cursor.CursorStatic)
	in.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	return input{field: in}
}

// start opens the input with a text to go on from.
func (in *input) start(filter bool, text string) {
	in.open, in.filter = true, filter
	in.field.Placeholder = "text; capitals count when there is one"
	if filter {
		in.field.Placeholder = "jq, such as .items[].id; or a line: 120, 50%"
	}
	in.field.SetValue(text)
	in.field.CursorEnd()
	in.field.Focus()
}

func (in *input) close() {
	in.open = false
	in.field.Blur()
}

// enter closes the input and gives what was typed.
func (in *input) enter() string {
	text := in.field.Value()
	if text != "" {
		in.last[in.kind()] = text
	}
	in.close()
	return text
}

// press takes a key; up brings back what was typed last.
func (in *input) press(msg tea.KeyMsg) {
	if msg.Type == tea.KeyUp {
		in.field.SetValue(in.last[in.kind()])
		in.field.CursorEnd()
		return
	}
	in.field, _ = in.field.Update(msg)
}

func (in *input) view(width int, look Styles) string {
	sign := "/"
	if in.filter {
		sign = ":"
	}
	field := in.field
	field.Width = max(width-len(sign)-1-1, 1)
	field.TextStyle, field.PlaceholderStyle, field.Cursor.Style = look.Text, look.Muted, look.CurrentMatch
	field.SetCursor(field.Position()) // applies the width to what is seen
	return look.Name.Render(sign) + " " + field.View()
}

// kind is the place of what is asked for among the last answers: 0 a search, 1 a filter.
func (in *input) kind() int {
	if in.filter {
		return 1
	}
	return 0
}
