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

// wideWidth is the width from which the response is beside the request.
const wideWidth = 110

// topLines counts the lines above a section: request, state, tabs, an empty line and the preview of the target.
func (s *request) topLines() int {
	if s.preview() != "" {
		return 5
	}
	return 4
}

func (s *request) wide() bool { return s.width >= wideWidth }

// panes are the widths of request and response.
func (s *request) panes() (left, right int) {
	if !s.wide() {
		return s.width, s.width
	}
	left = s.width * 9 / 20
	return left, s.width - left - 1
}

func (s *request) SetSize(width, height int) {
	s.width, s.height = width, height
	left, right := s.panes()
	for _, area := range s.areas {
		area.SetWidth(left - 2*kit.Margin)
		area.SetHeight(max(height-s.topLines()-2, 1)) // two lines for a note
	}
	s.response.SetSize(right, height)
}

func (s *request) ShortHelp() []key.Binding {
	showResponse := kit.EnabledIf(s.response.Result != nil, s.Keys.Relabeled(response.KeyToggleResponse, "response"))
	list := s.Keys.Relabeled(kit.KeyBack, "requests")
	switch {
	case s.sending.Running() && !(s.onResponse && s.receiving()), s.work.Running():
		return []key.Binding{s.Keys.Relabeled(kit.KeyBack, "stop")}
	case s.onResponse:
		return s.response.ShortHelp()
	case s.opening != nil:
		return []key.Binding{s.Keys.Relabeled(kit.KeyOpen, "open"), s.Keys.Relabeled(kit.KeyBack, "cancel")}
	}
	switch s.focus {
	case partRequests:
		return []key.Binding{s.Keys.Binding(keySend), s.Keys.Relabeled(kit.KeyDown, "choose"), s.Keys.Relabeled(kit.KeyNext, "edit"), showResponse, s.Keys.Binding(keyHistoryHere), s.Keys.Relabeled(keyOpenFile, ".http file"), s.Keys.Binding(kit.KeyBack)}
	case partMethod:
		return []key.Binding{s.Keys.Binding(keySend), s.Keys.Relabeled(kit.KeyRight, "choose"), s.Keys.Binding(kit.KeyNext), showResponse, list}
	case partTarget:
		return []key.Binding{s.Keys.Binding(keySend), s.Keys.Binding(kit.KeyNext), showResponse, s.Keys.Binding(keyHistory), s.Keys.Binding(keyVariables), list}
	case partBody:
		switch s.kind() {
		case bodyNone, bodyFile:
			return []key.Binding{s.Keys.Binding(keySend), s.Keys.Binding(keyKind), s.Keys.Binding(kit.KeyNext), showResponse, list}
		case bodyJSON, bodyText:
			return []key.Binding{s.Keys.Binding(keySendArea), s.Keys.Relabeled(keyKind, "kind"), s.Keys.Relabeled(keyEditor, "editor"), s.Keys.Binding(kit.KeyNext), showResponse, list}
		}
	}
	if s.rowsHere() != nil {
		kind := kit.EnabledIf(s.focus == partBody, s.Keys.Relabeled(keyKind, "kind"))
		return []key.Binding{s.Keys.Binding(keySendArea), s.Keys.Relabeled(keyCell, "next"), kind, s.Keys.Relabeled(keyRowOff, "off"), s.Keys.Relabeled(keyRowDelete, "delete"), s.Keys.Relabeled(keyRows, "text"), showResponse, list}
	}
	return []key.Binding{s.Keys.Binding(keySendArea), s.Keys.Relabeled(keyRows, "rows"), s.Keys.Relabeled(keyEditor, "editor"), s.Keys.Binding(kit.KeyNext), showResponse, list}
}

func (s *request) FullHelp() [][]key.Binding {
	if s.onResponse {
		return append(s.response.FullHelp(), []key.Binding{s.Keys.Relabeled(response.KeyToggleResponse, "back to the request"), s.Keys.Binding(keySavedRequests), s.Keys.Binding(keyHistory), s.Keys.Binding(traffic.KeyCopyAs), s.Keys.Binding(traffic.KeySignature), s.Keys.Binding(traffic.KeyTraffic), s.Keys.Binding(kit.KeyBack)})
	}
	onList, inRows := s.focus == partRequests, s.rowsHere() != nil
	return [][]key.Binding{
		{s.Keys.Binding(keySend), s.Keys.Relabeled(keySendArea, "send from anywhere"), s.Keys.Binding(kit.KeyNext), s.Keys.Binding(kit.KeyPrevious), s.Keys.EnabledIf(onList, kit.KeyUp), s.Keys.EnabledIf(onList, kit.KeyDown), s.Keys.EnabledIf(s.focus == partMethod, kit.KeyLeft), s.Keys.EnabledIf(s.focus == partMethod, kit.KeyRight)},
		{s.Keys.Binding(keySavedRequests), s.Keys.Binding(keyHistory), s.Keys.EnabledIf(onList, keyOpenFile), s.Keys.Binding(keyVariables), s.Keys.Binding(keyKind), s.Keys.Binding(keyRows), s.Keys.EnabledIf(s.focus >= partQuery, keyEditor)},
		{s.Keys.EnabledIf(inRows, keyRowOff), s.Keys.EnabledIf(inRows, keyRowDelete), s.Keys.EnabledIf(inRows, keyRowUp), s.Keys.EnabledIf(inRows, keyRowDown)},
		{s.Keys.EnabledIf(s.response.Result != nil, response.KeyToggleResponse), s.Keys.EnabledIf(!s.Typing(), traffic.KeyCopyAs), s.Keys.EnabledIf(!s.Typing(), traffic.KeyTraffic), s.Keys.Binding(kit.KeyBack)},
	}
}

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

// padded pads every line to width.
func padded(text string, width int) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = kit.Fit(lines[i], width)
	}
	return strings.Join(lines, "\n")
}

func (s *request) requestView(width int) string {
	lines := []string{s.requestLine(width)}
	if preview := s.preview(); preview != "" {
		lines = append(lines, preview)
	}
	lines = append(lines, s.stateLine(width), s.sectionTabs(width), "")
	return strings.Join(append(lines, s.sectionView(width, max(s.height-len(lines), 1))...), "\n")
}

// requestLine is the method and the target.
func (s *request) requestLine(width int) string {
	method := kit.Clip(s.drafts[s.current].method, 10)
	text := "  " + s.Styles.Strong.Render(method) + "  "
	if s.here(partMethod) {
		text = s.Styles.Accent.Render("‹ " + method + " ›")
	}
	text = kit.Indent + kit.Fit(text, len("‹ OPTIONS ›")-4) + s.Styles.CursorMark(s.here(partTarget))
	return text + s.target.Draw(s.Env, width-lipgloss.Width(text)-1)
}

// preview is the target with its variables replaced; empty if it has none.
func (s *request) preview() string {
	target := kit.InputText(s.target)
	if !strings.Contains(target, "{{") {
		return ""
	}
	left, _ := s.panes()
	resolved, err := s.scope.Preview(target)
	if err != nil {
		return kit.Indent + s.Styles.Error.Render(kit.Clip("✗ "+err.Error()+". Press "+s.Keys.Label(keyVariables)+" for the list.", left-kit.Margin-1))
	}
	return kit.Indent + s.Styles.Muted.Render(kit.Clip("→ "+text.Safe(resolved, 2000), left-kit.Margin-1))
}

func (s *request) stateLine(width int) string {
	switch a := s.response.Result; {
	case s.work.Running():
		return kit.Indent + s.Styles.Warning.Render("● ") + "Reading the file   " + s.Keys.Label(kit.KeyBack) + " to stop"
	case s.sending.Running():
		frames := spinner.MiniDot.Frames
		text := "Sending " + text.Duration(s.Now().Sub(s.sentAt)) + "   " + s.Keys.Label(kit.KeyBack) + " to stop"
		return kit.Indent + s.Styles.Warning.Render(frames[s.frame%len(frames)]) + " " + kit.Clip(text, width-kit.Margin-3)
	case a != nil && a.Response != nil && !s.wide():
		look, sign := kit.StatusStyle(s.Styles, a.Response.Status)
		return kit.Indent + look.Render(sign+" "+a.Response.StatusText()) + s.Styles.Muted.Render("   "+s.Keys.Label(response.KeyToggleResponse)+" to show the response")
	}
	return ""
}

// sectionTabs are the tabs, with the number of lines in each.
func (s *request) sectionTabs(width int) string {
	d := s.written()
	texts := map[part]string{
		partRequests: "requests " + number(len(s.drafts)-1),
		partQuery:    "query " + number(len(activeLines(d.query))),
		partHeaders:  "headers " + number(len(activeLines(d.headers))),
		partBody:     "body " + s.kindName(),
	}
	var parts []string
	for _, p := range []part{partRequests, partQuery, partHeaders, partBody} {
		if p == s.section {
			parts = append(parts, s.Styles.Accent.Render("["+texts[p]+"]"))
		} else {
			parts = append(parts, s.Styles.Muted.Render(" "+texts[p]+" "))
		}
	}
	return kit.Clip(kit.Indent+strings.Join(parts, " "), width-1)
}

// number is n, or a dash for 0.
func number(n int) string {
	if n == 0 {
		return "–"
	}
	return strconv.Itoa(n)
}
