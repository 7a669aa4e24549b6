package flow

import (
	"crypto/tls"
	"net/http/httptrace"
	"sync"
	"time"
)

// Times are how long the parts of an exchange took, one after the other. What did not happen took no time.
type Times struct {
	Reused    bool // the connection stood already, so that there was no looking up, connecting or TLS
	DNS       time.Duration
	Connect   time.Duration
	TLS       time.Duration
	FirstByte time.Duration // from the connection on until the answer began
	Body      time.Duration // from there on until its body was whole
}

// stopwatch takes the times of one exchange. net/http calls it from several goroutines, and may do so after the exchange is
// over: a connection that came too late is kept for the next one.
type stopwatch struct {
	now     func() time.Time
	started time.Time

	mu                sync.Mutex
	reused            bool
	dns, connect, tls span
	connected, answer time.Time
}

// span is a part of an exchange.
type span struct{ from, to time.Time }

func (s *span) begin(now time.Time) {
	if s.from.IsZero() {
		*s = span{from: now}
	}
}

// took is how long it took, or how long it had been going on at the end.
func (s span) took(end time.Time) time.Duration {
	switch {
	case s.from.IsZero():
		return 0
	case s.to.IsZero():
		return end.Sub(s.from)
	}
	return s.to.Sub(s.from)
}

func newStopwatch(now func() time.Time) *stopwatch { return &stopwatch{now: now, started: now()} }

// hooks are what net/http calls.
func (w *stopwatch) hooks() *httptrace.ClientTrace {
	at := func(note func(now time.Time)) {
		w.mu.Lock()
		defer w.mu.Unlock()
		note(w.now())
	}
	return &httptrace.ClientTrace{
		DNSStart:     func(httptrace.DNSStartInfo) { at(w.dns.begin) },
		DNSDone:      func(httptrace.DNSDoneInfo) { at(func(now time.Time) { w.dns.to = now }) },
		ConnectStart: func(_, _ string) { at(w.connect.begin) },
		ConnectDone: func(_, _ string, err error) { // of several addresses, the first that answers
			at(func(now time.Time) {
				if err == nil && w.connect.to.IsZero() {
					w.connect.to = now
				}
			})
		},
		TLSHandshakeStart: func() { at(w.tls.begin) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { at(func(now time.Time) { w.tls.to = now }) },
		GotConn: func(info httptrace.GotConnInfo) { // a second time where the first had been closed by the other side
			at(func(now time.Time) { w.reused, w.connected = info.Reused, now })
		},
		GotFirstResponseByte: func() { at(func(now time.Time) { w.answer = now }) },
	}
}

// answered notes that the answer began, for a transport that calls no hooks.
func (w *stopwatch) answered() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.connected.IsZero() {
		w.connected = w.started
	}
	if w.answer.IsZero() {
		w.answer = w.now()
	}
}

// times are the parts of an exchange that is over.
func (w *stopwatch) times() Times {
	w.mu.Lock()
	defer w.mu.Unlock()
	end := w.now()
	t := Times{
		Reused: w.reused, FirstByte: span{w.connected, w.answer}.took(end), Body: span{from: w.answer}.took(end),
	}
	if !t.Reused { // else these belong to a connection that came too late
		t.DNS, t.Connect, t.TLS = w.dns.took(end), w.connect.took(end), w.tls.took(end)
	}
	return t
}

// Part is one of an exchange's times, by its name.
type Part struct {
	Name string
	Took time.Duration
}

// Parts are the times in their order.
func (t Times) Parts() []Part {
	return []Part{{"DNS", t.DNS}, {"connect", t.Connect}, {"TLS", t.TLS}, {"first byte", t.FirstByte}, {"body", t.Body}}
}
