package oauth1

import (
	"cmp"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"countersign/flow/oauth1/paste"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// Verified is an authorized request token with its verifier. Its AccessToken exchanges both for an access token.
type Verified struct {
	p          *Pending
	verifier   secret.Text // empty only if the provider sends none
	pasted     bool
	extra      []Param // further values of the callback
	receivedAt time.Time
}

// Pasted reports whether the user entered the verifier; otherwise it came with the callback.
func (v *Verified) Pasted() bool { return v.pasted }

// ReceivedAt returns when the verifier was received.
func (v *Verified) ReceivedAt() time.Time { return v.receivedAt }

var (
	// errOtherAuthorization is the error of a callback with another request token.
	errOtherAuthorization = errors.New("it belongs to another authorization")
	// errNoVerifier is the error of a callback with our request token and without a verifier.
	errNoVerifier = errors.New("no verifier in it")
	// errNotOurs is the error of a callback without a request token.
	errNotOurs = errors.New("it does not name this authorization's request token")
	// errMaybeDenied is the error of a refusal that names no request token.
	errMaybeDenied = errors.New("the service may have denied access")
)

// Enter reads what the user pasted: a verifier or PIN, the URL that the browser ended on, or a text that contains either. A
// verifier for our request token, or a refusal of it, settles the authorization; any other error leaves it in progress, and
// nothing is sent to the provider: one wrong verifier may invalidate the request token. If the provider sends no verifier, the
// empty text says that the user allowed access.
func (p *Pending) Enter(pasted string) error {
	found := paste.Read(pasted, p.client.config.Dialect.VerifierDigits)
	params := found.Params
	switch {
	case strings.TrimSpace(pasted) == "" && !p.NeedsVerifier():
		return p.accept("")
	case len(found.Choices) > 1:
		return notReadable(errors.New("it contains several verifiers: "+strings.Join(found.Choices, ", ")), "Paste the one from the newest page.")
	case found.Verifier != "":
		return p.accept(found.Verifier)
	case len(params) == 0:
		return notReadable(errNoVerifier, pasteAgain)
	}
	verifier, err := p.readCallback(params, true)
	var token string
	for _, param := range params {
		if param.Name == "oauth_token" {
			token = param.Value
		}
	}
	switch {
	case errors.Is(err, errOtherAuthorization):
		return notReadable(err, "Open the newest link, and paste the address of the page that it ends on.")
	case errors.Is(err, errNoVerifier), errors.Is(err, errNotOurs):
		if p.isOurs(token) && p.NeedsVerifier() {
			return notReadable(errors.New("it is the authorization link, or an address without a verifier"), "Open the link and allow access. "+pasteAgain)
		}
		return notReadable(errNoVerifier, pasteAgain)
	case err != nil:
		p.outcome.settle(nil, err)
		return err
	}
	return p.accept(verifier)
}

const pasteAgain = "Paste the verifier from the provider's page, or the whole address of the page that the browser ended on."

func notReadable(err error, hint string) error {
	return &StepError{Step: StepVerifier, What: "cannot read the pasted verifier", Err: err, Hint: hint}
}

// accept settles the authorization with a pasted verifier, unless it is settled.
func (p *Pending) accept(verifier string) error {
	if !p.outcome.settle(p.verified(verifier, true), nil) && p.outcome.err != nil {
		return p.outcome.err
	}
	return nil
}

func (p *Pending) verified(verifier string, pasted bool) *Verified {
	return &Verified{p: p, verifier: secret.New(verifier), pasted: pasted, receivedAt: p.client.options.Now()}
}

// readCallback returns the verifier in the parameters of a callback (RFC 5849 section 2.2). Only parameters with our request
// token count, in oauth_token or in a refusal such as denied=TOKEN; a pasted text may leave it out. The errors
// errOtherAuthorization, errNoVerifier, errMaybeDenied and errNotOurs leave the authorization in progress; a StepError says that
// access was denied.
func (p *Pending) readCallback(params []Param, pasted bool) (verifier string, err error) {
	first := map[string]string{}
	for _, f := range params {
		if _, ok := first[f.Name]; !ok {
			first[f.Name] = f.Value
		}
	}
	token, hasToken := first["oauth_token"]
	verifier, hasVerifier := first["oauth_verifier"]
	verifier = strings.TrimSpace(verifier)
	ours := p.isOurs(token)
	deniedParam := cmp.Or(p.client.config.Dialect.DeniedParam, "denied")
	denied := p.isOurs(first[deniedParam]) || p.isOurs(first["denied"])
	problem := first["oauth_problem"]
	switch {
	case token != "" && !ours:
		return "", errOtherAuthorization
	case hasToken && token == "" && verifier != "":
		return "", errNotOurs
	case verifier != "" && (ours || pasted):
		return verifier, nil
	case denied, ours && first[deniedParam] != "":
		return "", notAuthorized(p.client.config, ErrDenied, "", "")
	case !ours && !pasted:
		if first["error"] == "access_denied" {
			return "", errMaybeDenied
		}
		return "", errNotOurs
	case problem != "":
		return "", p.refused(problem, first["oauth_problem_advice"])
	case hasVerifier && ours:
		return "", notAuthorized(p.client.config, ErrDenied, "", "")
	case first["error"] != "" && (ours || pasted):
		return "", notAuthorized(p.client.config, ErrDenied, text.Safe(first["error"], 60), "")
	case ours && !p.NeedsVerifier():
		return "", nil
	}
	return "", errNoVerifier
}

// refused returns the error of a refusal by its oauth_problem.
func (p *Pending) refused(name, advice string) error {
	err := errors.New("refused by the provider")
	if name == "user_refused" || name == "permission_denied" {
		err = ErrDenied
	}
	message := text.Safe(name, 60)
	if advice != "" {
		message += ": " + text.Safe(advice, MaxQuoted)
	}
	return notAuthorized(p.client.config, err, message, problemHints[name])
}

// isOurs reports whether token is the request token, in constant time.
func (p *Pending) isOurs(token string) bool {
	return token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(p.reply.token)) == 1
}
