package kit

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
)

// LineBreak represents a line break in a one-line input, so that a pasted private key keeps its lines.
const LineBreak = "⏎"

// revealedFor is how long a secret stays visible.
const revealedFor = 10 * time.Second

// The actions of every input.
var (
	KeyUndo   = NewAction("undo", InText, "undo", "ctrl+z", "ctrl+_")
	KeyRedo   = NewAction("redo", InText, "redo", "alt+z")
	KeyReveal = NewAction("reveal", InText, "show or hide secrets", "ctrl+r")
)

// LineInput is a one-line input with undo. The history of a secret is cleared when the input loses focus.
type LineInput struct {
	textinput.Model
	keys   *Keys
	past   past
	secret bool
	shown  int64 // identifies the Reveal that shows the secret; 0: it is masked
}

// MaskMsg masks a secret after a while, unless it was masked and revealed again since.
type MaskMsg struct{ shown int64 }

// NewInput returns a one-line input. Its cursor does not blink, so it needs no messages but keys. Pasted text arrives
// as a key.
func NewInput(keys *Keys, placeholder string) LineInput {
	in := textinput.New()
	in.Prompt, in.Placeholder, in.EchoCharacter = "", placeholder, '•'
	in.Cursor.SetMode(cursor.CursorStatic)
	in.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	in.KeyMap.DeleteAfterCursor.SetEnabled(!slices.Contains(keys.Binding(KeyPalette).Keys(), "ctrl+k")) // by default, that opens the palette
	return LineInput{Model: in, keys: keys}
}

// NewSecretInput returns a one-line input that shows dots.
func NewSecretInput(keys *Keys, placeholder string) LineInput {
	in := NewInput(keys, placeholder)
	in.secret, in.EchoMode = true, textinput.EchoPassword
	return in
}

// SetValue sets the text and clears the history: the user cannot undo it.
func (in *LineInput) SetValue(text string) {
	in.Model.SetValue(text)
	in.past = past{}
}

// Blur removes the focus and masks a secret.
func (in *LineInput) Blur() {
	in.Model.Blur()
	if in.secret {
		in.past = past{}
		in.mask()
	}
}

// Update handles a key.
func (in LineInput) Update(msg tea.Msg) (LineInput, tea.Cmd) {
	m, ok := msg.(tea.KeyMsg)
	if !ok || !in.Focused() {
		return in, nil
	}
	now := in.moment()
	switch {
	case in.keys.Matches(m, KeyUndo):
		if before, ok := in.past.undo(now); ok {
			in.restore(before)
		}
		return in, nil
	case in.keys.Matches(m, KeyRedo):
		if after, ok := in.past.redo(now); ok {
			in.restore(after)
		}
		return in, nil
	}
	if key.Matches(m, in.KeyMap.DeleteWordForward) && in.EchoMode == textinput.EchoNormal {
		in.deleteWord()
	} else {
		in.Model, _ = in.Model.Update(m)
	}
	in.past.took(now, in.moment(), kindOf(m), lastRune(m))
	return in, nil
}

// deleteWord deletes the word after the cursor. The method of bubbles v1.0.0 panics on a one-letter or last word.
func (in *LineInput) deleteWord() {
	text, at := []rune(in.Value()), in.Position()
	end := at
	for end < len(text) && unicode.IsSpace(text[end]) {
		end++
	}
	for end < len(text) && !unicode.IsSpace(text[end]) {
		end++
	}
	in.Model.SetValue(string(slices.Concat(text[:at], text[end:])))
	in.SetCursor(at)
}

func (in *LineInput) moment() moment { return moment{text: in.Value(), col: in.Position()} }

func (in *LineInput) restore(m moment) {
	in.Model.SetValue(m.text)
	in.SetCursor(m.col)
}

// mask hides a secret.
func (in *LineInput) mask() { in.shown, in.EchoMode = 0, textinput.EchoPassword }

// Mask masks a secret whose time is up.
func (in *LineInput) Mask(msg MaskMsg) {
	if in.shown == msg.shown {
		in.mask()
	}
}

// Reveal shows a secret for a while, or masks it again.
func (in *LineInput) Reveal(e *Env) tea.Cmd {
	switch {
	case !in.secret:
		return nil
	case in.shown != 0:
		in.mask()
		return nil
	}
	e.tasks++
	in.shown, in.EchoMode = e.tasks, textinput.EchoNormal
	msg := MaskMsg{in.shown}
	return e.Tick(revealedFor, func(time.Time) tea.Msg { return msg })
}

// SecretHint returns the length of the secret being typed and the key to show it, if there is room.
func (in *LineInput) SecretHint(room int) string {
	n := len([]rune(in.Value()))
	switch {
	case !in.secret || !in.Focused() || n == 0:
		return ""
	case room < 40:
		return fmt.Sprintf("  %d long", n)
	case in.shown != 0:
		return fmt.Sprintf("  %d long  "+in.keys.Label(KeyReveal)+" hides", n)
	}
	return fmt.Sprintf("  %d long  "+in.keys.Label(KeyReveal)+" shows", n)
}

// kindOf returns how a key changes a text.
func kindOf(msg tea.KeyMsg) edit {
	switch {
	case IsPaste(msg):
		return pasting
	case msg.Type == tea.KeyRunes && !msg.Alt, msg.Type == tea.KeySpace, msg.Type == tea.KeyEnter:
		return typing
	}
	return deleting
}

func lastRune(msg tea.KeyMsg) rune {
	switch {
	case msg.Type == tea.KeyEnter, msg.Type == tea.KeySpace:
		return ' '
	case len(msg.Runes) == 0:
		return 0
	}
	return msg.Runes[len(msg.Runes)-1]
}

// IsPaste reports whether a key is pasted text: the terminal marks it, or several characters arrive at once.
func IsPaste(msg tea.KeyMsg) bool {
	return msg.Paste || msg.Type == tea.KeyRunes && len(msg.Runes) > 1
}

// TypeInto passes a key to an input.
func TypeInto(in *LineInput, msg tea.KeyMsg) {
	if IsPaste(msg) {
		msg.Runes = []rune(strings.ReplaceAll(strings.Trim(text.Pasted(string(msg.Runes)), "\n"), "\n", LineBreak))
	}
	*in, _ = in.Update(msg)
}

// InputText returns the text of an input with its line breaks restored.
func InputText(in LineInput) string { return strings.ReplaceAll(in.Value(), LineBreak, "\n") }

// Draw renders an input width cells wide, in the current colors.
func (in LineInput) Draw(e *Env, width int) string {
	in.Width = max(width-1, 1) // the cursor is after the last character
	in.TextStyle, in.PlaceholderStyle = e.Styles.Text, e.Styles.Muted
	in.Cursor.Style = e.Cursor
	// Moving to the end and back recomputes the visible part, which otherwise stays that of an earlier width.
	at := in.Position()
	in.CursorEnd()
	in.SetCursor(at)
	return in.View()
}
