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

// verifierLimit bounds a verifier, in bytes: the longest seen is a hash of 64.
const verifierLimit = 1024

// Verified is a request token that the person authorized, with the verifier that proves it. AccessToken makes an access
// token of it.
type Verified struct {
	p        *Pending
	verifier secret.Text // empty only where the dialect knows none
	pasted   bool
	arrived  time.Time
}

// Pasted reports whether a person handed the verifier in; else the browser brought it back.
func (v *Verified) Pasted() bool { return v.pasted }

// Arrived is when the verifier did.
func (v *Verified) ReceivedAt() time.Time { return v.arrived }

// errOtherAuthorization says that a callback belongs to another request token than the one waited for.
var errOtherAuthorization = errors.New("it belongs to another authorization than the one waited for")

// Enter takes what a person pasted: a bare verifier or PIN, the address that the browser ended on, or its query. Success
// settles the dance, as does a refusal in the pasted text; any other error leaves it open for the next try. Where there is no
// verifier, the empty text says that the access is allowed.
func (p *Pending) Enter(pasted string) error {
	// Some providers append "#_=_", which belongs to nothing.
	text := strings.TrimSuffix(strings.TrimSpace(pasted), "#_=_")
	wrong := func(err error, hint string) error {
		return &StepError{Step: StepVerifier, What: "reading the pasted verifier", Err: err, Hint: hint}
	}
	const again = "paste the verifier that the page shows, or the whole address of the page that the browser ended on"
	if looksLikeQuery(text) {
		params := callbackParams(text)
		verifier, err := p.expected().judge(params, true)
		switch {
		case errors.Is(err, errOtherAuthorization):
			return wrong(err, "use the newest link, and paste what that one ends on")
		case errors.Is(err, errNoVerifier):
			return wrong(err, again)
		case err != nil:
			p.outcome.settle(nil, err)
			return err
		}
		return p.accept(p.verify(verifier, true))
	}
	switch {
	case text == "" && !p.NeedsVerifier():
		return p.accept(p.verify("", true))
	case text == "":
		return wrong(errors.New("nothing was pasted"), again)
	case len(text) > verifierLimit:
		return wrong(fmt.Errorf("it is longer than %d characters", verifierLimit), again)
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }):
		return wrong(errors.New("a verifier is one word"), again)
	}
	return p.accept(p.verify(text, true))
}

// accept settles the dance, unless something else did before.
func (p *Pending) accept(v *Verified) error {
	if !p.outcome.settle(v, nil) && p.outcome.err != nil {
		return p.outcome.err
	}
	return nil
}

func (p *Pending) verify(verifier string, pasted bool) *Verified {
	return &Verified{p: p, verifier: secret.New(verifier), pasted: pasted, arrived: p.client.options.Now()}
}

// looksLikeQuery tells an address or a query from a bare verifier. Base64 verifiers may end in "=".
func looksLikeQuery(text string) bool {
	return strings.Contains(text, "://") || strings.HasPrefix(text, "?") || strings.Contains(strings.TrimRight(text, "="), "=")
}

// callbackParams takes the query out of an address.
func callbackParams(text string) []Param {
	text, _, _ = strings.Cut(text, "#")
	if _, query, ok := strings.Cut(text, "?"); ok {
		text = query
	} else if strings.Contains(text, "://") {
		text = ""
	}
	return signature.ParseForm(text)
}

// errNoVerifier says that a callback of ours came without what it should bring.
var errNoVerifier = errors.New("there is no oauth_verifier in it")

// expected is the callback that an authorization waits for.
type expected struct {
	token  string // the request token
	config Config
}

func (p *Pending) expected() expected { return expected{token: p.reply.token, config: p.client.config} }

// judge takes the verifier out of the parameters of a callback (RFC 5849 section 2.2). Its errors are errOtherAuthorization and errNoVerifier, after
// which the dance goes on, or a StepError that ends it: a refusal, in any of the ways that providers say so.
//
// A callback must name the request token that it is for; in a text that a person chose to paste it may be missing.
func (e expected) judge(params []Param, pasted bool) (string, error) {
	get := func(name string) (string, bool) {
		for _, f := range params {
			if f.Name == name {
				return f.Value, true
			}
		}
		return "", false
	}
	token, hasToken := get("oauth_token")
	if hasToken && !e.isOurs(token) {
		return "", errOtherAuthorization
	}
	verifier, _ := get("oauth_verifier")
	if verifier = strings.TrimSpace(verifier); verifier != "" {
		if !hasToken && !pasted {
			return "", errOtherAuthorization
		}
		return verifier, nil
	}
	if !hasToken && e.refusesAnother(get) {
		return "", errOtherAuthorization
	}
	if err := e.refusal(get); err != nil {
		return "", err
	}
	if e.config.Dialect.NoVerifier && hasToken {
		return "", nil
	}
	return "", errNoVerifier
}

// refusesAnother reports whether a callback says no to another request token, where it names that only by the refusal.
func (e expected) refusesAnother(get func(string) (string, bool)) bool {
	v, _ := get("denied")
	return v != "" && v != "true" && !e.isOurs(v)
}

// refusal is the error when a callback says no.
func (e expected) refusal(get func(string) (string, bool)) error {
	for _, key := range []string{e.config.Dialect.DeniedParam, "denied"} {
		if v, ok := get(key); ok && key != "" && (v == "" || v == "true" || e.isOurs(v)) {
			return failed(e.config, ErrDenied, "", "")
		}
	}
	if name, ok := get("oauth_problem"); ok {
		advice, _ := get("oauth_problem_advice")
		refused := problem{name: text.Safe(name, 60), advice: text.Safe(advice, MaxQuoted)}
		cause := errors.New("the provider ended it")
		if name == "user_refused" || name == "permission_denied" {
			cause = ErrDenied
		}
		return failed(e.config, cause, refused.said(), problemHints[name])
	}
	if name, ok := get("error"); ok {
		return failed(e.config, ErrDenied, text.Safe(name, 60), "")
	}
	return nil
}

// isOurs compares a token with the pending one in constant time.
func (e expected) isOurs(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(e.token)) == 1
}
