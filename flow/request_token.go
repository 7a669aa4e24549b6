package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"countersign/flow/signature"
	"countersign/internal/text"
)

const (
	// defaultTimeout is how long a person may take at the provider's page.
	defaultTimeout = 5 * time.Minute
	// tokenStepTimeout bounds one call of a token step.
	tokenStepTimeout = 30 * time.Second
)

// BeginOptions are a person's wishes for one dance.
type BeginOptions struct {
	OutOfBand    bool          // have the provider show a verifier instead of calling back
	CallbackPort int           // on this machine, as ssh -L needs one; 0: a free one. A port of the connector's own comes first
	Asking       func()        // called when all is ready and the request token is about to be asked for; may be nil
	Timeout      time.Duration // for the person to come back from the provider's page; 0 means 5 minutes
}

// Begin starts the dance: it opens the listener, since its port is part of the callback, and gets a request token with the
// consumer key and secret (RFC 5849 section 2.1). The Pending that it gives must be waited for or closed.
func (m *Manager) Begin(ctx context.Context, s *Setup, o BeginOptions) (*Pending, error) {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	c, err := m.client.configure(ctx, s, "")
	if err != nil {
		return nil, err
	}
	if !c.Dialect.Dances() {
		return nil, c.nothingToAuthorize()
	}
	if s.Connector.Sandbox() {
		if err := m.Sandboxes.ensure(ctx, c.RequestTokenURI); err != nil {
			return nil, err
		}
	}
	found, err := m.client.discover(ctx, c)
	if err != nil {
		return nil, err
	}
	p := newPending(m.client)
	p.sandbox = s.Connector.Sandbox()
	if err := p.listen(c, o); err != nil {
		return nil, err
	}
	// Once more, now that the callback is known: a mapping may put it into the config.
	if c, err = m.client.configure(ctx, s, p.callback); err == nil {
		p.config = c.at(found)
		if o.Asking != nil {
			o.Asking()
		}
		err = p.requestToken(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	p.deadline, p.timer = m.client.now().Add(o.Timeout), time.NewTimer(o.Timeout)
	p.answerCallbacks()
	return p, nil
}

// requestToken asks for the temporary credentials.
func (p *Pending) requestToken(ctx context.Context) error {
	c := p.config
	out := outgoing{
		step: StepRequestToken, method: c.Dialect.RequestTokenHTTPMethod(),
		url:    withQuery(c.RequestTokenURI, encodePairs(c.requestTokenParams())),
		header: c.tokenHeader(), placement: c.Dialect.TokenStepPlacement(), hasRealm: c.Dialect.RealmOnToken(), limit: tokenReplyLimit,
	}
	switch c.Dialect.CallbackMode() {
	case "omit", "onAuthorize":
		if p.OutOfBand() && p.NeedsVerifier() { // OAuth 1.0 knows no out-of-band: the person just says when it is done
			out.oauth = []signature.Param{{Name: "oauth_callback", Value: outOfBand}}
		}
	case "oob":
		out.oauth = []signature.Param{{Name: "oauth_callback", Value: outOfBand}}
	default:
		out.oauth = []signature.Param{{Name: "oauth_callback", Value: p.callback}}
	}
	doing := fmt.Sprintf("asking %s for a request token", host(c.RequestTokenURI))
	reply, err := p.client.tokenStep(ctx, c, out, doing)
	if err != nil {
		p.blameCallback(err)
		return err
	}
	if !reply.confirmed && c.Dialect.CallbackConfirmed != "ignore" {
		return &StepError{
			Step: StepRequestToken, Doing: doing,
			Err:  errors.New("the answer lacks oauth_callback_confirmed=true, so the provider speaks OAuth 1.0, not 1.0a: whoever made you follow a link of theirs could take the access over"),
			Hint: "if you trust this provider, say so in the connector's dialect: callbackConfirmed: ignore",
		}
	}
	p.reply = reply
	return nil
}

// requestTokenParams go out with the request-token call, and are signed.
func (c Config) requestTokenParams() []Pair {
	params := c.Dialect.RequestTokenParams
	if scope, ok := c.scope("requestToken"); ok {
		params = append(params[:len(params):len(params)], scope)
	}
	return params
}

// tokenHeader are the headers of the token steps.
func (c Config) tokenHeader() http.Header {
	h := http.Header{}
	for _, p := range c.Dialect.Headers {
		h.Set(p.Name, p.Value)
	}
	return h
}

// tokenStep makes one call of the token endpoints and reads the credentials out of its answer.
func (cl *client) tokenStep(ctx context.Context, c Config, out outgoing, doing string) (tokenReply, error) {
	ctx, cancel := context.WithTimeout(ctx, tokenStepTimeout)
	defer cancel()
	in, _, err := cl.converse(ctx, c, out)
	if err != nil {
		return tokenReply{}, cl.unanswered(out.step, doing, err)
	}
	reply, err := readTokenReply(in, c.Dialect.TokenResponse.Kind, c.Dialect.TokenResponse.EmptySecret)
	if err != nil {
		err = cl.refused(out.step, doing, in, err)
		in.exchange.Failure = text.Safe(err.Error(), saidLimit)
	} else {
		in.exchange.Reply = reply.masked()
	}
	cl.traffic.add(*in.exchange)
	return reply, err
}

// unanswered is the error of a request that got no answer.
func (cl *client) unanswered(step Step, doing string, err error) error {
	e := &StepError{Step: step, Doing: doing, Err: err}
	switch {
	case hungUp(err):
		when := "before it answered"
		if cut := new(cutOff); errors.As(err, &cut) {
			when, err = "in the middle of its answer", cut.cause
		}
		e.Err = fmt.Errorf("the other side hung up %s: %w", when, err)
		e.Hint = "try again; if it stays, check the network, and the address in the connector"
	case errors.Is(err, errPlainHTTP):
		e.Hint = "write the https address into the connector"
	case errors.Is(err, errPlaintext):
		e.Hint = "call the service's own https addresses only, or choose another signatureMethod in the connector's dialect"
	}
	return e
}

// hungUp reports whether the connection was there, and ended without an answer: Go says EOF of that.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// refused is the error of an answer that is no success, a Refusal with the provider's words and what they call for.
func (cl *client) refused(step Step, doing string, in *incoming, err error) *StepError {
	p := in.problem()
	e := &StepError{
		Step: step, Doing: doing, Err: &Refusal{Status: in.status, Problem: p.name, Advice: p.advice, parameterNamed: p.names("oauth_callback"), why: err},
		Said: p.said(), Hint: p.hint(step, in.header, cl.now().Add(in.exchange.ClockSkew)),
	}
	if e.Said == "" {
		e.Said = in.said()
		in.exchange.Said = e.Said
	}
	if more := in.unsaid(); more != "" && p.name == "" && clockOff(p, in.header, cl.now().Add(in.exchange.ClockSkew)) == "" {
		e.Hint += "; " + more
	}
	e.Hint = cmp.Or(cl.rehearsal.advice(in.header), e.Hint)
	if location := in.header.Get("Location"); location != "" && in.status/100 == 3 {
		e.Hint = "the service moved to " + text.Safe(location, 120) + ": write that address into the connector, if it is right"
	}
	return e
}

// said is the body in a reader's words. A reply that holds a token is not repeated: errors get logged.
func (in *incoming) said() string {
	text := words(in.hushed(), in.header.Get("Content-Type"))
	if in.status < 300 && secretName(text) || in.givesSecret() {
		return ""
	}
	return text
}

// givesSecret reports whether there is a token secret in the body, however it is spelt and whatever the status.
func (in *incoming) givesSecret() bool {
	text := strings.TrimSpace(string(in.head()))
	fields, err := replyFields(text, "")
	return strings.Contains(text, `"oauth_token_secret"`) || err == nil && slices.ContainsFunc(fields, func(f Pair) bool { return f.Name == "oauth_token_secret" && f.Value != "" })
}
