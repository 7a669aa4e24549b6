package sandbox

import (
	"errors"
	"net/http"
)

// requestToken answers POST or GET /oauth/request_token (RFC 5849 section 2.1)
// with oauth_token, oauth_token_secret and oauth_callback_confirmed=true.
func (p *provider) requestToken(w http.ResponseWriter, a *arrival) error {
	oauth, err := p.verify(a, requestStep, noToken)
	if err != nil {
		return err
	}
	callback, err := p.as.callbackAsked(oauth)
	if err != nil {
		return err
	}
	issued, err := p.tokens.issue(callback)
	if err != nil {
		return err
	}
	fields := []param{{"oauth_token", issued.token}, {"oauth_token_secret", issued.secret}}
	if p.as.Confirmed != "absent" {
		fields = append(fields, param{"oauth_callback_confirmed", p.as.Confirmed})
	}
	p.as.Reply.write(w, fields)
	return nil
}

// eitherStep is for a service that has both token steps at one address: a token
// to exchange tells which.
func (p *provider) eitherStep(w http.ResponseWriter, a *arrival) error {
	if oauth, _, err := a.protocol(); err == nil && oauth["oauth_token"] != "" {
		return p.accessToken(w, a)
	}
	return p.requestToken(w, a)
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
func (p *provider) accessToken(w http.ResponseWriter, a *arrival) error {
	if sent, _, err := a.protocol(); err == nil && sent[sessionHandle] != "" && p.as.TokenFields[sessionHandle] != "" {
		return p.renewSession(w, a)
	}
	oauth, err := p.verify(a, accessStep, p.requestTokenSecret)
	if err != nil {
		return err
	}
	proves, err := p.as.Verifier.proof(oauth)
	if err != nil {
		return err
	}
	who, err := p.tokens.exchange(oauth["oauth_token"], proves)
	if err != nil {
		return exchangeProblem(err)
	}
	return p.giveAccess(w, who)
}

// giveAccess answers with a new access token and whose it is.
func (p *provider) giveAccess(w http.ResponseWriter, who account) error {
	token, secret, err := p.newAccess(who)
	if err != nil {
		return err
	}
	fields := []param{{"oauth_token", token}, {"oauth_token_secret", secret}}
	if !p.plays {
		fields = append(fields, param{"user_id", who.ID}, param{"screen_name", who.Username})
	}
	p.as.Reply.write(w, append(fields, sortedParams(p.as.TokenFields)...))
	return nil
}

func (p *provider) newAccess(who account) (token, secret string, err error) {
	random, err := p.fresh(12)
	if err != nil {
		return "", "", err
	}
	token, secret = issueAccessToken(who, random)
	if p.as.TokenSecret == "empty" {
		secret = ""
	}
	p.access.give(token, secret)
	return token, secret, nil
}

// proof judges the verifier that came. A service of OAuth 1.0 knows none, and
// minds none.
func (v Verifier) proof(oauth protocol) (func(verifier string) bool, error) {
	given := oauth["oauth_verifier"]
	switch {
	case v.Kind == "none":
		return func(string) bool { return true }, nil
	case given == "":
		return nil, absent("Missing or empty: oauth_verifier; it comes with the callback, or stands on the page.", "oauth_verifier")
	}
	return sameAs(given), nil
}

// requestTokenSecret finds the secret of a request token, a used or expired one
// too: what became of it is told only to one who signs with it.
func (p *provider) requestTokenSecret(token string) (string, error) {
	if token == "" {
		return "", absent("Missing or empty: oauth_token; send the request token.", "oauth_token")
	}
	if known, ok := p.tokens.find(token); ok {
		return known.secret, nil
	}
	if _, ok := readAccessToken(token); ok {
		return "", unauthorized("token_rejected", "This is an access token already; there is nothing to exchange.")
	}
	return "", exchangeProblem(errTokenUnknown)
}

// exchangeProblem says to a client why its request token won't do.
func exchangeProblem(err error) error {
	switch {
	case errors.Is(err, errTokenUsed):
		return unauthorized("token_used", "This request token was exchanged before; one serves once. Ask for a new one.")
	case errors.Is(err, errTokenExpired):
		return unauthorized("token_expired", "This request token is older than 10 minutes. Ask for a new one.")
	case errors.Is(err, errNotAnswered):
		return unauthorized("permission_unknown", "Nobody has allowed this request token yet; open the authorize page first.")
	case errors.Is(err, errRefused):
		return unauthorized("permission_denied", "The person refused access. Ask for a new request token to try again.")
	case errors.Is(err, errVerifier):
		return rejected("oauth_verifier does not match this request token; take it from this dance's callback or page.",
			"oauth_verifier", "")
	case errors.Is(err, errTokenClosed):
		return unauthorized("token_rejected", "Too many wrong verifiers; this request token is closed. Ask for a new one.")
	default:
		return unauthorized("token_rejected", "The sandbox knows no such request token; "+
			"it forgets them when it is started again. Ask for a new one.")
	}
}
