package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"unicode"
	"unicode/utf8"

	"countersign/flow/bundle"
	"countersign/flow/oauth1"
	"countersign/internal/secret"
	"countersign/internal/text"
	"countersign/keychain"
	"countersign/specs"
	"countersign/specs/scaffold"
)

const dots = secret.Dots

// The steps, in order. Errors and exchanges carry the step that they belong to.
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

// NoticeMaybeDenied is the notice of a refusal that may belong to another authorization.
const NoticeMaybeDenied = oauth1.NoticeMaybeDenied

// Errors that front ends handle.
var (
	ErrDenied             = oauth1.ErrDenied          // the user denied access on the provider's page
	ErrTimedOut           = oauth1.ErrTimedOut        // the user did not return from the provider's page in time
	ErrCallbackRefused    = oauth1.ErrCallbackRefused // marks a Refusal of a request token because of its callback
	ErrNoStore            = errors.New("no credential store available")
	ErrNoConnector        = specs.ErrNoConnector
	ErrAlreadyExists      = scaffold.ErrAlreadyExists // a new connector's folder
	ErrFileExists         = bundle.ErrFileExists
	ErrNameTaken          = keychain.ErrNameTaken
	ErrNotFound           = keychain.ErrNotFound           // no such connection
	ErrDamaged            = keychain.ErrDamaged            // the index or a store; Stores.Repair rebuilds the index
	ErrWrongPassphrase    = keychain.ErrWrongPassphrase    // of the encrypted file
	ErrPassphraseRequired = keychain.ErrPassphraseRequired // the encrypted file is locked
)

// Explanation is an error for the user to read.
type Explanation struct {
	What            string // what failed: "Access token request failed: 401 Unauthorized"
	ProviderMessage string // the provider's own words; may be empty
	Next            string // what to do next
}

// Explain makes an Explanation of any error. A StepError brings its parts; causes that can occur at every step, such as an
// unreachable network, get their hint here.
func Explain(err error) Explanation {
	if err == nil {
		return Explanation{}
	}
	var step *StepError
	var parts explained
	var store *keychain.Error
	switch {
	case errors.As(err, &step):
		e := Explanation{What: capitalize(text.Safe(step.What, 2*oauth1.MaxQuoted)), ProviderMessage: step.ProviderMessage, Next: sentence(cmp.Or(step.Hint, hintFor(err)))}
		if step.Err != nil {
			e.What += ": " + oauth1.OneLine(step.Err)
		}
		return e
	case errors.As(err, &parts):
		what, next, cause := parts.Explained()
		if what == "" {
			return Explanation{What: oauth1.OneLine(err), Next: sentence(next)}
		}
		return Explanation{What: capitalize(text.Safe(what, 2*oauth1.MaxQuoted)) + ": " + oauth1.OneLine(cause), Next: sentence(next)}
	case errors.As(err, &store):
		return Explanation{What: oauth1.OneLine(withDetail(store)), Next: sentence(store.Hint)}
	}
	return Explanation{What: oauth1.OneLine(err), Next: hintFor(err)}
}

// explained is an error of another package that has its parts: what failed (empty if its text says it), what to do next, and
// the cause.
type explained interface {
	error
	Explained() (what, next string, cause error)
}

func capitalize(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// sentence starts s with a capital letter and ends it with a full stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.TrimRight(capitalize(s), ".") + "."
}

// withDetail is a store's error with its detail, without its hint.
func withDetail(e *keychain.Error) error {
	if e.Detail == "" {
		return e.Err
	}
	return fmt.Errorf("%w: %s", e.Err, e.Detail)
}

// hintFor is what to do about a cause that has no hint of its own.
func hintFor(err error) string {
	var problems specs.Problems
	var dns *net.DNSError
	var network *net.OpError
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "Nothing was saved. Start again when you like."
	case errors.Is(err, ErrDenied):
		return "Nothing was saved. Start again and allow access."
	case errors.Is(err, ErrTimedOut):
		return "Start again. Use --timeout to wait longer."
	case errors.Is(err, ErrNameTaken):
		return "Choose another name, or confirm that it may be replaced."
	case errors.Is(err, ErrNotFound):
		return "Run countersign connections to list the saved connections."
	case errors.Is(err, ErrNoConnector):
		return "Run countersign connectors list to see all connectors. For a folder, give its path, such as ./flickr."
	case errors.Is(err, ErrWrongPassphrase):
		return "Try again. Nothing was changed."
	case errors.Is(err, ErrPassphraseRequired):
		return "Enter the passphrase of the encrypted file."
	case errors.Is(err, ErrNoStore):
		return "Choose another credential store: --keychain file (encrypted with a passphrase) or --keychain memory (until the program ends)."
	case errors.As(err, &problems):
		return "Fix the connector: countersign connectors check lists its problems."
	case errors.As(err, &dns):
		return "Check the host name in the connector and your network connection."
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "Try again, or check the network: there was no response in time."
	case errors.As(err, &network):
		return "Check your network connection and the URL in the connector."
	}
	return "Check your input and try again."
}

// storeError is the StepError of a store's error, in its own parts if it has them; nil for nil. If the store itself fails, so
// that another one would help, it is ErrNoStore too.
func storeError(what string, err error) error {
	if err == nil {
		return nil
	}
	step := &StepError{Step: StepStore, What: what, Err: err}
	var failed *keychain.Error
	if errors.As(err, &failed) {
		step.Err, step.Hint = withDetail(failed), failed.Hint
	}
	for _, unusable := range []error{keychain.ErrUnavailable, keychain.ErrLocked, keychain.ErrDismissed, keychain.ErrTimedOut} {
		if errors.Is(err, unusable) {
			step.Err = noStore{step.Err}
		}
	}
	return step
}

// noStore marks an error as ErrNoStore without changing its text.
type noStore struct{ error }

func (e noStore) Unwrap() error        { return e.error }
func (e noStore) Is(target error) bool { return target == ErrNoStore }
