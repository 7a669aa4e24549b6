package kit

import (
	"slices"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
)

// AreaInput is an input of several lines with undo.
type AreaInput struct {
	textarea.Model
	keys *Keys
	past past
}

// NewArea returns an input of several lines.
func NewArea(keys *Keys, placeholder string) AreaInput {
	area := textarea.New()
	area.Prompt, area.Placeholder, area.ShowLineNumbers = "", placeholder, false
	area.MaxWidth, area.MaxHeight = 0, 0
	area.Cursor.SetMode(cursor.CursorStatic)
	area.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	area.KeyMap.DeleteAfterCursor.SetEnabled(!slices.Contains(keys.Binding(KeyPalette).Keys(), "ctrl+k")) // by default, that opens the palette
	return AreaInput{Model: area, keys: keys}
}

// SetValue sets the text and clears the history: the user cannot undo it.
func (a *AreaInput) SetValue(text string) {
	a.Model.SetValue(text)
	a.past = past{}
}

// Update handles a key.
func (a AreaInput) Update(msg tea.Msg) (AreaInput, tea.Cmd) {
	m, ok := msg.(tea.KeyMsg)
	if !ok || !a.Focused() {
		return a, nil
	}
	now := a.moment()
	switch {
	case a.keys.Matches(m, KeyUndo):
		if before, ok := a.past.undo(now); ok {
			a.restore(before)
		}
		return a, nil
	case a.keys.Matches(m, KeyRedo):
		if after, ok := a.past.redo(now); ok {
			a.restore(after)
		}
		return a, nil
	}
	if IsPaste(m) {
		m.Runes = []rune(text.Pasted(string(m.Runes)))
	}
	a.Model, _ = a.Model.Update(m)
	a.past.took(now, a.moment(), kindOf(m), lastRune(m))
	return a, nil
}

func (a *AreaInput) moment() moment {
	at := a.LineInfo()
	return moment{text: a.Value(), row: a.Line(), col: at.StartColumn + at.ColumnOffset}
}

func (a *AreaInput) restore(m moment) {
	a.Model.SetValue(m.text)
	for a.Line() > m.row {
		a.CursorUp()
	}
	a.SetCursor(m.col)
}

// Draw renders an area in the current colors.
func (a AreaInput) Draw(e *Env) string {
	look := textarea.Style{Text: e.Styles.Text, Placeholder: e.Styles.Muted}
	a.FocusedStyle, a.BlurredStyle = look, look
	a.Cursor.Style = e.Cursor
	if a.Focused() {
		a.Focus()
	} else {
		a.Blur()
	}
	return a.View()
}
