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
	StepStore        Step = "keychain"
	StepTest         Step = "test"
	StepRequest           = oauth1.StepRequest
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
	ErrNoStore = errors.New("no keychain to keep the connection in")
	// ErrNoConnector says that there is no such connector.
	ErrNoConnector = specs.ErrNoConnector
	// ErrThere says that something stands already where a connector was to be written.
	ErrAlreadyExists = scaffold.ErrAlreadyExists
	// ErrExists says that a file is there that was not to be replaced.
	ErrFileExists = bundle.ErrFileExists
	// ErrTaken says that a connection of that name exists.
	ErrNameTaken = keychain.ErrNameTaken
	// ErrNotFound says that there is no such connection.
	ErrNotFound = keychain.ErrNotFound
	// ErrDamaged says that the list of connections, or one of its stores, cannot be read; Stores.Repair mends the list.
	ErrDamaged = keychain.ErrDamaged
	// ErrPassphrase says that the passphrase does not open the encrypted file.
	ErrWrongPassphrase = keychain.ErrWrongPassphrase
	// ErrNeedsPassphrase says that the encrypted file is still locked.
	ErrPassphraseRequired = keychain.ErrPassphraseRequired
)

// Explanation is an error as a person reads it.
type Explanation struct {
	What            string // what failed
	ProviderMessage string // the other side's own words; may be empty
	Next            string // what to do next
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
		e.What, e.ProviderMessage = text.Safe(step.What, 2*oauth1.MaxQuoted), step.ProviderMessage
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
			e.What = text.Safe(doing, 2*oauth1.MaxQuoted) + ": " + oauth1.OneLine(cause)
		}
		e.Next = next
	}
	var store *keychain.Error
	if step == nil && own == nil && errors.As(err, &store) {
		e = Explanation{What: store.Err.Error(), ProviderMessage: store.Detail, Next: store.Hint}
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
	case errors.Is(err, ErrNameTaken):
		return "choose another name, or say that it may be replaced"
	case errors.Is(err, ErrNotFound):
		return "countersign connections lists what is kept"
	case errors.Is(err, ErrNoConnector):
		return "countersign connectors list shows what there is; a folder is given by its path, such as ./flickr"
	case errors.Is(err, ErrWrongPassphrase):
		return "try the passphrase again; nothing was changed"
	case errors.Is(err, ErrPassphraseRequired):
		return "give the passphrase of the encrypted file"
	case errors.Is(err, ErrNoStore):
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
	step := &StepError{Step: StepStore, What: doing, Err: err}
	var own *keychain.Error
	if errors.As(err, &own) {
		step.Err, step.ProviderMessage, step.Hint = own.Err, own.Detail, own.Hint
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
func (e noKeychain) Is(target error) bool { return target == ErrNoStore }
