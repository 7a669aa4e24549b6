package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
)

// areaInput is an input of several lines, which remembers what it held before.
type areaInput struct {
	textarea.Model
	keys *Keys
	past past
}

func newArea(keys *Keys, placeholder string) areaInput {
	area := textarea.New()
	area.Prompt, area.Placeholder, area.ShowLineNumbers = "", placeholder, false
	area.MaxWidth, area.MaxHeight = 0, 0
	area.Cursor.SetMode(cursor.CursorStatic)
	area.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	area.KeyMap.DeleteAfterCursor.SetEnabled(!slices.Contains(keys.Of(keyPalette).Keys(), "ctrl+k")) // by itself, that opens the palette
	return areaInput{Model: area, keys: keys}
}

// SetValue puts a text there that nobody typed: there is no way back from it.
func (a *areaInput) SetValue(text string) {
	a.Model.SetValue(text)
	a.past = past{}
}

// Update takes a key.
func (a areaInput) Update(msg tea.Msg) (areaInput, tea.Cmd) {
	m, ok := msg.(tea.KeyMsg)
	if !ok || !a.Focused() {
		return a, nil
	}
	now := a.moment()
	switch {
	case a.keys.Hit(m, keyUndo):
		if before, ok := a.past.undo(now); ok {
			a.restore(before)
		}
		return a, nil
	case a.keys.Hit(m, keyRedo):
		if after, ok := a.past.redo(now); ok {
			a.restore(after)
		}
		return a, nil
	}
	if isPaste(m) {
		m.Runes = []rune(text.Pasted(string(m.Runes)))
	}
	a.Model, _ = a.Model.Update(m)
	a.past.took(now, a.moment(), kindOf(m), lastRune(m))
	return a, nil
}

func (a *areaInput) moment() moment {
	at := a.LineInfo()
	return moment{text: a.Value(), row: a.Line(), col: at.StartColumn + at.ColumnOffset}
}

func (a *areaInput) restore(m moment) {
	a.Model.SetValue(m.text)
	for a.Line() > m.row {
		a.CursorUp()
	}
	a.SetCursor(m.col)
}

// areaView draws an area in today's colours.
func (area areaInput) draw(e *env) string {
	look := textarea.Style{Text: e.styles.Text, Placeholder: e.styles.Muted}
	area.FocusedStyle, area.BlurredStyle = look, look
	area.Cursor.Style = e.cursor
	if area.Focused() {
		area.Focus()
	} else {
		area.Blur()
	}
	return area.View()
}
