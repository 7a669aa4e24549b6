package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// pressPart gives a key to what has the focus.
func (s *request) pressPart(msg tea.KeyMsg) tea.Cmd {
	if area := s.areas[s.focus]; area != nil {
		return s.pressArea(area, msg)
	}
	switch {
	case key.Matches(msg, keySend):
		return s.send()
	case s.focus == partTarget:
		typeInto(&s.target, msg)
	case s.focus == partCalls && key.Matches(msg, keyUp):
		s.choose(s.current - 1)
	case s.focus == partCalls && key.Matches(msg, keyDown):
		s.choose(s.current + 1)
	case s.focus == partMethod && key.Matches(msg, keyLeft):
		s.changeMethod(-1)
	case s.focus == partMethod && key.Matches(msg, keyRight):
		s.changeMethod(+1)
	}
	return nil
}

func (s *request) pressArea(area *areaInput, msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keySendArea):
		return s.send()
	case s.focus == partBody && key.Matches(msg, keyKind):
		s.areas[partHeaders].SetValue(s.written().nextKind().headers)
		return nil
	}
	*area, _ = area.Update(msg)
	return nil
}

// focusOn gives the keys to one part.
func (s *request) focusOn(p part) {
	s.blur()
	s.focus = p
	if p != partMethod && p != partTarget {
		s.section = p
	}
	if p == partTarget {
		s.target.Focus()
	}
	if area := s.areas[p]; area != nil {
		area.Focus()
	}
}

func (s *request) blur() {
	s.target.Blur()
	for _, area := range s.areas {
		area.Blur()
	}
}

// written is what the editor holds.
func (s *request) written() draft {
	return draft{
		target: s.target.Value(), query: s.areas[partQuery].Value(),
		headers: s.areas[partHeaders].Value(), body: s.areas[partBody].Value(),
	}
}

// store takes what was written into the current draft. What was not touched stays as it was offered: the editor shows a
// tab as spaces.
func (s *request) store() {
	d, now, was := &s.calls[s.current], s.written(), s.loaded
	take := func(field *string, now, was string) {
		if now != was {
			*field, d.changed = now, true
		}
	}
	take(&d.target, now.target, was.target)
	take(&d.query, now.query, was.query)
	take(&d.headers, now.headers, was.headers)
	take(&d.body, now.body, was.body)
	s.loaded = now
}

// choose brings another draft into the editor; the one before keeps what was written.
func (s *request) choose(i int) {
	s.store()
	s.load(min(max(i, 0), len(s.calls)-1))
}

func (s *request) load(i int) {
	s.current = i
	d := s.calls[i]
	s.target.SetValue(d.target)
	s.target.CursorEnd()
	s.areas[partQuery].SetValue(d.query)
	s.areas[partHeaders].SetValue(d.headers)
	s.areas[partBody].SetValue(d.body)
	s.loaded = s.written()
}

func (s *request) changeMethod(by int) {
	d := &s.calls[s.current]
	at := 0
	for i, m := range methods {
		if m == d.method {
			at = i
		}
	}
	d.method, d.changed = methods[min(max(at+by, 0), len(methods)-1)], true
}
