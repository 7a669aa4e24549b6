package ui

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/spinner"
	"github.com/charmbracelet/lipgloss"

	"countersign/internal/text"
)

// wideWidth is from where the response stands beside the request.
const wideWidth = 110

// topLines is what stands above a section: the call, its state, the tabs, an empty line; and how it reads with its variables.
func (s *request) topLines() int {
	if s.preview() != "" {
		return 5
	}
	return 4
}

func (s *request) wide() bool { return s.width >= wideWidth }

// panes are the widths of the request and of the response.
func (s *request) panes() (left, right int) {
	if !s.wide() {
		return s.width, s.width
	}
	left = s.width * 9 / 20
	return left, s.width - left - 1
}

// SetSize keeps what was typed: only widths change.
func (s *request) SetSize(width, height int) {
	s.width, s.height = width, height
	left, right := s.panes()
	for _, area := range s.areas {
		area.SetWidth(left - 2*margin)
		area.SetHeight(max(height-s.topLines()-2, 1)) // below it is room for a word about it
	}
	s.response.setSize(right, height)
}

func (s *request) ShortHelp() []key.Binding {
	answered := when(s.response.answer != nil, s.keys.Named(keyTurn, "response"))
	calls := s.keys.Named(keyBack, "calls")
	switch {
	case s.sending.running() && !(s.onResponse && s.arriving()), s.work.running():
		return []key.Binding{s.keys.Named(keyBack, "stop")}
	case s.onResponse:
		return s.response.shortHelp()
	case s.opening != nil:
		return []key.Binding{s.keys.Named(keyOpen, "read it"), s.keys.Named(keyBack, "leave it")}
	}
	switch s.focus {
	case partCalls:
		return []key.Binding{s.keys.Of(keySend), s.keys.Named(keyDown, "choose"), s.keys.Named(keyNext, "edit"), answered, s.keys.Of(keyHistoryHere), s.keys.Named(keyOpenFile, ".http file"), s.keys.Of(keyBack)}
	case partMethod:
		return []key.Binding{s.keys.Of(keySend), s.keys.Named(keyRight, "choose"), s.keys.Of(keyNext), answered, calls}
	case partTarget:
		return []key.Binding{s.keys.Of(keySend), s.keys.Of(keyNext), answered, s.keys.Of(keyHistory), s.keys.Of(keyVariables), calls}
	case partBody:
		switch s.kind() {
		case bodyNone, bodyFile:
			return []key.Binding{s.keys.Of(keySend), s.keys.Of(keyKind), s.keys.Of(keyNext), answered, calls}
		case bodyJSON, bodyText:
			return []key.Binding{s.keys.Of(keySendArea), s.keys.Named(keyKind, "kind"), s.keys.Named(keyEditor, "editor"), s.keys.Of(keyNext), answered, calls}
		}
	}
	if s.rowsHere() != nil {
		kind := when(s.focus == partBody, s.keys.Named(keyKind, "kind"))
		return []key.Binding{s.keys.Of(keySendArea), s.keys.Named(keyCell, "next"), kind, s.keys.Named(keyRowOff, "off"), s.keys.Named(keyRowDrop, "delete"), s.keys.Named(keyPlain, "text"), answered, calls}
	}
	return []key.Binding{s.keys.Of(keySendArea), s.keys.Named(keyPlain, "rows"), s.keys.Named(keyEditor, "editor"), s.keys.Of(keyNext), answered, calls}
}

func (s *request) FullHelp() [][]key.Binding {
	if s.onResponse {
		return append(s.response.fullHelp(), []key.Binding{s.keys.Named(keyTurn, "to the request"), s.keys.Of(keyCalls), s.keys.Of(keyHistory), s.keys.Of(keyCopyAs), s.keys.Of(keySigned), s.keys.Of(keyExchanges), s.keys.Of(keyBack)})
	}
	onCalls, inRows := s.focus == partCalls, s.rowsHere() != nil
	return [][]key.Binding{
		{s.keys.Of(keySend), s.keys.Named(keySendArea, "send from anywhere"), s.keys.Of(keyNext), s.keys.Of(keyPrevious), s.keys.When(onCalls, keyUp), s.keys.When(onCalls, keyDown), s.keys.When(s.focus == partMethod, keyLeft), s.keys.When(s.focus == partMethod, keyRight)},
		{s.keys.Of(keyCalls), s.keys.Of(keyHistory), s.keys.When(onCalls, keyOpenFile), s.keys.Of(keyVariables), s.keys.Of(keyKind), s.keys.Of(keyPlain), s.keys.When(s.focus >= partQuery, keyEditor)},
		{s.keys.When(inRows, keyRowOff), s.keys.When(inRows, keyRowDrop), s.keys.When(inRows, keyRowUp), s.keys.When(inRows, keyRowDown)},
		{s.keys.When(s.response.answer != nil, keyTurn), s.keys.When(!s.Typing(), keyCopyAs), s.keys.When(!s.Typing(), keyExchanges), s.keys.Of(keyBack)},
	}
}

// Aside is the service's host.
func (s *request) Aside() string {
	u, err := url.Parse(s.base)
	if err != nil {
		return ""
	}
	return s.styles.Muted.Render(text.Safe(u.Host, 40))
}

func (s *request) View() string {
	left, _ := s.panes()
	switch {
	case s.wide():
		bar := strings.TrimSuffix(strings.Repeat(s.styles.Muted.Render("│")+"\n", s.height), "\n")
		return lipgloss.JoinHorizontal(lipgloss.Top, padded(s.requestView(left), left), bar, s.response.viewText())
	case s.onResponse:
		return s.response.viewText()
	}
	return s.requestView(left)
}

// padded fills every line up to width.
func padded(text string, width int) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = fit(lines[i], width)
	}
	return strings.Join(lines, "\n")
}

func (s *request) requestView(width int) string {
	lines := []string{s.callLine(width)}
	if preview := s.preview(); preview != "" {
		lines = append(lines, preview)
	}
	lines = append(lines, s.stateLine(width), s.sectionTabs(width), "")
	return strings.Join(append(lines, s.sectionView(width, max(s.height-len(lines), 1))...), "\n")
}

// here tells whether a part has the keys.
func (s *request) here(p part) bool { return !s.onResponse && s.focus == p }

// callLine is the method and the target.
func (s *request) callLine(width int) string {
	method := clip(s.calls[s.current].method, 10)
	text := "  " + s.styles.Strong.Render(method) + "  "
	if s.here(partMethod) {
		text = s.styles.Accent.Render("‹ " + method + " ›")
	}
	text = indent + fit(text, len("‹ OPTIONS ›")-4) + s.styles.mark(s.here(partTarget))
	return text + s.target.draw(s.env, width-lipgloss.Width(text)-1)
}

// preview is how the target reads with its variables replaced; empty where there are none in it.
func (s *request) preview() string {
	target := inputText(s.target)
	if !strings.Contains(target, "{{") {
		return ""
	}
	left, _ := s.panes()
	resolved, err := s.scope.Preview(target)
	if err != nil {
		return indent + s.styles.Bad.Render(clip("✗ "+err.Error()+"; "+s.keys.Label(keyVariables)+" lists them", left-margin-1))
	}
	return indent + s.styles.Muted.Render(clip("→ "+text.Safe(resolved, 2000), left-margin-1))
}

func (s *request) stateLine(width int) string {
	switch a := s.response.answer; {
	case s.work.running():
		return indent + s.styles.Wait.Render("● ") + "reading the file; " + s.keys.Label(keyBack) + " stops"
	case s.sending.running():
		frames := spinner.MiniDot.Frames
		text := "sending, " + text.Took(s.Now().Sub(s.since)) + "; " + s.keys.Label(keyBack) + " stops"
		return indent + s.styles.Wait.Render(frames[s.frame%len(frames)]) + " " + clip(text, width-margin-3)
	case a != nil && a.response != nil && !s.wide():
		look, sign := statusLook(s.styles, a.response.Status)
		return indent + look.Render(sign+" "+a.response.StatusText()) + s.styles.Muted.Render("   "+s.keys.Label(keyTurn)+" shows the answer")
	}
	return ""
}

// sectionTabs name the sections and what is in them.
func (s *request) sectionTabs(width int) string {
	d := s.written()
	texts := map[part]string{
		partCalls:   "calls " + number(len(s.calls)-1),
		partQuery:   "query " + number(len(sent(d.query))),
		partHeaders: "headers " + number(len(sent(d.headers))),
		partBody:    "body " + s.kindWord(),
	}
	var parts []string
	for _, p := range []part{partCalls, partQuery, partHeaders, partBody} {
		if p == s.section {
			parts = append(parts, s.styles.Accent.Render("["+texts[p]+"]"))
		} else {
			parts = append(parts, s.styles.Muted.Render(" "+texts[p]+" "))
		}
	}
	return clip(indent+strings.Join(parts, " "), width-1)
}

func (s *request) callRows(width int) []string {
	names := make([]string, len(s.calls))
	for i, c := range s.calls {
		names[i] = c.name
		if c.changed {
			names[i] += " (edited)"
		}
	}
	inner := width - margin - 2 - 1
	column := widest(names, 12, inner/2) + 2
	rows := make([]string, len(s.calls))
	for i, c := range s.calls {
		name := fit(clip(names[i], column-2), column)
		about := clip(fit(c.method, 8)+text.Safe(c.target, 300), inner-column)
		rows[i] = indent + s.styles.mark(s.here(partCalls) && i == s.current) + s.styles.pick(i == s.current, name) + s.styles.Muted.Render(about)
	}
	return rows
}

// number writes how many, or that there is none.
func number(n int) string {
	if n == 0 {
		return "–"
	}
	return strconv.Itoa(n)
}
