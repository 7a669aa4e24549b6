package flow

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"countersign/flow/history"
	"countersign/flow/requestfile"
	"countersign/internal/text"
)

// Outcome is how a request ended: with a response, or with an error.
type Outcome struct {
	Status int
	Took   time.Duration
	Size   int64
	Body   []byte // of the response, as far as it is at hand
	Err    error
}

// OutcomeOf is the outcome of Connection.Call.
func OutcomeOf(r *Response, err error) Outcome {
	if r == nil {
		return Outcome{Err: err}
	}
	return Outcome{Status: r.Status, Took: r.Took, Size: int64(len(r.Body)), Body: r.Body}
}

// Record adds a request to the connection's history, as far as keep wants it. It waits for other programs for two seconds
// at most. A request that was broken off is recorded like one that failed. The error is for telling once: the request itself
// went as it went.
func (c *Connection) Record(ctx context.Context, r Request, o Outcome, keep history.Keep) error {
	return <-c.StartRecord(ctx, r, o, keep)
}

// StartRecord is Record in the background. The manager's Close waits for it, also when nobody takes its error.
func (c *Connection) StartRecord(ctx context.Context, r Request, o Outcome, keep history.Keep) <-chan error {
	if !keep.Keep || keep.Calls <= 0 || c.conns == nil {
		done := make(chan error, 1)
		done <- nil
		return done
	}
	ctx = context.WithoutCancel(ctx)
	return c.conns.history.Go(func() error {
		sent := c.masker().Call(c.sent(r, o), keep.Bodies)
		return c.conns.history.Add(ctx, c.Entry.Name, sent, keep.Calls, c.historyPlace)
	})
}

// historyPlace says where the history of the connection is, and nothing when it was deleted meanwhile: its name may be
// another's by now.
func (c *Connection) historyPlace(ctx context.Context) (history.Place, error) {
	entries, err := c.conns.keychain.List(ctx)
	if err != nil {
		return history.Gone, err
	}
	i := slices.IndexFunc(entries, func(o Entry) bool { return o.Name == c.Entry.Name && o.Created.Equal(c.Entry.Created) })
	switch {
	case i < 0:
		return history.Gone, nil
	case entries[i].Store == KeychainMemory:
		return history.Memory, nil
	}
	return history.Disk, nil
}

// masker takes this connection's secrets out.
func (c *Connection) masker() history.Masker {
	var secrets []string
	for _, s := range append(c.secrets(), NewSecret(c.client().Password), NewSecret(c.config.Dialect.PrivateKey)) {
		secrets = append(secrets, s.Reveal())
	}
	return history.NewMasker(secrets, []string{c.config.ConsumerKey})
}

// sent is a request with its outcome, its secrets still in it.
func (c *Connection) sent(r Request, o Outcome) history.Sent {
	id := make([]byte, 8)
	_, _ = io.ReadFull(c.conns.client.random, id) // a source that fails gives equal ids, of which both are deleted at once
	s := history.Sent{
		ID: hex.EncodeToString(id), At: c.conns.client.now().Add(-o.Took), Method: r.Method, Target: r.Target, Query: r.Query, Header: r.Header,
		BodyFile: r.BodyFile, Status: o.Status, Took: o.Took, Size: o.Size, Answer: o.Body,
	}
	switch {
	case errors.Is(o.Err, context.Canceled):
		s.Failure = "stopped before an answer came"
	case o.Err != nil:
		s.Failure = Explain(o.Err).What
	}
	out := outgoing{header: map[string][]string{}}
	for _, h := range r.Header {
		out.header.Add(h.Name, h.Value)
	}
	if out.setBody(r) == nil {
		s.Body, s.BodyType = out.body, out.header.Get("Content-Type")
	}
	return s
}

// Again is the n-th latest request of the history (from 1). The error tells what the history does not hold of it.
func (c *Connection) Again(ctx context.Context, n int) (Request, error) {
	const doing = "sending a call of the history again"
	calls, err := c.conns.history.List(ctx, c.Entry.Name)
	if err != nil {
		return Request{}, err
	}
	if n < 1 || n > len(calls) {
		return Request{}, &StepError{
			Step: StepCall, Doing: doing, Err: fmt.Errorf("it holds %s", text.Count(len(calls), "call", "calls")),
			Hint: "countersign history " + c.Entry.Name + " lists them",
		}
	}
	p := calls[n-1]
	if lost := p.Lost(); len(lost) > 0 {
		return Request{}, &StepError{
			Step: StepCall, Doing: doing, Err: fmt.Errorf("%s was not kept", strings.Join(lost, ", ")),
			Hint: "send it from the screens, which ask for that, or write the whole call",
		}
	}
	r := Request{
		Method: p.Method, Target: p.Target, Query: p.Query, Header: requestfile.WithContentType(p.Header, p.BodyType), BodyFile: p.BodyFile,
		Body: []byte(p.Body),
	}
	if p.BodyFile != "" {
		if r.Body, _, err = requestfile.ReadBody(p.BodyFile); err != nil {
			return r, err
		}
	}
	return r, nil
}
