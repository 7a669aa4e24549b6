package request

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/requestfile"
	"countersign/ui/kit"
	"countersign/ui/response"
	"countersign/ui/traffic"
)

// A call on its way: signed and sent, waited for, answered bit by bit.

type (
	// arrivedMsg is what has come of an answer, of which there is more to come.
	arrivedMsg struct {
		task   int64
		answer *response.Result
		news   *news
	}
	// sendingTick turns the spinner of a request under way.
	sendingTick struct{ task int64 }
	answeredMsg struct {
		task   int64
		answer *response.Result
	}
)

// news holds the latest arrival for the screen, which takes it when it is ready: an answer may come faster than it can be
// drawn.
type news struct {
	mu     sync.Mutex
	latest flow.Progress
	over   bool
	ready  chan struct{} // has a place for one
}

func newNews() *news { return &news{ready: make(chan struct{}, 1)} }

func (n *news) put(a flow.Progress) {
	n.mu.Lock()
	n.latest = a
	n.mu.Unlock()
	select {
	case n.ready <- struct{}{}:
	default:
	}
}

// take gives the latest; false when the answer is whole, and told by another message.
func (n *news) take() (latest flow.Progress, coming bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.latest, !n.over
}

// end lets go of what has come: whoever still knows of the call must not keep its body.
func (n *news) end() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.latest, n.over = flow.Progress{}, true
}

// newsEvery is the pace at which a screen looks at what has come.
const newsEvery = 40 * time.Millisecond

// next waits for news; false when there will be none.
func (n *news) next(ctx context.Context) (flow.Progress, bool) {
	select {
	case <-n.ready:
	case <-ctx.Done():
		return flow.Progress{}, false
	}
	select {
	case <-time.After(newsEvery):
	case <-ctx.Done():
		return flow.Progress{}, false
	}
	return n.take()
}

// dispatch signs and sends a request.
func (s *request) dispatch(r flow.Request) tea.Cmd {
	if s.arriving() {
		return kit.ErrorToast("the answer is still coming: " + s.Keys.Label(kit.KeyBack) + " stops it")
	}
	s.sending.Stop()
	s.sending, s.since, s.touched, s.sent = s.StartTask(), s.Now(), false, r
	s.calls[s.current].sent = s.calls[s.current].words()
	s.response.Sending = response.Sending{Started: s.since}
	s.response.Layout()
	t, m, conn, base, heard := s.sending, s.Flow, s.conn, s.base, newNews()
	r.Progress = heard.put
	call := func() tea.Msg {
		got, err := conn.Send(t.Ctx, r)
		a := response.NewResult(m, r, base, got, err)
		latest, _ := heard.take()
		a.Attempt = latest.Attempt
		heard.end()
		return answeredMsg{t.ID, a}
	}
	return tea.Batch(s.spin(), call, s.listen(r, heard))
}

// listen waits for what comes next of the answer.
func (s *request) listen(r flow.Request, heard *news) tea.Cmd {
	t, base := s.sending, s.base
	return func() tea.Msg {
		a, ok := heard.next(t.Ctx)
		if !ok {
			return nil
		}
		return arrivedMsg{t.ID, response.NewPartialResult(r, base, a), heard}
	}
}

// arriving reports whether an answer has begun to come.
func (s *request) arriving() bool {
	a := s.response.Result
	return s.sending.Running() && a != nil && a.Receiving
}

// arrived shows what has come. The first of it takes the keys, like a whole answer.
func (s *request) arrived(msg arrivedMsg) tea.Cmd {
	if !s.sending.Matches(msg.task) {
		return nil
	}
	if s.response.Sending.ResponseStarted.IsZero() {
		s.response.Sending.ResponseStarted = s.Now()
		if !s.touched {
			s.onResponse = true
			s.blur()
		}
	}
	return tea.Batch(s.response.Show(msg.answer), s.listen(flow.Request{Method: msg.answer.Method, Target: msg.answer.URL}, msg.news))
}

// copyAs copies the call for another program: what was sent where its answer is looked at, else what is written here.
func (s *request) copyAs() tea.Cmd {
	if s.onResponse && s.response.Result.Exchange != nil {
		return traffic.CopyExchange(s.Env, s, s.response.Result.Exchange)
	}
	r, wrong := s.prepared()
	if wrong != nil {
		return wrong
	}
	return traffic.CopyRequest(s.Env, s, s.conn, r)
}

// openSignature shows why the signature of the call is what it is.
func (s *request) openSignature() tea.Cmd {
	if x := s.response.Result.Exchange; x != nil {
		return kit.Push(s, traffic.NewSignature(s.Env, x))
	}
	return kit.ErrorToast("nothing was signed")
}

func (s *request) answered(msg answeredMsg) tea.Cmd {
	if !s.sending.Matches(msg.task) {
		return nil
	}
	s.sending.Stop()
	s.response.Sending = response.Sending{}
	cmd := tea.Batch(s.response.Show(msg.answer), s.recordAnswer(msg.answer))
	if s.touched && !s.onResponse {
		return tea.Batch(cmd, kit.Toast("the answer is there: "+s.Keys.Label(response.KeyToggleResponse)+" shows it"))
	}
	s.onResponse = true
	s.blur()
	return cmd
}

// stop ends the call. What has come of its answer stays, and comes as the answer.
func (s *request) stop() tea.Cmd {
	if s.arriving() {
		s.sending.Cancel()
		return nil
	}
	s.sending.Stop()
	s.response.Sending = response.Sending{}
	s.response.Layout()
	return tea.Batch(kit.ErrorToast("stopped waiting; the service may have got the call all the same"), s.recordStopped())
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

// What stands between a draft and its way to the service: its mistakes, a warning, a body that is in a file; and behind it,
// the history.

type (
	// sendAnywayMsg is the yes to a warning.
	sendAnywayMsg struct{}
	bodyReadMsg   struct {
		task    int64
		content []byte
		file    requestfile.BodyFile
		err     error
	}
	recordedMsg struct{ err error }
)

// prepared is the current draft as a request. Where it is written wrongly, the focus goes there, and wrong is what to do.
func (s *request) prepared() (r flow.Request, wrong tea.Cmd) {
	s.store()
	d := s.calls[s.current]
	if requestfile.IsCurl(d.target) { // typed, or pasted where the terminal does not tell
		return r, s.takeCurl(d.target)
	}
	if d.method == "" {
		return r, s.mistaken(&lineError{partMethod, 0, "write a method, such as GET", false})
	}
	r, err := d.request(s.conn.Scope(d.vars))
	var mistake *lineError
	if errors.As(err, &mistake) {
		return r, s.mistaken(mistake)
	}
	return r, nil
}

// send sends the current draft.
func (s *request) send() tea.Cmd {
	r, wrong := s.prepared()
	if wrong != nil {
		return wrong
	}
	d := s.calls[s.current]
	s.pending = &r
	if d.lost != "" {
		return s.warn(fmt.Sprintf("The history did not keep the body (%s). Send the call without one?", d.lost))
	}
	if d.kind == bodyJSON {
		if what, line, column := jsonMistake(string(r.Body)); what != "" {
			return s.warn(fmt.Sprintf("The body is no JSON: line %d, column %d: %s. Send it all the same?", line, column, what))
		}
	}
	return s.sendPending()
}

func (s *request) mistaken(e *lineError) tea.Cmd {
	s.onResponse = false
	cmd := s.focusOn(e.part)
	if s.inRows(e.part) && e.line > 0 {
		s.rows[e.part].goTo(e.line-1, 0)
	}
	return tea.Batch(cmd, kit.ErrorToast(e.told(s.Keys)))
}

func (s *request) warn(text string) tea.Cmd {
	return kit.Ask(kit.AskMsg{From: s, Text: text, Yes: "send", No: "stay", OnYes: sendAnywayMsg{}})
}

// sendPending sends what was made ready, once its body is read.
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
		x := flow.Explain(msg.err)
		s.onResponse = false
		return tea.Batch(s.focusOn(partBody), kit.ErrorToast("nothing was sent: "+x.What))
	}
	r.Body, r.BodyFile, r.Header = msg.content, msg.file.Path, requestfile.WithContentType(r.Header, msg.file.Type)
	return s.dispatch(*r)
}

// bodyPath is the path of a body from a file, and what is there.
type bodyPath struct {
	input kit.LineInput
	look  kit.Task
	path  string // that file and err are about
	file  requestfile.BodyFile
	err   error
}

type bodySeenMsg struct {
	task int64
	path string
	file requestfile.BodyFile
	err  error
}

func (b *bodyPath) seen(msg bodySeenMsg) {
	if b.look.Matches(msg.task) {
		b.look.Stop()
		b.path, b.file, b.err = msg.path, msg.file, msg.err
	}
}
