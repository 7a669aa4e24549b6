package stores

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/ui/kit"
)

// passphrases asks for one passphrase, or for several below each other. A new one is typed twice: it stands in the last
// two lines.
type passphrases struct {
	keys   *kit.Keys
	labels []string
	inputs []kit.LineInput
	focus  int
	wrong  *flow.Explanation // what is the matter with what was typed
}

func newPassphrases(keys *kit.Keys, labels ...string) passphrases {
	p := passphrases{keys: keys, labels: labels, inputs: make([]kit.LineInput, len(labels))}
	for i := range p.inputs {
		p.inputs[i] = kit.NewSecretInput(keys, "")
	}
	p.inputs[0].Focus()
	return p
}

// asked reports whether there is anything to type.
func (p *passphrases) asked() bool { return len(p.inputs) > 0 }

func (p *passphrases) value(i int) string { return p.inputs[i].Value() }

func (p *passphrases) focusOn(i int) {
	p.inputs[p.focus].Blur()
	p.focus = min(max(i, 0), len(p.inputs)-1)
	p.inputs[p.focus].Focus()
}

// here is the line that is being typed.
func (p *passphrases) here() *kit.LineInput { return &p.inputs[p.focus] }

// click goes to a line.
func (p *passphrases) click(line int) {
	if line >= 0 && line < len(p.inputs) {
		p.focusOn(line)
	}
}

// conceal masks a line whose time to be seen is over.
func (p *passphrases) conceal(msg kit.MaskMsg) {
	for i := range p.inputs {
		p.inputs[i].Mask(msg)
	}
}

// retype empties a line and goes there.
func (p *passphrases) retype(i int) {
	p.inputs[i].SetValue("")
	p.focusOn(i)
}

// typed takes a key; done is enter on the last line, when all that is asked stands there.
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
		p.wrong = &flow.Explanation{What: "the passphrase is empty", Next: "type one; nobody can find it out for you later"}
		return false
	case p.focus < last:
		p.wrong = nil
		p.focusOn(p.focus + 1)
		return false
	case last > 0 && p.value(last) != p.value(last-1):
		p.retype(last)
		p.wrong = &flow.Explanation{What: "the two passphrases differ", Next: "type the second one again, or go up to the first"}
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

// passphrasesView draws the lines, and what is wrong below them.
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
