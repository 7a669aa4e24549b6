package request

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/spinner"
	"github.com/charmbracelet/lipgloss"

	"countersign/internal/text"
	"countersign/ui/kit"
	"countersign/ui/response"
	"countersign/ui/traffic"
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
		area.SetWidth(left - 2*kit.Margin)
		area.SetHeight(max(height-s.topLines()-2, 1)) // below it is room for a word about it
	}
	s.response.SetSize(right, height)
}

func (s *request) ShortHelp() []key.Binding {
	answered := kit.EnabledIf(s.response.Result != nil, s.Keys.Relabeled(response.KeyToggleResponse, "response"))
	calls := s.Keys.Relabeled(kit.KeyBack, "calls")
	switch {
	case s.sending.Running() && !(s.onResponse && s.arriving()), s.work.Running():
		return []key.Binding{s.Keys.Relabeled(kit.KeyBack, "stop")}
	case s.onResponse:
		return s.response.ShortHelp()
	case s.opening != nil:
		return []key.Binding{s.Keys.Relabeled(kit.KeyOpen, "read it"), s.Keys.Relabeled(kit.KeyBack, "leave it")}
	}
	switch s.focus {
	case partCalls:
		return []key.Binding{s.Keys.Binding(keySend), s.Keys.Relabeled(kit.KeyDown, "choose"), s.Keys.Relabeled(kit.KeyNext, "edit"), answered, s.Keys.Binding(keyHistoryHere), s.Keys.Relabeled(keyOpenFile, ".http file"), s.Keys.Binding(kit.KeyBack)}
	case partMethod:
		return []key.Binding{s.Keys.Binding(keySend), s.Keys.Relabeled(kit.KeyRight, "choose"), s.Keys.Binding(kit.KeyNext), answered, calls}
	case partTarget:
		return []key.Binding{s.Keys.Binding(keySend), s.Keys.Binding(kit.KeyNext), answered, s.Keys.Binding(keyHistory), s.Keys.Binding(keyVariables), calls}
	case partBody:
		switch s.kind() {
		case bodyNone, bodyFile:
			return []key.Binding{s.Keys.Binding(keySend), s.Keys.Binding(keyKind), s.Keys.Binding(kit.KeyNext), answered, calls}
		case bodyJSON, bodyText:
			return []key.Binding{s.Keys.Binding(keySendArea), s.Keys.Relabeled(keyKind, "kind"), s.Keys.Relabeled(keyEditor, "editor"), s.Keys.Binding(kit.KeyNext), answered, calls}
		}
	}
	if s.rowsHere() != nil {
		kind := kit.EnabledIf(s.focus == partBody, s.Keys.Relabeled(keyKind, "kind"))
		return []key.Binding{s.Keys.Binding(keySendArea), s.Keys.Relabeled(keyCell, "next"), kind, s.Keys.Relabeled(keyRowOff, "off"), s.Keys.Relabeled(keyRowDrop, "delete"), s.Keys.Relabeled(keyPlain, "text"), answered, calls}
	}
	return []key.Binding{s.Keys.Binding(keySendArea), s.Keys.Relabeled(keyPlain, "rows"), s.Keys.Relabeled(keyEditor, "editor"), s.Keys.Binding(kit.KeyNext), answered, calls}
}

func (s *request) FullHelp() [][]key.Binding {
	if s.onResponse {
		return append(s.response.FullHelp(), []key.Binding{s.Keys.Relabeled(response.KeyToggleResponse, "to the request"), s.Keys.Binding(keyCalls), s.Keys.Binding(keyHistory), s.Keys.Binding(traffic.KeyCopyAs), s.Keys.Binding(traffic.KeySignature), s.Keys.Binding(traffic.KeyTraffic), s.Keys.Binding(kit.KeyBack)})
	}
	onCalls, inRows := s.focus == partCalls, s.rowsHere() != nil
	return [][]key.Binding{
		{s.Keys.Binding(keySend), s.Keys.Relabeled(keySendArea, "send from anywhere"), s.Keys.Binding(kit.KeyNext), s.Keys.Binding(kit.KeyPrevious), s.Keys.EnabledIf(onCalls, kit.KeyUp), s.Keys.EnabledIf(onCalls, kit.KeyDown), s.Keys.EnabledIf(s.focus == partMethod, kit.KeyLeft), s.Keys.EnabledIf(s.focus == partMethod, kit.KeyRight)},
		{s.Keys.Binding(keyCalls), s.Keys.Binding(keyHistory), s.Keys.EnabledIf(onCalls, keyOpenFile), s.Keys.Binding(keyVariables), s.Keys.Binding(keyKind), s.Keys.Binding(keyPlain), s.Keys.EnabledIf(s.focus >= partQuery, keyEditor)},
		{s.Keys.EnabledIf(inRows, keyRowOff), s.Keys.EnabledIf(inRows, keyRowDrop), s.Keys.EnabledIf(inRows, keyRowUp), s.Keys.EnabledIf(inRows, keyRowDown)},
		{s.Keys.EnabledIf(s.response.Result != nil, response.KeyToggleResponse), s.Keys.EnabledIf(!s.Typing(), traffic.KeyCopyAs), s.Keys.EnabledIf(!s.Typing(), traffic.KeyTraffic), s.Keys.Binding(kit.KeyBack)},
	}
}

// Aside is the service's host.
func (s *request) StatusText() string {
	u, err := url.Parse(s.base)
	if err != nil {
		return ""
	}
	return s.Styles.Muted.Render(text.Safe(u.Host, 40))
}

func (s *request) View() string {
	left, _ := s.panes()
	switch {
	case s.wide():
		bar := strings.TrimSuffix(strings.Repeat(s.Styles.Muted.Render("│")+"\n", s.height), "\n")
		return lipgloss.JoinHorizontal(lipgloss.Top, padded(s.requestView(left), left), bar, s.response.View())
	case s.onResponse:
		return s.response.View()
	}
	return s.requestView(left)
}

// padded fills every line up to width.
func padded(text string, width int) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = kit.Fit(lines[i], width)
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

// callLine is the method and the target.
func (s *request) callLine(width int) string {
	method := kit.Clip(s.calls[s.current].method, 10)
	text := "  " + s.Styles.Strong.Render(method) + "  "
	if s.here(partMethod) {
		text = s.Styles.Accent.Render("‹ " + method + " ›")
	}
	text = kit.Indent + kit.Fit(text, len("‹ OPTIONS ›")-4) + s.Styles.CursorMark(s.here(partTarget))
	return text + s.target.Draw(s.Env, width-lipgloss.Width(text)-1)
}

// preview is how the target reads with its variables replaced; empty where there are none in it.
func (s *request) preview() string {
	target := kit.InputText(s.target)
	if !strings.Contains(target, "{{") {
		return ""
	}
	left, _ := s.panes()
	resolved, err := s.scope.Preview(target)
	if err != nil {
		return kit.Indent + s.Styles.Error.Render(kit.Clip("✗ "+err.Error()+"; "+s.Keys.Label(keyVariables)+" lists them", left-kit.Margin-1))
	}
	return kit.Indent + s.Styles.Muted.Render(kit.Clip("→ "+text.Safe(resolved, 2000), left-kit.Margin-1))
}

func (s *request) stateLine(width int) string {
	switch a := s.response.Result; {
	case s.work.Running():
		return kit.Indent + s.Styles.Warning.Render("● ") + "reading the file; " + s.Keys.Label(kit.KeyBack) + " stops"
	case s.sending.Running():
		frames := spinner.MiniDot.Frames
		text := "sending, " + text.Duration(s.Now().Sub(s.since)) + "; " + s.Keys.Label(kit.KeyBack) + " stops"
		return kit.Indent + s.Styles.Warning.Render(frames[s.frame%len(frames)]) + " " + kit.Clip(text, width-kit.Margin-3)
	case a != nil && a.Response != nil && !s.wide():
		look, sign := kit.StatusStyle(s.Styles, a.Response.Status)
		return kit.Indent + look.Render(sign+" "+a.Response.StatusText()) + s.Styles.Muted.Render("   "+s.Keys.Label(response.KeyToggleResponse)+" shows the answer")
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
			parts = append(parts, s.Styles.Accent.Render("["+texts[p]+"]"))
		} else {
			parts = append(parts, s.Styles.Muted.Render(" "+texts[p]+" "))
		}
	}
	return kit.Clip(kit.Indent+strings.Join(parts, " "), width-1)
}

// number writes how many, or that there is none.
func number(n int) string {
	if n == 0 {
		return "–"
	}
	return strconv.Itoa(n)
}
