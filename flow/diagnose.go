package flow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"countersign/flow/doctor"
	"countersign/flow/oauth1"
	"countersign/flow/oauth1/reply"
	"countersign/internal/text"
	"countersign/specs"
	"countersign/specs/scaffold"
)

// Diagnosis is the doctor's result.
type Diagnosis = doctor.Diagnosis

// DiagnoseOptions say how far a diagnosis may go.
type DiagnoseOptions = doctor.Options

// experiments sends the doctor's requests. They are not recorded: one may contain a value in the wrong place.
type experiments struct{ net *network }

// Send implements doctor.Sender.
func (e experiments) Send(ctx context.Context, t doctor.Trial) oauth1.Attempt {
	client := oauth1.NewClient(t.Config, oauth1.Options{
		Transport: e.net.transport, Now: e.net.now, Random: e.net.random, AllowHTTP: e.net.allowHTTP, Skew: t.Skew,
		Redact: func(secrets ...Secret) { e.net.debug.Hide(secrets...) },
	})
	var a oauth1.Attempt
	if t.RequestToken {
		a = client.TryRequestToken(ctx, t.Callback)
	} else {
		a = client.Try(ctx, t.Request)
	}
	e.net.debug.Note("doctor", "status", fmt.Sprint(a.Exchange.Status), "problem", a.Reply.Problem)
	return a
}

// DiagnoseRequest finds out why a request of a connection is refused. It sends a GET or HEAD request first; another request is
// never sent, only analyzed. An empty target means the connector's test request.
func DiagnoseRequest(ctx context.Context, c *Connection, r Request, o DiagnoseOptions) (Diagnosis, error) {
	if c.Connector.Sandbox() {
		if err := c.conns.sandboxes.Ensure(ctx, c.provider.RequestTokenURI); err != nil {
			return Diagnosis{}, err
		}
	}
	test, hasTest := testTrial(ctx, c)
	refused := test
	if r.Target != "" {
		out, err := c.outgoing(r)
		if err != nil {
			return Diagnosis{}, &StepError{Step: StepRequest, What: "cannot read the request", Err: err}
		}
		refused = trialOf(c, out)
	} else if !hasTest {
		return Diagnosis{}, &StepError{
			Step: StepRequest, What: "cannot diagnose " + c.Entry.Name, Err: errors.New("the connector has no test that sends a GET request"),
			Hint: "Give the request: countersign doctor NAME GET /path.",
		}
	}
	e := doctor.Evidence{Step: reply.API, Refused: refused, Test: test, Now: c.conns.net.now(), Facts: factsOf(c, refused, hasTest)}
	sender := experiments{c.conns.net}
	if m := refused.Request.Method; m == "" || m == http.MethodGet || m == http.MethodHead {
		e.Attempt = sender.Send(ctx, refused)
		o.Sent = 1
		if e.Attempt.OK() {
			return Diagnosis{Works: true, Evidence: []string{"The request works: " + oauth1.StatusText(e.Attempt.Exchange.Status) + "."}, Requests: 1}, ctx.Err()
		}
		e.Facts.Mistakes = knownMistakes(c.Connector, e.Attempt.Reply)
	}
	return doctor.Diagnose(ctx, e, sender, o)
}

func trialOf(c *Connection, r oauth1.Request) doctor.Trial {
	return doctor.Trial{Config: c.provider.Config, Request: r, Skew: c.oauth.Skew()}
}

// errCaptured ends a test whose first request was captured.
var errCaptured = errors.New("captured")

// testTrial is the first request of the connector's test, or its first saved request, if that is a GET. Nothing is sent.
func testTrial(ctx context.Context, c *Connection) (doctor.Trial, bool) {
	var found *Request
	host := &scriptHost{c: c, send: func(_ context.Context, r Request) (*Response, error) {
		if found == nil {
			found = &r
		}
		return nil, errCaptured
	}}
	if test := c.Connector.Test; test != nil {
		if test.Implementation == specs.RESTMapping {
			_, _ = host.restTest(ctx, *test) // errCaptured
		} else {
			_, _ = evaluate(ctx, *test, c.variables(), host)
		}
	}
	if found == nil || found.Method != "" && !strings.EqualFold(found.Method, http.MethodGet) {
		return doctor.Trial{}, false
	}
	out, err := c.outgoing(*found)
	return trialOf(c, out), err == nil
}

// factsOf are what the connection knows about itself.
func factsOf(c *Connection, t doctor.Trial, hasTest bool) doctor.Facts {
	token := c.current()
	return doctor.Facts{
		Expires: token.Expires, CanRefresh: c.CanRefresh(), NoToken: token.Key == "", OwnOrigin: !t.Request.OtherOrigin, HasTest: hasTest,
		Plaintext: t.Config.Dialect.SignatureMethod == "PLAINTEXT",
	}
}

// knownMistakes are the connector's entries about known pitfalls whose message the provider used.
func knownMistakes(c *Connector, r reply.Reply) []string {
	var list []string
	for _, m := range c.Registration.Mistakes {
		if m.ProviderMessage != "" && strings.Contains(strings.ToLower(r.Message), strings.ToLower(m.ProviderMessage)) {
			list = append(list, text.Safe(m.Advice, oauth1.MaxQuoted))
		}
	}
	return list
}

// Change is a dialect key that a fix sets, in a connector's file.
type Change = scaffold.Change

// WriteFix writes the dialect of a fix: to the user's connector, or to a copy of a built-in one in the user's folder, which
// then takes its place. Without write, the changes say what would be done to the user's own connector.
func WriteFix(m *Manager, c *Connector, fix doctor.Fix, write bool) ([]Change, error) {
	dir := c.Source
	if dir == "" {
		if !write {
			var planned []Change
			for _, key := range slices.Sorted(maps.Keys(fix.Dialect)) {
				planned = append(planned, Change{Key: key, New: fmt.Sprint(fix.Dialect[key])})
			}
			return planned, nil
		}
		from, err := specs.BuiltIn(c.Key)
		if err != nil {
			return nil, err
		}
		dir = filepath.Join(m.Connectors.catalogue.UserDir(), c.Key)
		if err := scaffold.Copy(from, dir); err != nil {
			return nil, err
		}
	}
	file := filepath.Join(dir, filepath.FromSlash(c.OAuthConfig.File))
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		file = dir
	}
	return scaffold.SetDialect(file, fix.Dialect, write)
}

// DiagnoseConnecting finds out why no request token can be had with these values.
func DiagnoseConnecting(ctx context.Context, m *Manager, s *Setup, o DiagnoseOptions) (Diagnosis, error) {
	p, err := m.net.configure(ctx, s, "")
	if err != nil {
		return Diagnosis{}, err
	}
	if !p.dialect.RequiresAuthorization() {
		return Diagnosis{}, p.Invalid("there is no authorization flow; connect, and diagnose the connection")
	}
	if s.Connector.Sandbox() {
		if err := m.Sandboxes.Ensure(ctx, p.RequestTokenURI); err != nil {
			return Diagnosis{}, err
		}
	}
	callback := "http://127.0.0.1:8477/callback"
	if l := p.Dialect.Loopback; l.Port != 0 {
		callback = fmt.Sprintf("http://%s:%d%s", l.Host, l.Port, l.Path)
	}
	refused := doctor.Trial{Config: p.Config, RequestToken: true, Callback: callback}
	e := doctor.Evidence{
		Step: reply.RequestToken, Refused: refused, Now: m.net.now(),
		Facts: doctor.Facts{OwnOrigin: true, Plaintext: p.Dialect.SignatureMethod == "PLAINTEXT"},
	}
	sender := experiments{m.net}
	e.Attempt = sender.Send(ctx, refused)
	if e.Attempt.OK() {
		return Diagnosis{Works: true, Evidence: []string{"The provider issues a request token."}, Requests: 1}, ctx.Err()
	}
	e.Facts.Mistakes = knownMistakes(s.Connector, e.Attempt.Reply)
	o.Sent = 1
	return doctor.Diagnose(ctx, e, sender, o)
}
