// Package doctor finds out why a request was refused.
package doctor

import (
	"context"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/reply"
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
	// Announce is told how many requests may follow at most, before the first; false ends the diagnosis there. nil: go on.
	Announce func(requests int) bool
	// Progress is told what each request tries. nil: nobody is.
	Progress func(text string)
}

// Diagnose finds the cause of a refusal. The error is the context's.
func Diagnose(ctx context.Context, _ Evidence, _ Sender, _ Options) (Diagnosis, error) {
	return Diagnosis{Cause: cause.Unknown, Confidence: Unknown}, ctx.Err()
}
