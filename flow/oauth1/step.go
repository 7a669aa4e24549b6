package oauth1

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"countersign/flow/oauth1/cause"
	"countersign/internal/text"
)

// Step is a step on the way to a signed request. Errors and exchanges carry the step that they belong to.
type Step string

// The steps of the protocol, in order.
const (
	StepConfig       Step = "config"
	StepRequestToken Step = "request token"
	StepAuthorize    Step = "authorize"
	StepVerifier     Step = "verifier"
	StepAccessToken  Step = "access token"
	StepRequest      Step = "signed call"
)

var (
	// ErrDenied is returned when the user denied access on the authorization page.
	ErrDenied = errors.New("access denied")
	// ErrTimedOut is returned when neither a callback nor a pasted verifier arrived in time.
	ErrTimedOut = errors.New("timed out waiting for authorization")
)

// StepError is a failure at one step, in the parts that a user needs: what failed, what the provider said, what to do
// next.
type StepError struct {
	Step            Step
	What            string        // what failed, as a clause: "access token request failed"
	ProviderMessage string        // the provider's own words, safe to print; may be empty
	Hint            string        // what to do next, in sentences; may be empty
	Err             error         // may be nil if ProviderMessage says it
	Cause           cause.ID      // what the reply proves; may be empty
	Wait            time.Duration // before it can be tried again; 0 if unknown
}

func (e *StepError) Error() string {
	text := e.What
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	if e.ProviderMessage != "" {
		text += fmt.Sprintf(" (%s)", e.ProviderMessage)
	}
	return text
}

func (e *StepError) Unwrap() error { return e.Err }

// MaxQuoted limits how much an error quotes of another party's text, in characters.
const MaxQuoted = 300

// OneLine returns the text of an error on one line, safe to print.
func OneLine(err error) string {
	return text.Safe(strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "), 2*MaxQuoted)
}

// StatusText returns a status code with its text: "200 OK".
func StatusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// UnwrapURLError removes a *url.Error around an error, which repeats the method and the whole URL. That may contain
// tokens.
func UnwrapURLError(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err
}

// HostAndPath returns a URI for an error: without its query, which may contain secrets.
func HostAndPath(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return Host(uri)
	}
	return text.Safe(Host(uri)+u.EscapedPath(), 120)
}

// Host returns the host of a URI in lower case, or "the service" if it has none.
func Host(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return "the service"
	}
	return strings.ToLower(u.Host)
}
