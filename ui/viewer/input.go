package viewer

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// input is the line in which a search or a filter is typed. Up brings back what was typed before.
type input struct {
	field  textinput.Model
	open   bool
	filter bool
	last   map[bool]string // by filter
}

func newInput() input {
	in := textinput.New()
	in.Prompt = ""
	in.Cursor.SetMode(cursor.CursorStatic)
	in.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	return input{field: in, last: map[bool]string{}}
}

func (in *input) start(filter bool, text string) {
	in.open, in.filter = true, filter
	in.field.Placeholder = "text; a capital makes it case-sensitive"
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

// submit closes the input and returns what was typed.
func (in *input) submit() string {
	text := in.field.Value()
	if text != "" {
		in.last[in.filter] = text
	}
	in.close()
	return text
}

func (in *input) press(msg tea.KeyMsg) {
	if msg.Type == tea.KeyUp {
		in.field.SetValue(in.last[in.filter])
		in.field.CursorEnd()
		return
	}
	in.field, _ = in.field.Update(msg)
}

func (in *input) view(width int, s Styles) string {
	prompt := "/"
	if in.filter {
		prompt = ":"
	}
	field := in.field
	field.Width = max(width-len(prompt)-1-1, 1)
	field.TextStyle, field.PlaceholderStyle, field.Cursor.Style = s.Text, s.Muted, s.CurrentMatch
	field.SetCursor(field.Position()) // applies the width
	return s.Name.Render(prompt) + " " + field.View()
}
