package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/requestfile"
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
	keySend     = NewAction("send", Always, "send", "enter", "ctrl+s")
	keySendArea = NewAction("send-text", Always, "send", "ctrl+s", "alt+enter", "ctrl+j")
	keyCalls    = NewAction("calls", Always, "ready calls", "ctrl+r")
	keyKind     = NewAction("body-kind", Always, "kind of body", "ctrl+y")
	// Backspace is ctrl+h to many terminals, so that the history can't be there.
	keyHistory     = NewAction("history", Always, "history", "ctrl+p", "alt+h")
	keyHistoryHere = NewAction("history-here", Never, "history", "h")
	keyVariables   = NewAction("variables", Always, "variables", "ctrl+l")
	keyPlain       = NewAction("rows", Always, "rows or text", "ctrl+g")
	keyEditor      = NewAction("editor", Always, "in your editor", "ctrl+e")
	keyOpenFile    = NewAction("open-file", Never, "open a .http file", "o")
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
	scope   *requestfile.Scope
	focus   part
	section part // what the lower half shows while the method or the target has the focus
	target  lineInput
	areas   map[part]*areaInput  // query, headers, body as text
	rows    map[part]*rowsEditor // and as rows
	file    bodyPath             // of a body from a file
	opening *lineInput           // the path of a .http file, while it is typed

	response   response
	onResponse bool // the response has the keys

	work        task          // reads a file, or has the body in an editor
	ready       task          // reads the person's own ready calls
	pending     *flow.Request // waits for its body to be read, or for a yes
	sending     task
	sentRequest flow.Request
	since       time.Time
	spelling    bool // the method is being written, letter by letter
	touched     bool // a key was pressed since: the answer then does not take the keys away
	unrecorded  bool // it was told that the history can't be written
	frame       int  // of the spinner
}

func newRequest(e *env, conn *flow.Connection) *request {
	s := &request{env: e, conn: conn, base: conn.BaseURI(), calls: drafts(conn.Ready()), response: newResponse(e)}
	s.response.screen = s
	s.target = newInput(e.keys, "a path, a whole URL, or a pasted curl command")
	s.areas, s.rows = map[part]*areaInput{}, map[part]*rowsEditor{}
	for p, placeholder := range map[part]string{
		partQuery:   "name=value, one a line; signed and encoded for you",
		partHeaders: "Name: value, one a line",
		partBody:    "the body",
	} {
		area := newArea(e.keys, placeholder)
		s.areas[p] = &area
		s.rows[p] = newRows(e.keys, p)
	}
	s.file.input = newInput(e.keys, "the file's path, such as ~/note.json")
	s.load(0)
	if len(s.calls) == 1 { // nothing is ready: the own call begins with its target
		s.focusOn(partTarget)
	}
	return s
}

// Init reads the ready calls that the person keeps beside the connector's.
func (s *request) Init() tea.Cmd { return s.readReady() }

func (s *request) Title() string {
	if s.conn.Entry.Account == "" {
		return s.conn.Entry.Name
	}
	return s.conn.Entry.Name + " (" + s.conn.Entry.Account + ")"
}

// Close ends the call that is under way, and what is being read.
func (s *request) Close() {
	s.sending.stop()
	s.work.stop()
	s.ready.stop()
	s.file.look.stop()
	s.response.close()
}

func (s *request) Typing() bool {
	if s.onResponse {
		return s.response.typing()
	}
	return s.focus >= partMethod || s.opening != nil
}

// Losing says that a call was written.
func (s *request) Losing() string {
	s.store()
	for _, c := range s.calls {
		if c.changed && c.words() != c.sent {
			return "What you wrote and did not send or save is not kept."
		}
	}
	return ""
}

// Back stops the call, turns back to the request, goes back to the list, and asks before it leaves what was written.
func (s *request) Back() (tea.Cmd, bool) {
	switch {
	case s.onResponse && s.response.back(s.sending.running()):
		return nil, true
	case s.sending.running():
		return s.stop(), true
	case s.work.running():
		s.work.stop()
		return badToast("stopped; nothing was sent"), true
	case s.onResponse:
		s.onResponse = false
		s.focusOn(s.focus)
		return nil, true
	case s.opening != nil:
		s.opening = nil
		return nil, true
	case s.focus != partCalls:
		return s.focusOn(partCalls), true
	}
	if what := s.Losing(); what != "" {
		return ask(askMsg{from: s, text: "Leave? " + what, yes: "leave", no: "stay", onYes: abandonMsg{}}), true
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
	case sendingTick:
		return s.tick(msg)
	case BackgroundMsg:
		s.response.fill()
	case abandonMsg:
		return leave(s, nil)
	case sendAnywayMsg:
		return s.sendPending()
	case bodyReadMsg:
		return s.bodyRead(msg)
	case bodySeenMsg:
		s.file.seen(msg)
	case readyMsg:
		return s.readyRead(msg)
	case httpReadMsg:
		return s.httpRead(msg)
	case editorMsg:
		return s.runEditor(msg)
	case editedMsg:
		return s.edited(msg)
	case recordedMsg:
		return s.recorded(msg)
	case insertMsg:
		return s.insert(msg.text)
	case againMsg:
		return s.takePast(msg.call)
	case resumedMsg:
		return s.resumed()
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
	case s.keys.Hit(msg, keyTurn):
		return s.turn()
	case s.keys.Hit(msg, keyCalls):
		s.onResponse, s.opening = false, nil
		return s.focusOn(partCalls)
	case s.keys.Hit(msg, keyHistory):
		return s.openHistory()
	case s.onResponse && s.keys.Hit(msg, keySendAgain):
		return s.send()
	case s.keys.Hit(msg, keyCopyAs) && !s.Typing():
		return s.copyAs()
	case s.keys.Hit(msg, keyExchanges) && !s.Typing():
		return push(s, newExchanges(s.env))
	case s.onResponse && s.keys.Hit(msg, keySigned):
		return s.openSignature()
	case s.onResponse:
		return s.response.press(msg)
	case s.opening != nil:
		return s.pressOpening(msg)
	case s.keys.Hit(msg, keyVariables):
		s.store()
		return push(s, newVariables(s.env, s.conn.Scope(s.calls[s.current].vars)))
	case s.keys.Hit(msg, keyKind):
		return s.changeKind()
	case s.keys.Hit(msg, keyPlain):
		return s.togglePlain()
	case s.keys.Hit(msg, keyEditor) && s.focus >= partQuery:
		return s.startEditor()
	case s.rowsHere() != nil:
		return s.pressRows(s.rowsHere(), msg)
	case s.keys.Hit(msg, keyNext):
		return s.focusOn((s.focus + 1) % partCount)
	case s.keys.Hit(msg, keyPrevious):
		return s.focusOn((s.focus + partCount - 1) % partCount)
	}
	return s.pressPart(msg)
}

func (s *request) turn() tea.Cmd {
	if !s.onResponse && s.response.answer == nil {
		return badToast("there is no answer yet: send the call first")
	}
	s.onResponse = !s.onResponse
	if !s.onResponse {
		return s.focusOn(s.focus)
	}
	s.blur()
	return nil
}

// requestKeys are the actions under that title in the settings.
func requestKeys() KeyGroup {
	return KeyGroup{
		Title: "Request",
		Actions: []Action{
			keySend, keySendArea, keySendAgain, keyCalls, keyTurn, keyKind, keyHistory, keyHistoryHere, keyVariables,
			keyPlain, keyEditor, keyOpenFile, keyCell, keyCellBack, keyRowUp, keyRowDown, keyRowOff, keyRowDrop,
			keyInsert,
		},
		With: []Action{keyNext, keyPrevious, keyUndo},
	}
}

// Waiting says that a file is read.
func (s *request) Waiting() (what string, since time.Time) {
	if s.work.running() {
		return s.work.told("reading the file")
	}
	return s.ready.told("reading your ready calls")
}
