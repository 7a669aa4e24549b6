package flow

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
	"time"

	"countersign/flow/history"
	"countersign/flow/oauth1"
)

// Outcome is the result of sending a request: a response or an error.
type Outcome struct {
	Status int
	Took   time.Duration
	Size   int64
	Body   []byte // of the response, as far as it is available
	Err    error
}

// OutcomeOf is the outcome of Connection.Send.
func OutcomeOf(r *Response, err error) Outcome {
	if r == nil {
		return Outcome{Err: err}
	}
	return Outcome{Status: r.Status, Took: r.Took, Size: int64(len(r.Body)), Body: r.Body}
}

// recorder saves requests of a connection in its history.
type recorder struct{ *Connection }

// location looks the connection up in the index. Its name may belong to another one by now.
func (c recorder) location(ctx context.Context) (history.Location, error) {
	entries, err := c.conns.store.List(ctx)
	if err != nil {
		return history.Deleted, err
	}
	i := slices.IndexFunc(entries, func(o Entry) bool { return o.Name == c.Entry.Name && o.Created.Equal(c.Entry.Created) })
	switch {
	case i < 0:
		return history.Deleted, nil
	case entries[i].Store == StoreMemory:
		return history.Memory, nil
	}
	return history.Disk, nil
}

// masker masks this connection's secrets.
func (c recorder) masker() history.Masker {
	var secrets []string
	for _, s := range append(c.secrets(), NewSecret(c.client().Password), c.provider.Config.Dialect.PrivateKey) {
		secrets = append(secrets, s.Reveal())
	}
	return history.NewMasker(secrets, []string{c.provider.ConsumerKey})
}

// sent is a request with its outcome, not masked yet.
func (c recorder) sent(r Request, o Outcome) history.Sent {
	s := history.Sent{
		ID: rand.Text(), At: c.conns.net.now().Add(-o.Took), Method: r.Method, Target: r.Target, Query: r.Query, Header: r.Header,
		BodyFile: r.BodyFile, Status: o.Status, Took: o.Took, Size: o.Size, ResponseBody: o.Body,
	}
	switch {
	case errors.Is(o.Err, context.Canceled):
		s.Failure = "canceled before a response arrived"
	case o.Err != nil:
		s.Failure = Explain(o.Err).What
	}
	out := oauth1.Request{Header: http.Header{}}
	for _, h := range r.Header {
		out.Header.Add(h.Name, h.Value)
	}
	if setBody(&out, r) == nil {
		s.Body, s.BodyType = out.Body, out.Header.Get("Content-Type")
	}
	return s
}
