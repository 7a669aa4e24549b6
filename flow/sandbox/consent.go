package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// crossOrigin refuses an answer that another site's page sent in the person's
// name.
var crossOrigin = http.NewCrossOriginProtection()

// authorize is the person's part of the dance (RFC 5849 section 2.2): GET
// /oauth/authorize?oauth_token=… shows the consent page, POST takes its answer.
func (p *provider) authorize(w http.ResponseWriter, a *arrival) error {
	if a.Method == http.MethodPost {
		return p.consent(w, a)
	}
	token := first(a.query, p.as.Authorize.TokenParam)
	asked, err := p.tokens.open(token)
	if err != nil {
		return p.consentRefusal(token, err)
	}
	to, err := p.linked(a, asked)
	if err != nil {
		return err
	}
	view := consentView{Consumer: consumerName, ConsumerKey: ConsumerKey, Token: token, Accounts: accounts}
	if p.plays {
		view.As, view.Accounts = p.as.Name, accounts[:1] // the canned answers are all hers
	}
	scheme := ""
	if to != nil {
		view.ReturnTo, scheme = to.uri.Host, to.uri.Scheme
	}
	showPage(w, http.StatusOK, "consent", view, scheme)
	return nil
}

// linked checks what stands on the authorize link besides the token, and says
// where the browser will go.
func (p *provider) linked(a *arrival, asked requestToken) (*callback, error) {
	for _, name := range slices.Sorted(maps.Keys(p.as.Authorize.Required)) {
		want, got := p.as.Authorize.Required[name], first(a.query, name)
		if got == "" || !want.Fits(got) {
			return nil, &refusalPage{
				status: http.StatusBadRequest, Title: "The link lacks " + name,
				Text: fmt.Sprintf("%s insists on %s on the authorize link, and takes what fits %s: set it by extra in the connector's OAuth1 config.",
					p.as.Name, name, want),
			}
		}
	}
	to, err := p.as.callbackOnLink(a.query, asked.callback)
	if refused, ok := errors.AsType[*problem](err); ok {
		return nil, &refusalPage{status: http.StatusBadRequest, Title: "The callback is refused", Text: refused.advice}
	}
	return to, err
}

// consentAnswer is what a client gets that asked for JSON: it carries the
// person's answer on itself, where no browser can.
type consentAnswer struct {
	Callback string `json:"callback,omitempty"` // whole, with its answer
	Verifier string `json:"verifier,omitempty"` // out-of-band, allowed
	Denied   bool   `json:"denied,omitempty"`   // out-of-band, refused
}

// consent takes the form: oauth_token, decision (allow or deny) and account
// (anna or ben). It answers with a redirect to the callback, with a page for
// out-of-band, or with a consentAnswer.
func (p *provider) consent(w http.ResponseWriter, a *arrival) error {
	if crossOrigin.Check(a.Request) != nil {
		return &refusalPage{
			status: http.StatusForbidden, Title: "This answer came from another site",
			Text: "Only the sandbox's own page can give consent. Nothing was changed.",
		}
	}
	decided, err := p.decide(a)
	if err != nil {
		return err
	}
	answer := p.as.consentAnswer(decided, a)
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
		showPage(w, http.StatusOK, "verifier", verifierView{consumerName, decided.account.Name, answer.Verifier}, "")
	}
	return nil
}

func (p *provider) decide(a *arrival) (requestToken, error) {
	token := first(a.form, "oauth_token")
	decision := first(a.form, "decision")
	username := first(a.form, "account")
	answer, who, known := refused, account{}, true
	switch decision {
	case "deny":
	case "allow":
		answer = allowed
		who, known = accountByUsername(username)
	default:
		known = false
	}
	if !known {
		return requestToken{}, &refusalPage{
			status: http.StatusBadRequest, Title: "The form is incomplete",
			Text: "It takes oauth_token, decision (allow or deny) and, to allow, account (anna or ben).",
		}
	}
	asked, err := p.tokens.open(token)
	if err != nil {
		return requestToken{}, p.consentRefusal(token, err)
	}
	to, err := p.linked(a, asked)
	if err != nil {
		return requestToken{}, err
	}
	decided, err := p.tokens.decide(token, answer, who, to)
	if err != nil {
		return requestToken{}, p.consentRefusal(token, err)
	}
	return decided, nil
}

// consentRefusal says to the person why there is nothing to answer.
func (p *provider) consentRefusal(token string, err error) error {
	switch {
	case token == "":
		return &refusalPage{
			status: http.StatusBadRequest, Title: "There is no request token",
			Text: "The link must end in ?" + p.as.Authorize.TokenParam + "= and the request token. Copy the whole link and open it again.",
		}
	case errors.Is(err, errTokenAnswered):
		return &refusalPage{
			status: http.StatusGone, Title: "This request was answered already",
			Text: "A request token is answered once. Begin a new connection to answer again.",
		}
	case errors.Is(err, errTokenExpired):
		return &refusalPage{
			status: http.StatusGone, Title: "This request has expired",
			Text: "A request token is good for 10 minutes. Begin a new connection.",
		}
	default:
		return &refusalPage{
			status: http.StatusNotFound, Title: "This request is unknown",
			Text: "The sandbox gave no such request token, or was started again since. Begin a new connection.",
		}
	}
}
