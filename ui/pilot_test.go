package ui

import (
	"testing"

	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/uitest"
)

// pilot flies all screens, from home on.
type pilot struct {
	*uitest.Pilot
	app *shell.App
	d   kit.Deps
}

func fly(t *testing.T, d kit.Deps) *pilot {
	t.Helper()
	app := New(d)
	return &pilot{Pilot: uitest.NewPilot(t, app), app: app, d: d}
}

func (p *pilot) press(names ...string) *pilot {
	p.Helper()
	p.Press(names...)
	return p
}

func (p *pilot) write(text string) *pilot {
	p.Helper()
	p.Type(text)
	return p
}

func (p *pilot) insert(text string) *pilot {
	p.Helper()
	p.Paste(text)
	return p
}

func (p *pilot) see(texts ...string) *pilot {
	p.Helper()
	p.WaitFor(texts...)
	return p
}

func (p *pilot) gone(text string) *pilot {
	p.Helper()
	p.WaitForGone(text)
	return p
}

// fill writes a text in place of what stands in the input.
func (p *pilot) fill(text string) *pilot {
	p.Helper()
	p.Press("ctrl+u")
	return p.insert(text)
}

// typing reports whether letters are text on the screen in front.
func (p *pilot) typing() bool {
	s, ok := p.app.Top().(interface{ Typing() bool })
	return ok && s.Typing()
}
