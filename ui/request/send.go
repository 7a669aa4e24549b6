package request

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/requestfile"
	"countersign/ui/kit"
	"countersign/ui/response"
	"countersign/ui/traffic"
)

type (
	// progressMsg is a response of which more is to come, on progress.
	progressMsg struct {
		task     int64
		result   *response.Result
		progress <-chan flow.Progress
	}
	responseMsg struct {
		task   int64
		result *response.Result
	}
	// sendingTick redraws the spinner.
	sendingTick struct{ task int64 }
	// sendAnywayMsg is the yes to a warning.
	sendAnywayMsg struct{}
	bodyReadMsg   struct {
		task    int64
		content []byte
		file    requestfile.BodyFile
		err     error
	}
	// recordedMsg is the result of writing to the history.
	recordedMsg struct{ err error }
)

// prepare makes a request of the current draft. If the draft is invalid, it returns a command that shows the error.
func (s *request) prepare() (r flow.Request, invalid tea.Cmd) {
	s.store()
	d := s.drafts[s.current]
	if requestfile.IsCurl(d.target) { // typed, or pasted in a terminal without bracketed paste
		return r, s.importCurl(d.target)
	}
	if d.method == "" {
		return r, s.showError(&partError{partMethod, 0, "missing, such as GET", false})
	}
	r, err := d.request(s.conn.Scope(d.vars))
	var wrong *partError
	if errors.As(err, &wrong) {
		return r, s.showError(wrong)
	}
	return r, nil
}

// send sends the current draft, after a warning if its body looks wrong.
func (s *request) send() tea.Cmd {
	r, invalid := s.prepare()
	if invalid != nil {
		return invalid
	}
	d := s.drafts[s.current]
	s.pending = &r
	if d.missingBody != "" {
		return s.warn(fmt.Sprintf("The history does not store this body (%s). Send without a body?", d.missingBody))
	}
	if d.kind == bodyJSON {
		if what, line, column := jsonError(string(r.Body)); what != "" {
			return s.warn(fmt.Sprintf("Invalid JSON at %d:%d: %s. Send anyway?", line, column, what))
		}
	}
	return s.sendPending()
}

// showError moves the focus to the error.
func (s *request) showError(e *partError) tea.Cmd {
	s.onResponse = false
	cmd := s.focusOn(e.part)
	if s.inRows(e.part) && e.line > 0 {
		s.rows[e.part].goTo(e.line-1, 0)
	}
	return tea.Batch(cmd, kit.ErrorToast(e.message(s.Keys)))
}

func (s *request) warn(text string) tea.Cmd {
	return kit.Ask(kit.AskMsg{From: s, Text: text, Yes: "send", No: "cancel", OnYes: sendAnywayMsg{}})
}

// sendPending reads the body if it is in a file, then sends the request.
func (s *request) sendPending() tea.Cmd {
	r := s.pending
	if r == nil {
		return nil
	}
	if r.BodyFile == "" {
		s.pending = nil
		return s.dispatch(*r)
	}
	s.work.Stop()
	s.work = s.StartTask()
	t, path := s.work, r.BodyFile
	return func() tea.Msg {
		content, file, err := requestfile.ReadBody(path)
		return bodyReadMsg{t.ID, content, file, err}
	}
}

func (s *request) bodyRead(msg bodyReadMsg) tea.Cmd {
	r := s.pending
	if !s.work.Matches(msg.task) || r == nil {
		return nil
	}
	s.work.Stop()
	s.pending = nil
	if msg.err != nil {
		s.onResponse = false
		return tea.Batch(s.focusOn(partBody), kit.ErrorToast("Nothing sent: "+flow.Explain(msg.err).What))
	}
	r.Body, r.BodyFile, r.Header = msg.content, msg.file.Path, requestfile.WithContentType(r.Header, msg.file.Type)
	return s.dispatch(*r)
}

// progressEvery limits how often the screen redraws a response that is still arriving.
const progressEvery = 40 * time.Millisecond

// dispatch signs and sends a request.
func (s *request) dispatch(r flow.Request) tea.Cmd {
	if s.receiving() {
		return kit.ErrorToast("Still receiving the response. Press " + s.Keys.Label(kit.KeyBack) + " to stop it.")
	}
	s.sending.Stop()
	s.sending, s.sentAt, s.keyPressed, s.unrecorded = s.StartTask(), s.Now(), false, r
	s.drafts[s.current].sent = s.drafts[s.current].content()
	s.response.Sending = response.Sending{Started: s.sentAt}
	s.response.Layout()
	t, m, conn, base := s.sending, s.Flow, s.conn, s.base
	progress, attempt := make(chan flow.Progress, 1), 0
	r.Progress = func(p flow.Progress) {
		attempt = p.Attempt
		select { // only the latest is of interest
		case <-progress:
		default:
		}
		progress <- p
	}
	send := func() tea.Msg {
		got, err := conn.Send(t.Ctx, r)
		result := response.NewResult(m, r, base, got, err)
		result.Attempt = attempt
		select {
		case <-progress: // don't hold on to its body
		default:
		}
		return responseMsg{t.ID, result}
	}
	return tea.Batch(s.spin(), send, s.awaitProgress(r, progress))
}

func (s *request) awaitProgress(r flow.Request, progress <-chan flow.Progress) tea.Cmd {
	t, base := s.sending, s.base
	return func() tea.Msg {
		select {
		case <-time.After(progressEvery):
		case <-t.Ctx.Done():
			return nil
		}
		select {
		case p := <-progress:
			return progressMsg{t.ID, response.NewPartialResult(r, base, p), progress}
		case <-t.Ctx.Done():
			return nil
		}
	}
}

// receiving reports whether part of a response has arrived.
func (s *request) receiving() bool {
	result := s.response.Result
	return s.sending.Running() && result != nil && result.Receiving
}

// progressed shows what has arrived. The first part moves the focus to the response, unless a key was pressed.
func (s *request) progressed(msg progressMsg) tea.Cmd {
	if !s.sending.Matches(msg.task) {
		return nil
	}
	if s.response.Sending.ResponseStarted.IsZero() {
		s.response.Sending.ResponseStarted = s.Now()
		if !s.keyPressed {
			s.onResponse = true
			s.blur()
		}
	}
	next := s.awaitProgress(flow.Request{Method: msg.result.Method, Target: msg.result.URL}, msg.progress)
	return tea.Batch(s.response.Show(msg.result), next)
}

func (s *request) responded(msg responseMsg) tea.Cmd {
	if !s.sending.Matches(msg.task) {
		return nil
	}
	s.sending.Stop()
	s.response.Sending = response.Sending{}
	outcome := flow.OutcomeOf(msg.result.Response, nil)
	if msg.result.Failure != nil {
		outcome.Err = errors.New(msg.result.Failure.What)
	}
	cmd := tea.Batch(s.response.Show(msg.result), s.record(outcome))
	if s.keyPressed && !s.onResponse {
		return tea.Batch(cmd, kit.Toast("Response received. Press "+s.Keys.Label(response.KeyToggleResponse)+" to show it."))
	}
	s.onResponse = true
	s.blur()
	return cmd
}

// stop cancels the request. A partial response is shown as an interrupted one.
func (s *request) stop() tea.Cmd {
	if s.receiving() {
		s.sending.Cancel()
		return nil
	}
	s.sending.Stop()
	s.response.Sending = response.Sending{}
	s.response.Layout()
	return tea.Batch(kit.ErrorToast("Stopped. The service may still have received the request."), s.record(flow.Outcome{Err: context.Canceled}))
}

func (s *request) spin() tea.Cmd {
	id := s.sending.ID
	return s.Tick(kit.TickEvery, func(time.Time) tea.Msg { return sendingTick{id} })
}

func (s *request) tick(msg sendingTick) tea.Cmd {
	if !s.sending.Matches(msg.task) {
		return nil
	}
	s.frame++
	s.response.Sending.Frame = s.frame
	return s.spin()
}

// record adds the latest request to the history, in the background; only the end of the program waits for it.
func (s *request) record(o flow.Outcome) tea.Cmd {
	settings, r := s.Settings.History, s.unrecorded
	s.unrecorded = flow.Request{}
	if !settings.Enabled {
		return nil
	}
	done := s.conn.StartRecord(s.Ctx, r, o, settings) // now: the command might never run
	return func() tea.Msg { return recordedMsg{<-done} }
}

// recorded warns once if the history cannot be written.
func (s *request) recorded(msg recordedMsg) tea.Cmd {
	if msg.err == nil || s.recordWarned {
		return nil
	}
	s.recordWarned = true
	return kit.ErrorToast("The request was sent but not recorded: " + kit.ExplainShort(msg.err))
}

// copyAs copies the request for another program: the one that was sent if the response has the focus, else the draft.
func (s *request) copyAs() tea.Cmd {
	if s.onResponse && s.response.Result.Exchange != nil {
		return traffic.CopyExchange(s.Env, s, s.response.Result.Exchange)
	}
	r, invalid := s.prepare()
	if invalid != nil {
		return invalid
	}
	return traffic.CopyRequest(s.Env, s, s.conn, r)
}

func (s *request) openSignature() tea.Cmd {
	if x := s.response.Result.Exchange; x != nil {
		return kit.Push(s, traffic.NewSignature(s.Env, x))
	}
	return kit.ErrorToast("Nothing was signed")
}
