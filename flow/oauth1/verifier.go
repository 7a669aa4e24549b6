package oauth1

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// verifierLimit is the longest verifier, in bytes. The longest known is a hash of 64.
const verifierLimit = 1024

// Verified is an authorized request token with its verifier. Its AccessToken exchanges both for an access token.
type Verified struct {
	p          *Pending
	verifier   secret.Text // empty only if the provider sends none
	pasted     bool
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
	errNoVerifier = errors.New("no oauth_verifier in it")
)

// Enter reads what the user pasted: a verifier or PIN, the URL that the browser ended on, or its query. A verifier or a
// refusal in it settles the authorization; any other error leaves it in progress. If the provider sends no verifier,
// the empty text says that the user allowed access.
func (p *Pending) Enter(pasted string) error {
	text := strings.TrimSuffix(strings.TrimSpace(pasted), "#_=_") // some providers append this
	invalid := func(err error, hint string) error {
		return &StepError{Step: StepVerifier, What: "cannot read the pasted verifier", Err: err, Hint: hint}
	}
	const again = "Paste the verifier from the provider's page, or the whole address of the page that the browser ended on."
	if looksLikeQuery(text) {
		verifier, err := p.readCallback(callbackParams(text), true)
		switch {
		case errors.Is(err, errOtherAuthorization):
			return invalid(err, "Open the newest link, and paste the address of the page that it ends on.")
		case errors.Is(err, errNoVerifier):
			return invalid(err, again)
		case err != nil:
			p.outcome.settle(nil, err)
			return err
		}
		return p.accept(verifier)
	}
	switch {
	case text == "" && p.NeedsVerifier():
		return invalid(errors.New("it is empty"), again)
	case len(text) > verifierLimit:
		return invalid(fmt.Errorf("longer than %d characters", verifierLimit), again)
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }):
		return invalid(errors.New("a verifier is a single word"), again)
	}
	return p.accept(text)
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

// looksLikeQuery reports whether a text is a URL or a query, and not a verifier. A base64 verifier may end in "=".
func looksLikeQuery(text string) bool {
	return strings.Contains(text, "://") || strings.HasPrefix(text, "?") || strings.Contains(strings.TrimRight(text, "="), "=")
}

// callbackParams returns the query parameters of a URL or a query.
func callbackParams(text string) []Param {
	text, _, _ = strings.Cut(text, "#")
	if _, query, ok := strings.Cut(text, "?"); ok {
		text = query
	} else if strings.Contains(text, "://") {
		text = ""
	}
	return signature.ParseForm(text)
}

// readCallback returns the verifier in the parameters of a callback (RFC 5849 section 2.2). Its errors are
// errOtherAuthorization and errNoVerifier, after which the authorization continues, or a StepError if access was
// denied. A callback must contain our request token; a pasted text need not.
func (p *Pending) readCallback(params []Param, pasted bool) (verifier string, err error) {
	first := map[string]string{}
	for _, f := range params {
		if _, ok := first[f.Name]; !ok {
			first[f.Name] = f.Value
		}
	}
	token, hasToken := first["oauth_token"]
	denied := first["denied"]
	verifier = strings.TrimSpace(first["oauth_verifier"])
	switch {
	case hasToken && !p.isOurs(token), verifier != "" && !hasToken && !pasted:
		return "", errOtherAuthorization
	case verifier != "":
		return verifier, nil
	case !hasToken && denied != "" && denied != "true" && !p.isOurs(denied):
		return "", errOtherAuthorization
	}
	if err := p.denial(first); err != nil {
		return "", err
	}
	if p.NeedsVerifier() || !hasToken {
		return "", errNoVerifier
	}
	return "", nil
}

// denial returns the error if a callback says that access was denied, in one of the ways that providers do.
func (p *Pending) denial(params map[string]string) error {
	c := p.client.config
	for _, key := range []string{c.Dialect.DeniedParam, "denied"} {
		if v, ok := params[key]; ok && key != "" && (v == "" || v == "true" || p.isOurs(v)) {
			return notAuthorized(c, ErrDenied, "", "")
		}
	}
	if name, ok := params["oauth_problem"]; ok {
		refused := problem{name: text.Safe(name, 60), advice: text.Safe(params["oauth_problem_advice"], MaxQuoted)}
		cause := errors.New("refused by the provider")
		if name == "user_refused" || name == "permission_denied" {
			cause = ErrDenied
		}
		return notAuthorized(c, cause, refused.message(), problemHints[name])
	}
	if name, ok := params["error"]; ok {
		return notAuthorized(c, ErrDenied, text.Safe(name, 60), "")
	}
	return nil
}

// isOurs reports whether token is the request token, in constant time.
func (p *Pending) isOurs(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(p.reply.token)) == 1
}
