package request

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/response"
)

// part can have the focus: the list of requests, or a part of the current one.
type part int

const (
	partRequests part = iota
	partMethod
	partTarget
	partQuery
	partHeaders
	partBody
	partCount
)

var partNames = [partCount]string{"requests", "method", "target", "query", "headers", "body"}

var (
	keySend          = kit.NewAction("send", kit.InText, "send", "enter", "ctrl+s")
	keySendArea      = kit.NewAction("send-from-editor", kit.InText, "send", "ctrl+s", "alt+enter", "ctrl+j").Formerly("send-text")
	keySavedRequests = kit.NewAction("saved-requests", kit.InText, "saved requests", "ctrl+r").Formerly("calls")
	keyKind          = kit.NewAction("body-kind", kit.InText, "body type", "ctrl+y")
	// keyHistory is not ctrl+h, which many terminals send for backspace.
	keyHistory     = kit.NewAction("history", kit.InText, "history", "ctrl+p", "alt+h")
	keyHistoryHere = kit.NewAction("history-here", kit.NotInText, "history", "h")
	keyVariables   = kit.NewAction("variables", kit.InText, "variables", "ctrl+l")
	keyRows        = kit.NewAction("toggle-rows", kit.InText, "rows or text", "ctrl+g").Formerly("rows")
	keyEditor      = kit.NewAction("editor", kit.InText, "open in editor", "ctrl+e")
	keyOpenFile    = kit.NewAction("open-file", kit.NotInText, "open a .http file", "o")
)

// request is the request pane: the editor and the response.
type request struct {
	editor

	response response.Pane

	pending    *flow.Request // waits for its body to be read, or for a confirmation
	sending    kit.Task
	sentAt     time.Time
	keyPressed bool // since it was sent; then the response does not take the focus
	frame      int  // of the spinner

	unrecorded   flow.Request // sent, and not in the history yet
	recordWarned bool
}

// New makes the request pane of a connection.
func New(e *kit.Env, conn *flow.Connection) *request {
	s := &request{response: response.New(e)}
	s.editor = newEditor(e, conn)
	s.response.Screen = s
	return s
}

func (s *request) Init() tea.Cmd { return s.loadSaved() }

func (s *request) Title() string {
	if s.conn.Entry.Account == "" {
		return s.conn.Entry.Name
	}
	return s.conn.Entry.Name + " (" + s.conn.Entry.Account + ")"
}

func (s *request) Close() {
	s.sending.Stop()
	s.work.Stop()
	s.loading.Stop()
	s.file.look.Stop()
	s.response.Close()
}

func (s *request) Typing() bool {
	if s.onResponse {
		return s.response.Typing()
	}
	return s.focus >= partMethod || s.opening != nil
}

func (s *request) UnsavedChanges() string {
	s.store()
	for _, c := range s.drafts {
		if c.changed && c.content() != c.sent {
			return "Unsent changes will be lost."
		}
	}
	return ""
}

// Back stops the request, returns to the editor, then to the list, and asks before it discards changes.
func (s *request) Back() (tea.Cmd, bool) {
	switch {
	case s.onResponse && s.response.Back(s.sending.Running()):
		return nil, true
	case s.sending.Running():
		return s.stop(), true
	case s.work.Running():
		s.work.Stop()
		return kit.ErrorToast("Stopped. Nothing was sent."), true
	case s.onResponse:
		s.onResponse = false
		s.focusOn(s.focus)
		return nil, true
	case s.opening != nil:
		s.opening = nil
		return nil, true
	case s.focus != partRequests:
		return s.focusOn(partRequests), true
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
	case progressMsg:
		return s.progressed(msg)
	case responseMsg:
		return s.responded(msg)
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
	case bodyFileMsg:
		s.file.found(msg)
	case savedRequestsMsg:
		return s.savedLoaded(msg)
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
	case reuseMsg:
		return s.reuse(msg.entry)
	case kit.ResumedMsg:
		return s.resumed()
	default:
		return s.response.Update(msg)
	}
	return nil
}

// Keys are the actions of the request pane for the settings.
func Keys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Request",
		Actions: []kit.Action{
			keySend, keySendArea, response.KeyResend, keySavedRequests, response.KeyToggleResponse, keyKind, keyHistory, keyHistoryHere, keyVariables,
			keyRows, keyEditor, keyOpenFile, keyCell, keyCellBack, keyRowUp, keyRowDown, keyRowOff, keyRowDelete,
			keyInsert,
		},
		AlsoActive: []kit.Action{kit.KeyNext, kit.KeyPrevious, kit.KeyUndo},
	}
}

func (s *request) Waiting() (what string, since time.Time) {
	if s.work.Running() {
		return s.work.Waiting("reading the file")
	}
	if what, since := s.response.Waiting(); what != "" {
		return what, since
	}
	return s.loading.Waiting("loading your saved requests")
}
