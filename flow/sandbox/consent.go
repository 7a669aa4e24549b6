package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"countersign/flow/sandbox/tokens"
	"countersign/flow/sandbox/wire"
)

// crossOrigin refuses a decision submitted by another site's page.
var crossOrigin = http.NewCrossOriginProtection()

// consentPage asks the user to authorize a request token (RFC 5849 section 2.2).
type consentPage struct {
	as       role
	requests *tokens.RequestTokens
}

// authorize shows the consent page (GET) and accepts its form (POST).
func (p *consentPage) authorize(w http.ResponseWriter, a *incoming) error {
	if a.Method == http.MethodPost {
		return p.consent(w, a)
	}
	token := wire.First(a.query, p.as.Authorize.TokenParam)
	asked, err := p.requests.Open(token)
	if err != nil {
		return p.tokenErrorPage(token, err)
	}
	to, err := p.linked(a, asked)
	if err != nil {
		return err
	}
	view := consentView{Consumer: consumerName, ConsumerKey: ConsumerKey, Token: token, Accounts: tokens.Accounts}
	if p.as.service {
		view.As, view.Accounts = p.as.Name, tokens.Accounts[:1] // the canned responses are hers
	}
	scheme := ""
	if to != nil {
		view.ReturnTo, scheme = to.Host, to.Scheme
	}
	showPage(w, http.StatusOK, "consent", view, scheme)
	return nil
}

// linked checks the other parameters of the authorize link, and returns the callback.
func (p *consentPage) linked(a *incoming, asked tokens.RequestToken) (*url.URL, error) {
	for _, name := range slices.Sorted(maps.Keys(p.as.Authorize.Required)) {
		want, got := p.as.Authorize.Required[name], wire.First(a.query, name)
		if got == "" || !want.Matches(got) {
			return nil, &errorPage{
				status: http.StatusBadRequest, Title: "Missing parameter: " + name,
				Text: fmt.Sprintf("%s requires %s in the authorize link, matching %s. Set extra in the connector's OAuth1 config.",
					p.as.Name, name, want),
			}
		}
	}
	to, err := linkCallback(p.as, a.query, asked.Callback)
	if refused, ok := errors.AsType[*problem](err); ok {
		return nil, &errorPage{status: http.StatusBadRequest, Title: "Callback refused", Text: refused.advice}
	}
	return to, err
}

// consentResult is the reply to a client that accepts JSON instead of a browser.
type consentResult struct {
	Callback string `json:"callback,omitempty"` // with the result as parameters
	Verifier string `json:"verifier,omitempty"` // out-of-band, allowed
	Denied   bool   `json:"denied,omitempty"`   // out-of-band, denied
}

// consent handles the form: oauth_token, decision (allow or deny) and account (anna or ben). It replies with a redirect to
// the callback, with a page, or with a consentResult.
func (p *consentPage) consent(w http.ResponseWriter, a *incoming) error {
	if crossOrigin.Check(a.Request) != nil {
		return &errorPage{
			status: http.StatusForbidden, Title: "Cross-site request refused",
			Text: "Only the sandbox's own page can submit a decision. Nothing was changed.",
		}
	}
	decided, err := p.decide(a)
	if err != nil {
		return err
	}
	answer := outcome{p.as, decided}.answer(a)
	switch {
	case accepts(a.Request, "application/json"):
		writeJSON(w, http.StatusOK, answer)
	case answer.Callback != "":
		w.Header().Set("Location", answer.Callback)
		w.WriteHeader(http.StatusSeeOther)
	case answer.Denied:
		showPage(w, http.StatusOK, "denied", consumerName, "")
	case answer.Verifier == "":
		showPage(w, http.StatusOK, "allowed", consumerName, "")
	default:
		showPage(w, http.StatusOK, "verifier", verifierView{consumerName, decided.Account.Name, answer.Verifier}, "")
	}
	return nil
}

func (p *consentPage) decide(a *incoming) (tokens.RequestToken, error) {
	token := wire.First(a.form, "oauth_token")
	decision := wire.First(a.form, "decision")
	username := wire.First(a.form, "account")
	answer, who, known := tokens.Denied, tokens.Account{}, true
	switch decision {
	case "deny":
	case "allow":
		answer = tokens.Allowed
		who, known = tokens.AccountByUsername(username)
	default:
		known = false
	}
	if !known {
		return tokens.RequestToken{}, &errorPage{
			status: http.StatusBadRequest, Title: "Incomplete form",
			Text: "Send oauth_token, decision (allow or deny) and, to allow, account (anna or ben).",
		}
	}
	asked, err := p.requests.Open(token)
	if err != nil {
		return tokens.RequestToken{}, p.tokenErrorPage(token, err)
	}
	to, err := p.linked(a, asked)
	if err != nil {
		return tokens.RequestToken{}, err
	}
	decided, err := p.requests.Decide(token, answer, who, to)
	if err != nil {
		return tokens.RequestToken{}, p.tokenErrorPage(token, err)
	}
	return decided, nil
}

// tokenErrorPage explains why a request token can't be authorized.
func (p *consentPage) tokenErrorPage(token string, err error) error {
	switch {
	case token == "":
		return &errorPage{
			http.StatusBadRequest, "Missing request token",
			"The link must end in ?" + p.as.Authorize.TokenParam + "= and the request token. Open the complete link.",
		}
	case errors.Is(err, tokens.ErrAlreadyDecided):
		return &errorPage{
			http.StatusGone, "Already decided",
			"A request token can be authorized once. Start a new connection to decide again.",
		}
	case errors.Is(err, tokens.ErrExpired):
		return &errorPage{
			http.StatusGone, "Request token expired",
			"A request token is valid for 10 minutes. Start a new connection.",
		}
	default:
		return &errorPage{
			http.StatusNotFound, "Unknown request token",
			"The sandbox did not issue this request token, or was restarted since. Start a new connection.",
		}
	}
}
