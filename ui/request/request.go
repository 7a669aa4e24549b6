package request

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/response"
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
	keySend     = kit.NewAction("send", kit.InText, "send", "enter", "ctrl+s")
	keySendArea = kit.NewAction("send-text", kit.InText, "send", "ctrl+s", "alt+enter", "ctrl+j")
	keyCalls    = kit.NewAction("calls", kit.InText, "ready calls", "ctrl+r")
	keyKind     = kit.NewAction("body-kind", kit.InText, "kind of body", "ctrl+y")
	// Backspace is ctrl+h to many terminals, so that the history can't be there.
	keyHistory     = kit.NewAction("history", kit.InText, "history", "ctrl+p", "alt+h")
	keyHistoryHere = kit.NewAction("history-here", kit.NotInText, "history", "h")
	keyVariables   = kit.NewAction("variables", kit.InText, "variables", "ctrl+l")
	keyPlain       = kit.NewAction("rows", kit.InText, "rows or text", "ctrl+g")
	keyEditor      = kit.NewAction("editor", kit.InText, "in your editor", "ctrl+e")
	keyOpenFile    = kit.NewAction("open-file", kit.NotInText, "open a .http file", "o")
)

// request is a call and, beside or behind it, its answer.
type request struct {
	editor
	recorder

	response response.Pane

	pending *flow.Request // waits for its body to be read, or for a yes
	sending kit.Task
	since   time.Time
	touched bool // a key was pressed since: the answer then does not take the keys away
	frame   int  // of the spinner
}

// New makes the request pane of a connection.
func New(e *kit.Env, conn *flow.Connection) *request {
	s := &request{response: response.New(e), recorder: recorder{env: e, connection: conn}}
	s.editor = newEditor(e, conn)
	s.response.Screen = s
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
	s.sending.Stop()
	s.work.Stop()
	s.ready.Stop()
	s.file.look.Stop()
	s.response.Close()
}

func (s *request) Typing() bool {
	if s.onResponse {
		return s.response.Typing()
	}
	return s.focus >= partMethod || s.opening != nil
}

// Losing says that a call was written.
func (s *request) UnsavedChanges() string {
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
	case s.onResponse && s.response.Back(s.sending.Running()):
		return nil, true
	case s.sending.Running():
		return s.stop(), true
	case s.work.Running():
		s.work.Stop()
		return kit.ErrorToast("stopped; nothing was sent"), true
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
	if what := s.UnsavedChanges(); what != "" {
		return kit.Ask(kit.AskMsg{From: s, Text: "Leave? " + what, Yes: "leave", No: "stay", OnYes: kit.DiscardMsg{}}), true
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
	case kit.BackgroundMsg:
		s.response.Layout()
	case kit.DiscardMsg:
		return kit.Leave(s, nil)
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
	case kit.ResumedMsg:
		return s.resumed()
	default:
		return s.response.Update(msg)
	}
	return nil
}

// Keys are the actions under that title in the settings.
func Keys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Request",
		Actions: []kit.Action{
			keySend, keySendArea, response.KeyResend, keyCalls, response.KeyToggleResponse, keyKind, keyHistory, keyHistoryHere, keyVariables,
			keyPlain, keyEditor, keyOpenFile, keyCell, keyCellBack, keyRowUp, keyRowDown, keyRowOff, keyRowDrop,
			keyInsert,
		},
		AlsoActive: []kit.Action{kit.KeyNext, kit.KeyPrevious, kit.KeyUndo},
	}
}

// Waiting says that a file is read.
func (s *request) Waiting() (what string, since time.Time) {
	if s.work.Running() {
		return s.work.Waiting("reading the file")
	}
	return s.ready.Waiting("reading your ready calls")
}
