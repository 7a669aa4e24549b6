package ui

import (
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textarea"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// lineBreak stands for a line break in a one-line input, so that a pasted private key keeps its lines.
const lineBreak = "⏎"

// The two kinds of input, as every screen knows them.
type (
	lineInput = textinput.Model
	areaInput = textarea.Model
)

// newInput is a one-line input. Its cursor does not blink, so it needs no message but keys; what the terminal pastes comes
// as one of those.
func newInput(placeholder string) lineInput {
	in := textinput.New()
	in.Prompt, in.Placeholder, in.EchoCharacter = "", placeholder, '•'
	in.Cursor.SetMode(cursor.CursorStatic)
	in.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	return in
}

// isPaste reports whether a key is something pasted: the terminal says so, or, where it can't, many characters come at
// once.
func isPaste(msg tea.KeyMsg) bool {
	return msg.Paste || msg.Type == tea.KeyRunes && len(msg.Runes) > 1
}

// typeInto gives a key to an input.
func typeInto(in *lineInput, msg tea.KeyMsg) {
	if msg.Paste {
		text := strings.Trim(strings.ReplaceAll(string(msg.Runes), "\r\n", "\n"), "\r\n")
		text = strings.NewReplacer("\n", lineBreak, "\r", lineBreak).Replace(text)
		msg.Runes = []rune(text)
	}
	if key.Matches(msg, in.KeyMap.DeleteWordForward) && in.EchoMode == textinput.EchoNormal {
		deleteWord(in)
		return
	}
	*in, _ = in.Update(msg)
}

// deleteWord deletes the word behind the cursor. The input's own way panics where that is one letter, or the last one
// (bubbles v1.0.0).
func deleteWord(in *lineInput) {
	text, at := []rune(in.Value()), in.Position()
	end := at
	for end < len(text) && unicode.IsSpace(text[end]) {
		end++
	}
	for end < len(text) && !unicode.IsSpace(text[end]) {
		end++
	}
	in.SetValue(string(slices.Concat(text[:at], text[end:])))
	in.SetCursor(at)
}

// inputText is what an input holds, its line breaks restored.
func inputText(in lineInput) string { return strings.ReplaceAll(in.Value(), lineBreak, "\n") }

// inputView draws an input width cells wide, in today's colours.
func (e *env) inputView(in lineInput, width int) string {
	in.Width = max(width-1, 1) // the cursor stands behind the last character
	in.TextStyle, in.PlaceholderStyle = e.styles.Text, e.styles.Muted
	in.Cursor.Style = e.cursor
	// What is seen is reckoned anew: a cursor that moves within what was seen at an earlier width leaves that as it is.
	at := in.Position()
	in.CursorEnd()
	in.SetCursor(at)
	return in.View()
}

// newArea is an input of several lines.
func newArea(placeholder string) areaInput {
	area := textarea.New()
	area.Prompt, area.Placeholder, area.ShowLineNumbers = "", placeholder, false
	area.MaxWidth, area.MaxHeight = 0, 0
	area.Cursor.SetMode(cursor.CursorStatic)
	area.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	return area
}

// areaView draws an area in today's colours.
func (e *env) areaView(area areaInput) string {
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
