package sandbox

import (
	"errors"
	"net/http"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/tokens"
	"countersign/flow/sandbox/wire"
)

// tokenEndpoints issue, refresh and revoke tokens.
type tokenEndpoints struct {
	as       role
	auth     *authenticator
	requests *tokens.RequestTokens
	access   *tokens.AccessTokens
	fresh    func(n int) ([]byte, error) // random bytes
}

// requestToken issues a request token (RFC 5849 section 2.1).
func (e *tokenEndpoints) requestToken(w http.ResponseWriter, a *incoming) error {
	oauth, err := e.auth.verify(a, requestStep, noToken)
	if err != nil {
		return err
	}
	callback, err := requestedCallback(e.as, oauth)
	if err != nil {
		return err
	}
	issued, err := e.requests.Issue(callback)
	if err != nil {
		return err
	}
	fields := wire.Pairs("oauth_token", issued.Token, "oauth_token_secret", issued.Secret)
	if e.as.Confirmed != "absent" {
		fields = append(fields, wire.Pairs("oauth_callback_confirmed", e.as.Confirmed)...)
	}
	writeReply(w, e.as.Reply, fields)
	return nil
}

// eitherStep is for a service with both token steps at one URL: a token means the second one.
func (e *tokenEndpoints) eitherStep(w http.ResponseWriter, a *incoming) error {
	if oauth, _, err := a.protocol(); err == nil && oauth["oauth_token"] != "" {
		return e.accessToken(w, a)
	}
	return e.requestToken(w, a)
}

// noToken accepts an empty oauth_token, which some clients send.
func noToken(token string) (string, error) {
	if token != "" {
		return "", rejected("A request token request has no oauth_token. Omit it.", "oauth_token", token)
	}
	return "", nil
}

// accessToken exchanges a request token for an access token (RFC 5849 section 2.3).
func (e *tokenEndpoints) accessToken(w http.ResponseWriter, a *incoming) error {
	if sent, _, err := a.protocol(); err == nil && sent[personality.SessionHandle] != "" && e.as.TokenFields[personality.SessionHandle] != "" {
		return e.refreshSession(w, a)
	}
	oauth, err := e.auth.verify(a, accessStep, e.auth.requestTokenSecret)
	if err != nil {
		return err
	}
	proves, err := proof(e.as.Verifier, oauth)
	if err != nil {
		return err
	}
	who, err := e.requests.Exchange(oauth["oauth_token"], proves)
	if err != nil {
		return exchangeProblem(err)
	}
	return e.writeAccessToken(w, who)
}

// writeAccessToken replies with a new access token and its account.
func (e *tokenEndpoints) writeAccessToken(w http.ResponseWriter, who tokens.Account) error {
	token, secret, err := e.newAccessToken(who)
	if err != nil {
		return err
	}
	fields := wire.Pairs("oauth_token", token, "oauth_token_secret", secret)
	if !e.as.service {
		fields = append(fields, wire.Pairs("user_id", who.ID, "screen_name", who.Username)...)
	}
	writeReply(w, e.as.Reply, append(fields, wire.Sorted(e.as.TokenFields)...))
	return nil
}

func (e *tokenEndpoints) newAccessToken(who tokens.Account) (token, secret string, err error) {
	random, err := e.fresh(12)
	if err != nil {
		return "", "", err
	}
	token, secret = tokens.NewAccessToken(who, random)
	if e.as.TokenSecret == "empty" {
		secret = ""
	}
	e.access.Add(token, secret)
	return token, secret, nil
}

// proof returns the check of the verifier. OAuth 1.0 has none, and ignores one.
func proof(v personality.Verifier, oauth protocol) (func(verifier string) bool, error) {
	given := oauth["oauth_verifier"]
	switch {
	case v.Kind == "none":
		return func(string) bool { return true }, nil
	case given == "":
		return nil, absent("Missing or empty oauth_verifier. It is in the callback or on the page.", "oauth_verifier")
	}
	return tokens.EqualTo(given), nil
}

// renew replaces or extends the access token that the request is signed with.
func (e *tokenEndpoints) renew(w http.ResponseWriter, a *incoming) error {
	oauth, err := e.auth.verify(a, actionStep, e.auth.accessSecret)
	if err != nil {
		return err
	}
	if e.as.Refresh.KeepsToken {
		writeText(w, e.as.Refresh)
		return nil
	}
	return e.replace(w, oauth["oauth_token"])
}

func (e *tokenEndpoints) refreshSession(w http.ResponseWriter, a *incoming) error {
	oauth, err := e.auth.verify(a, actionStep, e.auth.accessSecret)
	if err != nil {
		return err
	}
	if given := oauth[personality.SessionHandle]; given != e.as.TokenFields[personality.SessionHandle] {
		return rejected("The session handle does not belong to the token.", personality.SessionHandle, "")
	}
	return e.replace(w, oauth["oauth_token"])
}

// replace invalidates an access token and replies with another.
func (e *tokenEndpoints) replace(w http.ResponseWriter, token string) error {
	who, _ := tokens.ParseAccessToken(token) // accessSecret has read it
	e.access.Invalidate(token, "token_expired")
	return e.writeAccessToken(w, who)
}

// revoke invalidates the access token that the request is signed with.
func (e *tokenEndpoints) revoke(w http.ResponseWriter, a *incoming) error {
	oauth, err := e.auth.verify(a, actionStep, e.auth.accessSecret)
	if err != nil {
		return err
	}
	e.access.Invalidate(oauth["oauth_token"], "token_revoked")
	writeText(w, e.as.Revoke)
	return nil
}

// exchangeProblem explains why a request token can't be exchanged.
func exchangeProblem(err error) error {
	switch {
	case errors.Is(err, tokens.ErrAlreadyExchanged):
		return unauthorized("token_used", "This request token was already exchanged. Request a new one.")
	case errors.Is(err, tokens.ErrExpired):
		return unauthorized("token_expired", "This request token expired after 10 minutes. Request a new one.")
	case errors.Is(err, tokens.ErrUndecided):
		return unauthorized("permission_unknown", "This request token is not authorized yet. Open the authorize page first.")
	case errors.Is(err, tokens.ErrDenied):
		return unauthorized("permission_denied", "The user denied access. Request a new request token to try again.")
	case errors.Is(err, tokens.ErrWrongVerifier):
		return rejected("oauth_verifier does not match this request token. Use the one from its callback or page.",
			"oauth_verifier", "")
	case errors.Is(err, tokens.ErrTooManyAttempts):
		return unauthorized("token_rejected", "Too many wrong verifiers. Request a new request token.")
	default:
		return unauthorized("token_rejected", "Unknown request token; a restart of the sandbox deletes them. "+
			"Request a new one.")
	}
}
