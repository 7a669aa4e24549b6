package flow_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/rehearsal"
	"countersign/flow/sandbox"
)

// TestCatalogue takes every connector through all that a person would do with it, against a sandbox that plays its service:
// what the sandbox does is written from what is known of the service, not from the connector. None can be forgotten, since
// the catalogue itself is walked. The table of what came out is what readers get (catalogue_page_test.go).
func TestCatalogue(t *testing.T) {
	connectors := catalogued(t)
	for _, key := range sandbox.Personalities() {
		if !slices.ContainsFunc(connectors, func(c *flow.Connector) bool { return c.Key == key }) {
			t.Errorf("the sandbox plays %s, which no connector is for", key)
		}
	}
	var rows []row
	for _, c := range connectors {
		t.Run(rowName(c), func(t *testing.T) { rows = append(rows, rehearsed(t, c)) })
	}
	if len(rows) == len(connectors) && !t.Failed() {
		checkPage(t, rows)
	}
}

// catalogued lists every built-in connector but the sandbox's own, and each way to connect where there are several.
func catalogued(t *testing.T) []*flow.Connector {
	t.Helper()
	m := newManager(t)
	var list []*flow.Connector
	for _, e := range m.Connectors.List() {
		c, err := m.Connectors.Load(e.Key)
		if err != nil {
			t.Errorf("%s: %v", e.Key, err)
			continue
		}
		if c.Sandbox() {
			continue
		}
		if len(c.Options) == 0 {
			list = append(list, c)
		}
		for _, o := range c.Options {
			chosen, err := c.WithOption(o.Key)
			must(t, err)
			list = append(list, chosen)
		}
	}
	return list
}

func rowName(c *flow.Connector) string {
	if c.Option == "" {
		return c.Key
	}
	return c.Key + " (" + c.Option + ")"
}

// row is a line of the table: what came of one connector.
type row struct {
	c     *flow.Connector
	as    *sandbox.Personality
	cells []cell
}

// cell is one thing that was tried. Why says why there is nothing to try; it comes from what is known of the service. How
// takes the place of a mere yes.
type cell struct{ name, why, how string }

func (r *row) add(t *testing.T, name, why string, try func(t *testing.T)) {
	t.Helper()
	r.cells = append(r.cells, cell{name: name, why: why})
	if why == "" {
		t.Run(name, try)
	}
}

func rehearsed(t *testing.T, c *flow.Connector) row {
	as, err := sandbox.LoadPersonality(c.Key)
	must(t, err)
	problems, err := newManager(t).Connectors.Check(c.Key)
	if must(t, err); len(problems) > 0 {
		t.Error(problems)
	}
	r := row{c: c, as: as}
	oob := ""
	if as.OutOfBand.Mode == "none" {
		oob = as.OutOfBand.Reason
	}
	back, deny := notCalledBack(as), ""
	if given(t, c, as) {
		const none = "There is no page of the service's on the way: keys and tokens are entered."
		back, oob, deny = none, none, none
	}
	r.add(t, "dance", back, func(t *testing.T) { rehearse(t, c, as).dance(t, false) })
	r.add(t, "out-of-band", oob, func(t *testing.T) { rehearse(t, c, as).dance(t, true) })
	r.add(t, "refusal", deny, func(t *testing.T) { rehearse(t, c, as).refuse(t, back != "") })
	r.cells[len(r.cells)-1].how = toldHow(as, back != "")

	s := rehearse(t, c, as)
	conn := s.connect(t, back != "")
	r.add(t, "test", "", func(t *testing.T) { s.test(t, conn) })
	r.add(t, "ready calls", as.API.Reason, func(t *testing.T) { s.readyCalls(t, conn) })
	renew := why(as.Refresh, "The service renews no access token.")
	if as.CanRefresh() && as.Refresh == nil {
		renew = ""
	}
	r.add(t, "renew", renew, func(t *testing.T) { s.renew(t, conn) })
	r.add(t, "revoke", why(as.Revoke, "The service has no call to take a token back."), func(t *testing.T) { s.revoke(t, conn) })
	if !as.CanRefresh() && conn.CanRefresh() || as.Revoke == nil && conn.CanRevoke() {
		t.Error("the connector renews or revokes, and the service is not known to")
	}
	return r
}

// why a connector need not know a call.
func why(a *sandbox.Action, none string) string {
	if a == nil {
		return none
	}
	return a.Reason
}

// notCalledBack is why the service sends the browser nowhere, "" when it does.
func notCalledBack(as *sandbox.Personality) string {
	onlyOutOfBand := slices.Equal(as.Callback.Allowed, []sandbox.Pattern{"oob"})
	if as.Callback.Where == "none" || onlyOutOfBand {
		return "The service calls nobody back: its page shows the verifier."
	}
	return ""
}

// toldHow says how a program hears of a refusal, where no callback tells it.
func toldHow(as *sandbox.Personality, oob bool) string {
	switch {
	case oob || as.Refusal == "page":
		return "on the page"
	case as.Refusal == "none":
		return "afterwards"
	}
	return "yes"
}

// given reports whether keys and tokens are entered, and there is no dance.
func given(t *testing.T, c *flow.Connector, as *sandbox.Personality) bool {
	t.Helper()
	s := rehearse(t, c, as)
	credentials, err := s.m.WithoutAuthorization(t.Context(), s.setup)
	must(t, err)
	if as.RequestToken == nil && credentials == nil {
		t.Error("the connector dances with a service that knows no dance")
	}
	return credentials != nil
}

// stage is a connector with the service played for it.
type stage struct {
	m     *flow.Manager
	as    *sandbox.Personality
	setup *flow.Setup
	log   *lines
}

func rehearse(t *testing.T, c *flow.Connector, as *sandbox.Personality) *stage {
	t.Helper()
	return rehearseThrough(t, c, as, nil)
}

func rehearseThrough(t *testing.T, c *flow.Connector, as *sandbox.Personality, transport http.RoundTripper) *stage {
	t.Helper()
	s := &stage{as: as, setup: flow.NewSetup(c), log: &lines{}}
	r, err := rehearsal.StartAs(t.Context(), as, s.log.add)
	must(t, err)
	s.m = newManager(t, func(o *flow.Options) { o.Rehearsal, o.Transport = r, transport })
	must(t, r.Fill(s.setup))
	if missing := s.setup.Missing(); len(missing) > 0 {
		t.Fatalf("it still asks for %v", missing)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("the sandbox's log:\n" + s.log.text())
		}
	})
	return s
}

// dance goes the whole way, with a browser that allows the access.
func (s *stage) dance(t *testing.T, oob bool) flow.Token {
	t.Helper()
	p := begin(t, s.m, s.setup, flow.BeginOptions{OutOfBand: oob})
	if p.OutOfBand() != oob {
		t.Fatalf("the callback is %s", p.Callback())
	}
	end := visit(t, p.AuthorizeURL(), "allow")
	if oob {
		must(t, p.Enter(s.shown(end)))
	} else if !strings.Contains(end.text, "Verifier received") {
		t.Fatalf("the browser ended at %s:\n%s", end.address, end.text)
	}
	token := exchange(t, p)
	for name, value := range s.as.TokenFields {
		if !strings.HasPrefix(name, "oauth_") && extra(token, name) != value {
			t.Errorf("the token's %s is %q, want %q", name, extra(token, name), value)
		}
	}
	return token
}

// shown is what a person copies from the page that the browser ended on.
func (s *stage) shown(end ending) string {
	switch {
	case s.as.Verifier.Kind == "none":
		return ""
	case s.as.OutOfBand.Mode == "address":
		return end.address
	}
	return end.verifier
}

// refuse denies the access. Where the service's page keeps that to itself, no answer comes.
func (s *stage) refuse(t *testing.T, oob bool) {
	p := begin(t, s.m, s.setup, flow.BeginOptions{OutOfBand: oob})
	end := visit(t, p.AuthorizeURL(), "deny")
	ctx, cancel := context.WithCancel(t.Context())
	silent := oob || s.as.Refusal == "page"
	if silent {
		if !strings.Contains(end.text, "Access denied") {
			t.Errorf("the browser ended at %s:\n%s", end.address, end.text)
		}
		cancel() // there is nothing to wait for, as a person finds out
	}
	defer cancel()
	v, err := p.Wait(ctx)
	switch {
	case silent && errors.Is(err, context.Canceled):
	case s.as.Refusal == "none" && err == nil: // the callback tells nothing: the token step does
		_, err = v.AccessToken(t.Context())
		if refusal := (*flow.Refusal)(nil); !errors.As(err, &refusal) {
			t.Errorf("a refusal gives %v when the token is exchanged", err)
		}
	case silent || !errors.Is(err, flow.ErrDenied):
		t.Errorf("a refusal gives %v", err)
	}
}

// connect makes a connection in whichever way there is.
func (s *stage) connect(t *testing.T, oob bool) *flow.Connection {
	t.Helper()
	credentials, err := s.m.WithoutAuthorization(t.Context(), s.setup)
	must(t, err)
	var conn *flow.Connection
	if credentials != nil {
		_, err = credentials.Test(t.Context())
		must(t, err)
		conn, err = credentials.Save(t.Context(), "rehearsed", false)
	} else {
		conn, err = s.m.Connections.Save(t.Context(), s.setup, s.dance(t, oob), "rehearsed", false)
	}
	must(t, err)
	return conn
}

func (s *stage) test(t *testing.T, conn *flow.Connection) {
	t.Helper()
	result, err := conn.Test(t.Context())
	if err != nil {
		t.Fatalf("%v\n%+v", err, flow.Explain(err))
	}
	if want := s.account(); !strings.Contains(result.Account, want) || result.NoTest {
		t.Errorf("the test names the account %q, want one with %q", result.Account, want)
	}
}

// account is how the service's answer names the person; "" where no answer does.
func (s *stage) account() string {
	for _, call := range s.as.Requests {
		if call.Account != "" {
			return call.Account
		}
	}
	return ""
}

func (s *stage) readyCalls(t *testing.T, conn *flow.Connection) {
	if len(conn.ConnectorRequests()) < 3 {
		t.Errorf("there are %d ready calls; three are wanted at least", len(conn.ConnectorRequests()))
	}
	for _, ready := range conn.ConnectorRequests() {
		request := flow.Request{Method: ready.Method, Target: ready.Target, Body: []byte(ready.Body)}
		for _, h := range ready.Header {
			request.Header = append(request.Header, flow.Pair(h))
		}
		response, err := conn.Send(t.Context(), request)
		switch {
		case err != nil:
			t.Errorf("%s: %v", ready.Name, err)
		case response.Status > 299 || response.Explanation() != nil:
			t.Errorf("%s: %s %s: %s\n%s", ready.Name, ready.Method, ready.Target, response.StatusText(), response.Body)
		}
	}
}

func (s *stage) renew(t *testing.T, conn *flow.Connection) {
	if !conn.CanRefresh() {
		t.Fatal("the service renews tokens, and the connector does not know how")
	}
	must(t, conn.Refresh(t.Context()))
	s.test(t, conn)
}

// revoke takes the access back, after which nothing is answered any more.
func (s *stage) revoke(t *testing.T, conn *flow.Connection) {
	switch {
	case conn.CanRevoke():
		must(t, conn.Revoke(t.Context()))
	case conn.Connector.CanDisconnect():
		must(t, conn.Disconnect(t.Context()))
	default:
		t.Fatal("the service takes tokens back, and the connector does not know how")
	}
	if _, err := conn.Test(t.Context()); err == nil {
		t.Error("the token is still good")
	}
}
