package ui

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// part is what has the focus: the list of calls, or a part of the one that is being written.
type part int

const (
	partCalls part = iota
	partMethod
	partTarget
	partQuery
	partHeaders
	partBody
	partCount
)

var partNames = [partCount]string{"calls", "method", "target", "query", "headers", "body"}

var (
	keySend      = bind("send", "enter", "ctrl+s")
	keySendArea  = bind("send", "alt+enter", "ctrl+j", "ctrl+s")
	keyCalls     = bind("ready calls", "ctrl+r")
	keyTurn      = bind("to the response", "ctrl+t")
	keyKind      = bind("kind of body", "ctrl+y")
	keySendAgain = bind("send again", "enter", "ctrl+s")
)

// request is a call and, beside or behind it, its answer.
type request struct {
	*env
	conn          *flow.Connection
	base          string // what relative targets stand on
	width, height int

	calls   []draft // each keeps what was written in it
	current int
	loaded  draft // the current one as the editor showed it first
	focus   part
	section part // what the lower half shows while the method or the target has the focus
	target  lineInput
	areas   map[part]*areaInput // query, headers, body

	response   response
	onResponse bool // the response has the keys

	sending task
	since   time.Time
	touched bool // a key was pressed since: the answer then does not take the keys away
	frame   int  // of the spinner
}

func newRequest(e *env, conn *flow.Connection) *request {
	s := &request{env: e, conn: conn, base: conn.BaseURI(), calls: drafts(conn.Ready()), response: newResponse(e)}
	s.response.screen = s
	s.target = newInput("a path, or a whole URL")
	s.areas = map[part]*areaInput{}
	for p, placeholder := range map[part]string{
		partQuery:   "name=value, one a line; signed and encoded for you",
		partHeaders: "Name: value, one a line",
		partBody:    "JSON, text, or a form: name=value, one a line",
	} {
		area := newArea(placeholder)
		s.areas[p] = &area
	}
	s.load(0)
	if len(s.calls) == 1 { // nothing is ready: the own call begins with its target
		s.focusOn(partTarget)
	}
	return s
}

func (s *request) Init() tea.Cmd { return nil }

func (s *request) Title() string {
	if s.conn.Entry.Account == "" {
		return s.conn.Entry.Name
	}
	return s.conn.Entry.Name + " (" + s.conn.Entry.Account + ")"
}

// Close ends the call that is under way.
func (s *request) Close() {
	s.sending.stop()
	s.response.close()
}

func (s *request) Typing() bool {
	if s.onResponse {
		return s.response.typing()
	}
	return s.focus >= partTarget
}

// Back stops the call, turns back to the request, goes back to the list, and asks before it leaves what was written.
func (s *request) Back() (tea.Cmd, bool) {
	switch {
	case s.onResponse && s.response.back(s.sending.running()):
		return nil, true
	case s.sending.running():
		return s.stop(), true
	case s.onResponse:
		s.onResponse = false
		s.focusOn(s.focus)
		return nil, true
	case s.focus != partCalls:
		s.focusOn(partCalls)
		return nil, true
	}
	s.store()
	for _, c := range s.calls {
		if c.changed {
			return ask(askMsg{from: s, text: "Leave? The calls that you wrote are not kept.", yes: "leave", no: "stay", onYes: abandonMsg{}}), true
		}
	}
	return nil, false
}

func (s *request) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case arrivedMsg:
		return s.arrived(msg)
	case answeredMsg:
		return s.answered(msg)
	case tickMsg:
		return s.tick(msg)
	case BackgroundMsg:
		s.response.fill()
	case abandonMsg:
		return leave(s, nil)
	default:
		return s.response.update(msg)
	}
	return nil
}

func (s *request) press(msg tea.KeyMsg) tea.Cmd {
	s.touched = true
	switch {
	case s.onResponse && s.response.typing():
		return s.response.press(msg)
	case key.Matches(msg, keyTurn):
		s.turn()
		return nil
	case key.Matches(msg, keyCalls):
		s.onResponse = false
		s.focusOn(partCalls)
		return nil
	case s.onResponse && key.Matches(msg, keySendAgain):
		return s.send()
	case s.onResponse:
		return s.response.press(msg)
	case key.Matches(msg, keyNext):
		s.focusOn((s.focus + 1) % partCount)
		return nil
	case key.Matches(msg, keyPrevious):
		s.focusOn((s.focus + partCount - 1) % partCount)
		return nil
	}
	return s.pressPart(msg)
}

func (s *request) turn() {
	s.onResponse = !s.onResponse && s.response.answer != nil
	if !s.onResponse {
		s.focusOn(s.focus)
		return
	}
	s.blur()
}
