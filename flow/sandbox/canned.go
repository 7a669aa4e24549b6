package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
)

// canned answers an API call of the service that is played.
func (p *provider) canned(c Call) func(http.ResponseWriter, *arrival) error {
	return func(w http.ResponseWriter, a *arrival) error {
		if err := p.authorized(a); err != nil {
			return err
		}
		writeRaw(w, orStatus(c.Status, http.StatusOK), c.Type, c.Body)
		return nil
	}
}

// authorized checks a call in the way that the service's API has.
func (p *provider) authorized(a *arrival) error {
	name, what, isHeader := p.as.API.header()
	var err error
	switch {
	case isHeader:
		err = p.carried(a, a.Header.Get(name), name, what)
	case p.as.API.Auth == "bearer":
		token, _ := strings.CutPrefix(a.Header.Get("Authorization"), "Bearer ")
		err = p.carried(a, token, "Authorization: Bearer", "token")
	case p.as.API.Auth == "none":
		_, err = p.verify(a, apiStep, noToken)
	default:
		_, err = p.verify(a, apiStep, p.accessSecret)
	}
	return err
}

// carried checks a call that is not signed: it carries the token, or its
// secret, in a header.
func (p *provider) carried(a *arrival, value, header, what string) error {
	if err := p.as.demandHeaders(&signedArrival{arrival: a, step: apiStep}); err != nil {
		return err
	}
	if value == "" {
		return unauthorized("parameter_absent", "The header "+header+" is missing; calls of "+p.as.Name+" are not signed, but carry the token's "+
			what+" there: set signApi in the dialect to false, and the header by makeApiClient.")
	}
	token := value
	if what == "secret" {
		token = p.access.ofSecret(value)
	}
	_, err := p.accessSecret(token)
	return err
}

// redirect sends a signed call elsewhere, where it must be signed again.
func (p *provider) redirect(w http.ResponseWriter, a *arrival) error {
	if err := p.authorized(a); err != nil {
		return err
	}
	w.Header().Set("Location", a.origin()+p.as.Redirect.To)
	w.WriteHeader(p.as.Redirect.Status)
	return nil
}

// discovery tells where the endpoints stand, to anybody.
func (p *provider) discovery(w http.ResponseWriter, a *arrival) error {
	body := strings.ReplaceAll(string(p.as.Discovery.Body), "BASE", a.origin())
	writeRaw(w, http.StatusOK, "", json.RawMessage(body))
	return nil
}

// renew replaces the access token that the request is signed with, or lets it
// last.
func (p *provider) renew(w http.ResponseWriter, a *arrival) error {
	oauth, err := p.verify(a, actionStep, p.accessSecret)
	if err != nil {
		return err
	}
	if p.as.Renew.Keeps {
		writeText(w, p.as.Renew)
		return nil
	}
	return p.replace(w, oauth["oauth_token"])
}

// sessionHandle is the field of the Session extension (OAuth Session 1.0 draft 1)
// by which an access token is renewed where it was got.
const sessionHandle = "oauth_session_handle"

// Renews reports whether an access token can be renewed in any way.
func (p *Personality) Renews() bool { return p.Renew != nil || p.TokenFields[sessionHandle] != "" }

func (p *provider) renewSession(w http.ResponseWriter, a *arrival) error {
	oauth, err := p.verify(a, actionStep, p.accessSecret)
	if err != nil {
		return err
	}
	if given := oauth[sessionHandle]; given != p.as.TokenFields[sessionHandle] {
		return rejected("The session handle is not the one that came with the token.", sessionHandle, "")
	}
	return p.replace(w, oauth["oauth_token"])
}

// replace ends an access token and answers with another.
func (p *provider) replace(w http.ResponseWriter, token string) error {
	who, _ := readAccessToken(token) // accessSecret has read it
	p.access.end(token, "token_expired")
	return p.giveAccess(w, who)
}

// revoke ends the access token that the request is signed with.
func (p *provider) revoke(w http.ResponseWriter, a *arrival) error {
	oauth, err := p.verify(a, actionStep, p.accessSecret)
	if err != nil {
		return err
	}
	p.access.end(oauth["oauth_token"], "token_revoked")
	writeText(w, p.as.Revoke)
	return nil
}

func writeText(w http.ResponseWriter, a *Action) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(orStatus(a.Status, http.StatusOK))
	_, _ = w.Write([]byte(a.Body)) // as in writeForm
}

// writeRaw answers with a text that stands in the personality: a JSON string is
// the text itself.
func writeRaw(w http.ResponseWriter, status int, kind string, body json.RawMessage) {
	var text string
	if json.Unmarshal(body, &text) != nil {
		text = string(body)
	}
	if kind == "" {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // as in writeForm
}
