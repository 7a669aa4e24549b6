package flow

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"countersign/internal/text"
	"countersign/keychain"
	"countersign/specs"
)

// Step is a link of the chain: connector, config, request token, authorize, verifier, access token, connection, signed
// call. Errors and exchanges carry the one that they belong to.
type Step string

// The steps, in the chain's order.
const (
	StepConnector    Step = "connector"
	StepConfig       Step = "config"
	StepRequestToken Step = "request token"
	StepAuthorize    Step = "authorize"
	StepVerifier     Step = "verifier"
	StepAccessToken  Step = "access token"
	StepKeychain     Step = "keychain"
	StepTest         Step = "test"
	StepCall         Step = "signed call"
)

// What front ends tell apart.
var (
	// ErrDenied says that access was refused at the provider's page.
	ErrDenied = errors.New("access was refused at the authorization page")
	// ErrTimedOut says that nobody came back from the authorization page in time.
	ErrTimedOut = errors.New("the time for the authorization is over")
	// ErrNoKeychain says that no store is ready to keep a connection.
	ErrNoKeychain = errors.New("no keychain to keep the connection in")
	// ErrNoBrowser says that there is no browser to open here.
	ErrNoBrowser = errors.New("no browser can be opened here")
	// ErrNoConnector says that there is no such connector.
	ErrNoConnector = specs.ErrNoConnector
	// ErrTaken says that a connection of that name exists.
	ErrTaken = keychain.ErrTaken
	// ErrNotFound says that there is no such connection.
	ErrNotFound = keychain.ErrNotFound
	// ErrDamaged says that the list of connections, or one of its stores, cannot be read; Manager.Repair mends the list.
	ErrDamaged = keychain.ErrDamaged
	// ErrPassphrase says that the passphrase does not open the encrypted file.
	ErrPassphrase = keychain.ErrPassphrase
	// ErrNeedsPassphrase says that the encrypted file is still locked.
	ErrNeedsPassphrase = keychain.ErrNeedsPassphrase
)

// StepError is a failure at one step, in the three parts that a person needs: what failed, what the other side said, what
// to do next.
type StepError struct {
	Step  Step
	Doing string // what failed, as a gerund: "asking Flickr for a request token"
	Said  string // the other side's own words, safe to print; may be empty
	Hint  string // what to do next; may be empty
	Err   error  // the cause; may be nil when Said holds it
}

func (e *StepError) Error() string {
	text := e.Doing
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	if e.Said != "" {
		text += fmt.Sprintf(" (the other side said: %s)", e.Said)
	}
	return text
}

func (e *StepError) Unwrap() error { return e.Err }

// Explanation is an error as a person reads it.
type Explanation struct {
	What string // what failed
	Said string // the other side's own words; may be empty
	Next string // what to do next
}

// Explain puts any error into three parts. A StepError brings its own; the causes that are common to all steps (no
// network, a cancelled wait) get their advice here.
func Explain(err error) Explanation {
	if err == nil {
		return Explanation{}
	}
	e := Explanation{What: oneLine(err), Next: advice(err)}
	var step *StepError
	if errors.As(err, &step) {
		e.What, e.Said = text.Safe(step.Doing, 2*saidLimit), step.Said
		if step.Err != nil {
			e.What += ": " + oneLine(step.Err)
		}
		if step.Hint != "" {
			e.Next = step.Hint
		}
	}
	var own explained
	if step == nil && errors.As(err, &own) {
		doing, cause, next := own.Explained()
		if doing != "" {
			e.What = text.Safe(doing, 2*saidLimit) + ": " + oneLine(cause)
		}
		e.Next = next
	}
	var store *keychain.Error
	if step == nil && own == nil && errors.As(err, &store) {
		e = Explanation{What: store.Err.Error(), Said: store.Said, Next: store.Next}
	}
	return e
}

// explained is an error of another package that brings its parts: what failed (empty: its text says it), why, and what to do
// next.
type explained interface {
	error
	Explained() (doing string, cause error, next string)
}

// oneLine is an error's text, safe to print; several problems, a line each, get a mark between them.
func oneLine(err error) string {
	return text.Safe(strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "), 2*saidLimit)
}

// advice is what to do about a cause that says nothing of it itself.
func advice(err error) string {
	var problems specs.Problems
	var dns *net.DNSError
	var network *net.OpError
	var slow net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "nothing was kept; start again when you like"
	case errors.Is(err, ErrDenied):
		return "nothing was kept; start again and allow the access"
	case errors.Is(err, ErrTimedOut):
		return "start again; a longer limit can be set with --timeout"
	case errors.Is(err, ErrTaken):
		return "choose another name, or say that it may be replaced"
	case errors.Is(err, ErrNotFound):
		return "countersign connections lists what is kept"
	case errors.Is(err, ErrNoConnector):
		return "countersign connectors list shows what there is; a folder is given by its path, such as ./flickr"
	case errors.Is(err, ErrPassphrase):
		return "try the passphrase again; nothing was changed"
	case errors.Is(err, ErrNeedsPassphrase):
		return "give the passphrase of the encrypted file"
	case errors.Is(err, ErrNoKeychain):
		return "choose where to keep connections: --keychain file (encrypted by a passphrase) or --keychain memory (until the program ends)"
	case errors.As(err, &problems):
		return "mend the connector; countersign connectors check lists its mistakes"
	case errors.As(err, &dns):
		return "check the host's name in the connector and whether this machine is online"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return "the other side did not answer in time; try again, or check the network"
	case errors.As(err, &network):
		return "check whether this machine reaches the service, and the address in the connector"
	}
	return "look at what was given, and try again"
}

// unkept is a failure of the keychain, in its own three parts where it has them. Where the store itself is what fails, it is
// ErrNoKeychain too: another store would do.
func unkept(doing string, err error) error {
	step := &StepError{Step: StepKeychain, Doing: doing, Err: err}
	var own *keychain.Error
	if errors.As(err, &own) {
		step.Err, step.Said, step.Hint = own.Err, own.Said, own.Next
	}
	for _, store := range []error{keychain.ErrUnavailable, keychain.ErrLocked, keychain.ErrDismissed, keychain.ErrTimedOut} {
		if errors.Is(err, store) {
			step.Err = noKeychain{step.Err}
		}
	}
	return step
}

// noKeychain marks an error of the store as ErrNoKeychain and keeps its own words.
type noKeychain struct{ error }

func (e noKeychain) Unwrap() error        { return e.error }
func (e noKeychain) Is(target error) bool { return target == ErrNoKeychain }

// cause takes net/http's wrapping off an error: the method and the whole URL, which may carry tokens, say nothing that
// the step does not say better.
func cause(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err
}

// place is a URI as an error names it: host and path, but not the query, which may hold anything.
func place(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return host(uri)
	}
	return text.Safe(host(uri)+u.EscapedPath(), 120)
}

// host is the part of a URI that a person recognises a service by.
func host(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return "the service"
	}
	return strings.ToLower(u.Host)
}
