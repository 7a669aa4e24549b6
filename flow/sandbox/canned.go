package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/tokens"
)

// serviceAPI is what the API of a service answers.
type serviceAPI struct {
	as     role
	auth   *authenticator
	access *tokens.AccessTokens
}

// canned answers an API call of the service that is played.
func (p *serviceAPI) canned(c personality.Request) func(http.ResponseWriter, *incoming) error {
	return func(w http.ResponseWriter, a *incoming) error {
		if err := p.authorized(a); err != nil {
			return err
		}
		writeRaw(w, orStatus(c.Status, http.StatusOK), c.Type, c.Body)
		return nil
	}
}

// authorized checks a call in the way that the service's API has.
func (p *serviceAPI) authorized(a *incoming) error {
	name, what, isHeader := p.as.API.Header()
	var err error
	switch {
	case isHeader:
		err = p.checkTokenHeader(a, a.Header.Get(name), name, what)
	case p.as.API.Auth == "bearer":
		token, _ := strings.CutPrefix(a.Header.Get("Authorization"), "Bearer ")
		err = p.checkTokenHeader(a, token, "Authorization: Bearer", "token")
	case p.as.API.Auth == "none":
		_, err = p.auth.verify(a, apiStep, noToken)
	default:
		_, err = p.auth.verify(a, apiStep, p.auth.accessSecret)
	}
	return err
}

// checkTokenHeader checks a call that is not signed: it carries the token, or its
// secret, in a header.
func (p *serviceAPI) checkTokenHeader(a *incoming, value, header, what string) error {
	if err := requireHeaders(p.as, &signedRequest{incoming: a, step: apiStep}); err != nil {
		return err
	}
	if value == "" {
		return unauthorized("parameter_absent", "The header "+header+" is missing; calls of "+p.as.Name+" are not signed, but carry the token's "+
			what+" there: set signApi in the dialect to false, and the header by makeApiClient.")
	}
	token := value
	if what == "secret" {
		token = p.access.BySecret(value)
	}
	_, err := p.auth.accessSecret(token)
	return err
}

// redirect sends a signed call elsewhere, where it must be signed again.
func (p *serviceAPI) redirect(w http.ResponseWriter, a *incoming) error {
	if err := p.authorized(a); err != nil {
		return err
	}
	w.Header().Set("Location", a.origin()+p.as.Redirect.To)
	w.WriteHeader(p.as.Redirect.Status)
	return nil
}

// discovery tells where the endpoints stand, to anybody.
func (p *serviceAPI) discovery(w http.ResponseWriter, a *incoming) error {
	body := strings.ReplaceAll(string(p.as.Discovery.Body), "BASE", a.origin())
	writeRaw(w, http.StatusOK, "", json.RawMessage(body))
	return nil
}

func writeText(w http.ResponseWriter, a *personality.Action) {
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
