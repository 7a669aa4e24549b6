package ui

import (
	"context"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// A call on its way: signed and sent, waited for, answered bit by bit.

type (
	// arrivedMsg is what has come of an answer, of which there is more to come.
	arrivedMsg struct {
		task   int64
		answer *answer
		news   *news
	}
	// sendingTick turns the spinner of a request under way.
	sendingTick struct{ task int64 }
	answeredMsg struct {
		task   int64
		answer *answer
	}
)

// news holds the latest arrival for the screen, which takes it when it is ready: an answer may come faster than it can be
// drawn.
type news struct {
	mu     sync.Mutex
	latest flow.Arrival
	ready  chan struct{} // has a place for one
}

func newNews() *news { return &news{ready: make(chan struct{}, 1)} }

func (n *news) put(a flow.Arrival) {
	n.mu.Lock()
	n.latest = a
	n.mu.Unlock()
	select {
	case n.ready <- struct{}{}:
	default:
	}
}

func (n *news) take() flow.Arrival {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.latest
}

// newsEvery is the pace at which a screen looks at what has come.
const newsEvery = 40 * time.Millisecond

// next waits for news; false when there will be none.
func (n *news) next(ctx context.Context) (flow.Arrival, bool) {
	select {
	case <-n.ready:
	case <-ctx.Done():
		return flow.Arrival{}, false
	}
	select {
	case <-time.After(newsEvery):
	case <-ctx.Done():
		return flow.Arrival{}, false
	}
	return n.take(), true
}

// dispatch signs and sends a request.
func (s *request) dispatch(r flow.Request) tea.Cmd {
	if s.arriving() {
		return badToast("the answer is still coming: " + s.keys.Label(keyBack) + " stops it")
	}
	s.sending.stop()
	s.sending, s.since, s.touched, s.sentRequest = s.start(), s.Now(), false, r
	s.calls[s.current].sent = s.calls[s.current].words()
	s.response.calling = calling{since: s.since}
	s.response.fill()
	t, m, conn, base, heard := s.sending, s.Flow, s.conn, s.base, newNews()
	r.Progress = heard.put
	call := func() tea.Msg {
		response, err := conn.Call(t.ctx, r)
		a := newAnswer(m, r, base, response, err)
		a.try = heard.take().Try
		return answeredMsg{t.id, a}
	}
	return tea.Batch(s.spin(), call, s.listen(r, heard))
}

// listen waits for what comes next of the answer.
func (s *request) listen(r flow.Request, heard *news) tea.Cmd {
	t, base := s.sending, s.base
	return func() tea.Msg {
		a, ok := heard.next(t.ctx)
		if !ok {
			return nil
		}
		return arrivedMsg{t.id, arriving(r, base, a), heard}
	}
}

// arriving reports whether an answer has begun to come.
func (s *request) arriving() bool {
	a := s.response.answer
	return s.sending.running() && a != nil && a.coming
}

// arrived shows what has come. The first of it takes the keys, like a whole answer.
func (s *request) arrived(msg arrivedMsg) tea.Cmd {
	if !s.sending.answers(msg.task) {
		return nil
	}
	if s.response.calling.first.IsZero() {
		s.response.calling.first = s.Now()
		if !s.touched {
			s.onResponse = true
			s.blur()
		}
	}
	return tea.Batch(s.response.show(msg.answer), s.listen(flow.Request{Method: msg.answer.method, Target: msg.answer.url}, msg.news))
}

// copyAs copies the call for another program: what was sent where its answer is looked at, else what is written here.
func (s *request) copyAs() tea.Cmd {
	if s.onResponse && s.response.answer.exchange != nil {
		return copyExchange(s.env, s, s.response.answer.exchange)
	}
	r, wrong := s.prepared()
	if wrong != nil {
		return wrong
	}
	return copyCall(s.env, s, s.conn, r)
}

// openSignature shows why the signature of the call is what it is.
func (s *request) openSignature() tea.Cmd {
	if x := s.response.answer.exchange; x != nil {
		return push(s, newSignature(s.env, x))
	}
	return badToast("nothing was signed")
}

func (s *request) answered(msg answeredMsg) tea.Cmd {
	if !s.sending.answers(msg.task) {
		return nil
	}
	s.sending.stop()
	s.response.calling = calling{}
	cmd := tea.Batch(s.response.show(msg.answer), s.recordAnswer(msg.answer))
	if s.touched && !s.onResponse {
		return tea.Batch(cmd, toast("the answer is there: "+s.keys.Label(keyTurn)+" shows it"))
	}
	s.onResponse = true
	s.blur()
	return cmd
}

// stop ends the call. What has come of its answer stays, and comes as the answer.
func (s *request) stop() tea.Cmd {
	if s.arriving() {
		s.sending.cancel()
		return nil
	}
	s.sending.stop()
	s.response.calling = calling{}
	s.response.fill()
	return tea.Batch(badToast("stopped waiting; the service may have got the call all the same"), s.recordStopped())
}

func (s *request) spin() tea.Cmd {
	id := s.sending.id
	return s.Tick(tickEvery, func(time.Time) tea.Msg { return sendingTick{id} })
}

func (s *request) tick(msg sendingTick) tea.Cmd {
	if !s.sending.answers(msg.task) {
		return nil
	}
	s.frame++
	s.response.calling.frame = s.frame
	return s.spin()
}
