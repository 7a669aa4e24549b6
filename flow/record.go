package flow

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"countersign/flow/history"
	"countersign/flow/oauth1"
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

// recorder writes requests of a connection into its history.
type recorder struct{ *Connection }

// place says where the history of the connection is, and nothing when it was deleted meanwhile: its name may be
// another's by now.
func (c recorder) place(ctx context.Context) (history.Location, error) {
	entries, err := c.conns.keychain.List(ctx)
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

// masker takes this connection's secrets out.
func (c recorder) masker() history.Masker {
	var secrets []string
	for _, s := range append(c.secrets(), NewSecret(c.client().Password), c.provider.Config.Dialect.PrivateKey) {
		secrets = append(secrets, s.Reveal())
	}
	return history.NewMasker(secrets, []string{c.provider.ConsumerKey})
}

// sent is a request with its outcome, its secrets still in it.
func (c recorder) sent(r Request, o Outcome) history.Sent {
	id := make([]byte, 8)
	_, _ = io.ReadFull(c.conns.net.random, id) // a source that fails gives equal ids, of which both are deleted at once
	s := history.Sent{
		ID: hex.EncodeToString(id), At: c.conns.net.now().Add(-o.Took), Method: r.Method, Target: r.Target, Query: r.Query, Header: r.Header,
		BodyFile: r.BodyFile, Status: o.Status, Took: o.Took, Size: o.Size, ResponseBody: o.Body,
	}
	switch {
	case errors.Is(o.Err, context.Canceled):
		s.Failure = "stopped before an answer came"
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
