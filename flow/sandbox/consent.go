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

// crossOrigin refuses an answer that another site's page sent in the person's
// name.
var crossOrigin = http.NewCrossOriginProtection()

// consentPage asks the person whether a request token may be exchanged.
type consentPage struct {
	as       role
	requests *tokens.RequestTokens
}

// authorize is the person's part of the dance (RFC 5849 section 2.2): GET
// /oauth/authorize?oauth_token=… shows the consent page, POST takes its answer.
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
		view.As, view.Accounts = p.as.Name, tokens.Accounts[:1] // the canned answers are all hers
	}
	scheme := ""
	if to != nil {
		view.ReturnTo, scheme = to.Host, to.Scheme
	}
	showPage(w, http.StatusOK, "consent", view, scheme)
	return nil
}

// linked checks what stands on the authorize link besides the token, and says
// where the browser will go.
func (p *consentPage) linked(a *incoming, asked tokens.RequestToken) (*url.URL, error) {
	for _, name := range slices.Sorted(maps.Keys(p.as.Authorize.Required)) {
		want, got := p.as.Authorize.Required[name], wire.First(a.query, name)
		if got == "" || !want.Matches(got) {
			return nil, &errorPage{
				status: http.StatusBadRequest, Title: "The link lacks " + name,
				Text: fmt.Sprintf("%s insists on %s on the authorize link, and takes what fits %s: set it by extra in the connector's OAuth1 config.",
					p.as.Name, name, want),
			}
		}
	}
	to, err := linkCallback(p.as, a.query, asked.Callback)
	if refused, ok := errors.AsType[*problem](err); ok {
		return nil, &errorPage{status: http.StatusBadRequest, Title: "The callback is refused", Text: refused.advice}
	}
	return to, err
}

// consentResult is what a client gets that asked for JSON: it carries the
// person's answer on itself, where no browser can.
type consentResult struct {
	Callback string `json:"callback,omitempty"` // whole, with its answer
	Verifier string `json:"verifier,omitempty"` // out-of-band, allowed
	Denied   bool   `json:"denied,omitempty"`   // out-of-band, refused
}

// consent takes the form: oauth_token, decision (allow or deny) and account
// (anna or ben). It answers with a redirect to the callback, with a page for
// out-of-band, or with a consentAnswer.
func (p *consentPage) consent(w http.ResponseWriter, a *incoming) error {
	if crossOrigin.Check(a.Request) != nil {
		return &errorPage{
			status: http.StatusForbidden, Title: "This answer came from another site",
			Text: "Only the sandbox's own page can give consent. Nothing was changed.",
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
			status: http.StatusBadRequest, Title: "The form is incomplete",
			Text: "It takes oauth_token, decision (allow or deny) and, to allow, account (anna or ben).",
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

// tokenErrorPage says to the person why there is nothing to answer.
func (p *consentPage) tokenErrorPage(token string, err error) error {
	switch {
	case token == "":
		return &errorPage{
			status: http.StatusBadRequest, Title: "There is no request token",
			Text: "The link must end in ?" + p.as.Authorize.TokenParam + "= and the request token. Copy the whole link and open it again.",
		}
	case errors.Is(err, tokens.ErrAlreadyDecided):
		return &errorPage{
			status: http.StatusGone, Title: "This request was answered already",
			Text: "A request token is answered once. Begin a new connection to answer again.",
		}
	case errors.Is(err, tokens.ErrExpired):
		return &errorPage{
			status: http.StatusGone, Title: "This request has expired",
			Text: "A request token is good for 10 minutes. Begin a new connection.",
		}
	default:
		return &errorPage{
			status: http.StatusNotFound, Title: "This request is unknown",
			Text: "The sandbox gave no such request token, or was started again since. Begin a new connection.",
		}
	}
}
