package stores

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/ui/kit"
)

// passphrases asks for one or more passphrases. A new one is typed twice, in the last two inputs.
type passphrases struct {
	keys   *kit.Keys
	labels []string
	inputs []kit.LineInput
	focus  int
	wrong  *flow.Explanation // the error below the inputs
}

func newPassphrases(keys *kit.Keys, labels ...string) passphrases {
	p := passphrases{keys: keys, labels: labels, inputs: make([]kit.LineInput, len(labels))}
	for i := range p.inputs {
		p.inputs[i] = kit.NewSecretInput(keys, "")
	}
	p.inputs[0].Focus()
	return p
}

// asked reports whether there are inputs.
func (p *passphrases) asked() bool { return len(p.inputs) > 0 }

func (p *passphrases) value(i int) string { return p.inputs[i].Value() }

func (p *passphrases) focusOn(i int) {
	p.inputs[p.focus].Blur()
	p.focus = min(max(i, 0), len(p.inputs)-1)
	p.inputs[p.focus].Focus()
}

// here is the focused input.
func (p *passphrases) here() *kit.LineInput { return &p.inputs[p.focus] }

// click focuses an input.
func (p *passphrases) click(line int) {
	if line >= 0 && line < len(p.inputs) {
		p.focusOn(line)
	}
}

// conceal masks an input that was shown for long enough.
func (p *passphrases) conceal(msg kit.MaskMsg) {
	for i := range p.inputs {
		p.inputs[i].Mask(msg)
	}
}

// retype clears and focuses an input.
func (p *passphrases) retype(i int) {
	p.inputs[i].SetValue("")
	p.focusOn(i)
}

// typed handles a key; done reports that all passphrases are entered.
func (p *passphrases) typed(msg tea.KeyMsg) (done bool) {
	switch {
	case p.keys.MatchesInText(msg, kit.KeyOpen):
		return p.enter()
	case p.keys.MatchesInText(msg, kit.KeyNext, kit.KeyDown):
		p.focusOn(p.focus + 1)
	case p.keys.MatchesInText(msg, kit.KeyPrevious, kit.KeyUp):
		p.focusOn(p.focus - 1)
	default:
		kit.TypeInto(&p.inputs[p.focus], msg)
	}
	return false
}

func (p *passphrases) enter() (done bool) {
	last := len(p.inputs) - 1
	switch {
	case p.value(p.focus) == "":
		p.wrong = &flow.Explanation{What: "The passphrase is empty", Next: "Enter a passphrase."}
		return false
	case p.focus < last:
		p.wrong = nil
		p.focusOn(p.focus + 1)
		return false
	case last > 0 && p.value(last) != p.value(last-1):
		p.retype(last)
		p.wrong = &flow.Explanation{What: "The passphrases do not match", Next: "Enter the second one again, or go back to the first."}
		return false
	}
	for i := range p.inputs {
		if p.value(i) == "" {
			p.focusOn(i)
			return p.enter()
		}
	}
	p.wrong = nil
	return true
}

// draw draws the inputs and the error.
func (p *passphrases) draw(e *kit.Env, width int) string {
	column := kit.Widest(p.labels, 12, 24) + 2
	var lines []string
	for i, label := range p.labels {
		here := i == p.focus
		room := width - kit.Margin - 4 - column
		hint := p.inputs[i].SecretHint(room)
		lines = append(lines, kit.Indent+e.Styles.CursorMark(here)+e.Styles.Selected(here, kit.Fit(label, column))+
			p.inputs[i].Draw(e, room-ansi.StringWidth(hint))+e.Styles.Muted.Render(hint))
	}
	if p.wrong != nil {
		lines = append(lines, "", e.Styles.RenderError(*p.wrong, "", width))
	}
	return strings.Join(lines, "\n")
}
