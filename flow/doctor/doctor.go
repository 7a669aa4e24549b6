package doctor

import (
	"context"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/reply"
	"countersign/internal/secret"
)

// MaxRequests is how many requests one diagnosis may send.
const MaxRequests = 12

// Confidence is how sure a diagnosis is.
type Confidence string

// The confidences. Proven: an experiment with this one change succeeded, or the provider's own base string shows it. Likely: the
// provider says so and nothing contradicts it, or only this differs. Possible: one of several explanations.
const (
	Proven   Confidence = "proven"
	Likely   Confidence = "likely"
	Possible Confidence = "possible"
	Unknown  Confidence = "unknown"
)

// Trial is one request to send: to the request token endpoint, or to the API.
type Trial struct {
	Config       oauth1.Config
	RequestToken bool   // ask for a request token, with this callback
	Callback     string // oob, or an address
	Request      oauth1.Request
	Skew         time.Duration // of the provider's clock, for the timestamp
}

// Sender sends a trial once, without a retry. It never records the secrets.
type Sender interface {
	Send(ctx context.Context, t Trial) oauth1.Attempt
}

// Environment is another set of addresses of the same service, such as its sandbox.
type Environment struct {
	Title  string
	Config oauth1.Config
	API    string // an address of its API to send a GET to; may be empty
}

// Facts are what is known about the connection.
type Facts struct {
	Expires      time.Time // of the access token; zero if unknown
	CanRefresh   bool
	Environments []Environment // other than the connection's
	Mistakes     []string      // the connector's entries about known pitfalls that match the reply
	NoToken      bool          // the service has no access tokens: the consumer alone signs
	OwnOrigin    bool          // the request goes to the service's own origin, so that experiments may send swapped values there
	Plaintext    bool          // the connector or the user declares PLAINTEXT
	HasTest      bool          // Test is set
}

// Evidence is a refusal with everything that is known about it. Secrets stay in their types.
type Evidence struct {
	Step    reply.Step
	Refused Trial          // what was sent
	Attempt oauth1.Attempt // what came of it
	Test    Trial          // the connector's test request, or a saved GET; used if Facts.HasTest
	Facts   Facts
	Now     time.Time
}

// Fix is what to change.
type Fix struct {
	Text    string            // one sentence
	Dialect map[string]any    // keys of the connector's dialect; nil if none
	Set     map[string]string // connection values to correct: name to what to do ("swap with consumerSecret"); never a secret
}

// Diagnosis is the result.
type Diagnosis struct {
	Works      bool // the request works now
	Cause      cause.ID
	Confidence Confidence
	Evidence   []string // plain sentences
	Fix        Fix
	Requests   int
}

// Options say how far a diagnosis may go.
type Options struct {
	NoExperiments bool
	Sent          int // requests that were sent for this diagnosis before it
	// Announce is told how many requests may follow at most, before the first; false ends the diagnosis there. nil: go on.
	Announce func(requests int) bool
	// Progress is told what each request tries. nil: nobody is.
	Progress func(text string)
}

// Diagnose finds the cause of a refusal. The error is the context's.
func Diagnose(ctx context.Context, e Evidence, s Sender, o Options) (Diagnosis, error) {
	x := &examination{ctx: ctx, evidence: e, sender: s, options: o}
	x.analyze()
	if !x.settled && !o.NoExperiments {
		x.experiment()
	}
	if err := ctx.Err(); err != nil {
		return x.result, err
	}
	x.conclude()
	x.result.Requests = x.requests + o.Sent
	x.addFix()
	return x.result, nil
}

// examination is one diagnosis under way.
type examination struct {
	ctx      context.Context
	evidence Evidence
	sender   Sender
	options  Options

	result   Diagnosis
	settled  bool // nothing more to find out
	stopped  bool // by a rate limit, or words about a lock
	requests int

	difference  difference // of the provider's base string from ours; zero if it sent none
	sameBase    bool       // it sent one, and it equals ours
	claim       cause.ID   // what the provider says
	claimNamed  bool       // in a form made for programs
	clockAgrees bool       // the provider blames the clock, which its Date header contradicts

	baseline             oauth1.Attempt // the refused request, sent again
	control              *bool          // whether a request token can be had with the same consumer: nil if not tried
	test                 *bool          // whether the test request works: nil if not tried
	winner               *experiment
	keyKnown, tokenKnown known
}

// say adds a sentence to the evidence.
func (x *examination) say(sentence string) { x.result.Evidence = append(x.result.Evidence, sentence) }

// decide sets the cause.
func (x *examination) decide(id cause.ID, c Confidence) {
	x.result.Cause, x.result.Confidence, x.settled = id, c, true
}

// left is how many requests may still be sent.
func (x *examination) left() int {
	if x.stopped || x.ctx.Err() != nil {
		return 0
	}
	return MaxRequests - x.requests - x.options.Sent
}

// send sends a trial, if one may still be sent.
func (x *examination) send(t Trial, what string) (oauth1.Attempt, bool) {
	if x.left() <= 0 {
		return oauth1.Attempt{}, false
	}
	if t.Config.Dialect.SignatureMethod == "PLAINTEXT" && !x.evidence.Facts.Plaintext {
		return oauth1.Attempt{}, false
	}
	if x.options.Progress != nil {
		x.options.Progress(what)
	}
	x.requests++
	a := x.sender.Send(x.ctx, t)
	if a.Reply.Cause == cause.RateLimited || locked.MatchString(a.Reply.Message) {
		x.stopped = true
		x.say("The provider limits requests: " + quote(a.Reply.Message) + ". No further request was sent.")
	}
	return a, true
}

func secretOf(s string) secret.Text { return secret.New(s) }

// addFix says what to change: what the experiment that succeeded changed, else the cause's remedy.
func (x *examination) addFix() {
	r := &x.result
	if r.Works && r.Cause == cause.Unknown {
		r.Fix.Text = "Nothing to fix: the request works now."
		return
	}
	r.Fix.Text = cause.Remedy(r.Cause)
	switch {
	case x.winner != nil:
		r.Fix.Dialect, r.Fix.Set = x.winner.dialect, x.winner.set
		if x.winner.text != "" {
			r.Fix.Text = x.winner.text
		}
	case x.difference.cause == r.Cause:
		for _, c := range x.candidates(x.evidence.Refused) { // what would have been tried
			if c.cause == r.Cause && c.dialect != nil {
				r.Fix.Dialect = c.dialect
				break
			}
		}
	}
	if r.Cause == cause.TokenExpired && !x.evidence.Facts.CanRefresh {
		r.Fix.Text = "Reconnect: the access token has expired and cannot be refreshed."
	}
}
