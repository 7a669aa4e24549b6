package sandbox

import (
	"errors"
	"net/http"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/tokens"
	"countersign/flow/sandbox/wire"
)

// tokenEndpoints give tokens, and end them.
type tokenEndpoints struct {
	as       role
	auth     *authenticator
	requests *tokens.RequestTokens
	access   *tokens.AccessTokens
	fresh    func(n int) ([]byte, error) // random bytes
}

// requestToken answers POST or GET /oauth/request_token (RFC 5849 section 2.1)
// with oauth_token, oauth_token_secret and oauth_callback_confirmed=true.
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

// eitherStep is for a service that has both token steps at one address: a token
// to exchange tells which.
func (e *tokenEndpoints) eitherStep(w http.ResponseWriter, a *incoming) error {
	if oauth, _, err := a.protocol(); err == nil && oauth["oauth_token"] != "" {
		return e.accessToken(w, a)
	}
	return e.requestToken(w, a)
}

// noToken lets an empty oauth_token pass, which some clients send.
func noToken(token string) (string, error) {
	if token != "" {
		return "", rejected("Asking for a request token takes no oauth_token; leave it out.", "oauth_token", token)
	}
	return "", nil
}

// accessToken answers POST or GET /oauth/access_token (RFC 5849 section 2.3)
// with oauth_token, oauth_token_secret and, as real providers do, whose they are.
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

// writeAccessToken answers with a new access token and whose it is.
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

// proof judges the verifier that came. A service of OAuth 1.0 knows none, and
// minds none.
func proof(v personality.Verifier, oauth protocol) (func(verifier string) bool, error) {
	given := oauth["oauth_verifier"]
	switch {
	case v.Kind == "none":
		return func(string) bool { return true }, nil
	case given == "":
		return nil, absent("Missing or empty: oauth_verifier; it comes with the callback, or stands on the page.", "oauth_verifier")
	}
	return tokens.EqualTo(given), nil
}

// renew replaces the access token that the request is signed with, or lets it
// last.
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
		return rejected("The session handle is not the one that came with the token.", personality.SessionHandle, "")
	}
	return e.replace(w, oauth["oauth_token"])
}

// replace ends an access token and answers with another.
func (e *tokenEndpoints) replace(w http.ResponseWriter, token string) error {
	who, _ := tokens.ParseAccessToken(token) // accessSecret has read it
	e.access.Invalidate(token, "token_expired")
	return e.writeAccessToken(w, who)
}

// revoke ends the access token that the request is signed with.
func (e *tokenEndpoints) revoke(w http.ResponseWriter, a *incoming) error {
	oauth, err := e.auth.verify(a, actionStep, e.auth.accessSecret)
	if err != nil {
		return err
	}
	e.access.Invalidate(oauth["oauth_token"], "token_revoked")
	writeText(w, e.as.Revoke)
	return nil
}

// exchangeProblem says to a client why its request token won't do.
func exchangeProblem(err error) error {
	switch {
	case errors.Is(err, tokens.ErrAlreadyExchanged):
		return unauthorized("token_used", "This request token was exchanged before; one serves once. Ask for a new one.")
	case errors.Is(err, tokens.ErrExpired):
		return unauthorized("token_expired", "This request token is older than 10 minutes. Ask for a new one.")
	case errors.Is(err, tokens.ErrUndecided):
		return unauthorized("permission_unknown", "Nobody has allowed this request token yet; open the authorize page first.")
	case errors.Is(err, tokens.ErrDenied):
		return unauthorized("permission_denied", "The person refused access. Ask for a new request token to try again.")
	case errors.Is(err, tokens.ErrWrongVerifier):
		return rejected("oauth_verifier does not match this request token; take it from this dance's callback or page.",
			"oauth_verifier", "")
	case errors.Is(err, tokens.ErrTooManyAttempts):
		return unauthorized("token_rejected", "Too many wrong verifiers; this request token is closed. Ask for a new one.")
	default:
		return unauthorized("token_rejected", "The sandbox knows no such request token; "+
			"it forgets them when it is started again. Ask for a new one.")
	}
}
