package flow

import (
	"context"
	"errors"
	"net"

	"countersign/flow/bundle"
	"countersign/flow/oauth1"
	"countersign/internal/secret"
	"countersign/internal/text"
	"countersign/keychain"
	"countersign/specs"
	"countersign/specs/scaffold"
)

// dots are what stands for a secret.
const dots = secret.Dots

// The steps, in the chain's order: connector, config, request token, authorize, verifier, access token, connection, signed
// call. Errors and exchanges carry the one that they belong to.
const (
	StepConnector    Step = "connector"
	StepConfig            = oauth1.StepConfig
	StepRequestToken      = oauth1.StepRequestToken
	StepAuthorize         = oauth1.StepAuthorize
	StepVerifier          = oauth1.StepVerifier
	StepAccessToken       = oauth1.StepAccessToken
	StepKeychain     Step = "keychain"
	StepTest         Step = "test"
	StepCall              = oauth1.StepRequest
)

// What front ends tell apart.
var (
	// ErrDenied says that access was refused at the provider's page.
	ErrDenied = oauth1.ErrDenied
	// ErrTimedOut says that nobody came back from the authorization page in time.
	ErrTimedOut = oauth1.ErrTimedOut
	// ErrCallbackRefused marks a Refusal of a request token that speaks of the callback.
	ErrCallbackRefused = oauth1.ErrCallbackRefused
	// ErrNoKeychain says that no store is ready to keep a connection.
	ErrNoKeychain = errors.New("no keychain to keep the connection in")
	// ErrNoConnector says that there is no such connector.
	ErrNoConnector = specs.ErrNoConnector
	// ErrThere says that something stands already where a connector was to be written.
	ErrThere = scaffold.ErrAlreadyExists
	// ErrExists says that a file is there that was not to be replaced.
	ErrExists = bundle.ErrExists
	// ErrTaken says that a connection of that name exists.
	ErrTaken = keychain.ErrTaken
	// ErrNotFound says that there is no such connection.
	ErrNotFound = keychain.ErrNotFound
	// ErrDamaged says that the list of connections, or one of its stores, cannot be read; Stores.Repair mends the list.
	ErrDamaged = keychain.ErrDamaged
	// ErrPassphrase says that the passphrase does not open the encrypted file.
	ErrPassphrase = keychain.ErrPassphrase
	// ErrNeedsPassphrase says that the encrypted file is still locked.
	ErrNeedsPassphrase = keychain.ErrNeedsPassphrase
)

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
	e := Explanation{What: oauth1.OneLine(err), Next: advice(err)}
	var step *StepError
	if errors.As(err, &step) {
		e.What, e.Said = text.Safe(step.Doing, 2*oauth1.SaidLimit), step.Said
		if step.Err != nil {
			e.What += ": " + oauth1.OneLine(step.Err)
		}
		if step.Hint != "" {
			e.Next = step.Hint
		}
	}
	var own explained
	if step == nil && errors.As(err, &own) {
		doing, next, cause := own.Explained()
		if doing != "" {
			e.What = text.Safe(doing, 2*oauth1.SaidLimit) + ": " + oauth1.OneLine(cause)
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
	Explained() (doing, next string, cause error)
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

// storeError is a failure of the keychain, in its own three parts where it has them. Where the store itself is what fails, it is
// ErrNoKeychain too: another store would do.
func storeError(doing string, err error) error {
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
