package sandbox

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/tokens"
)

// serviceAPI is the API of a simulated service.
type serviceAPI struct {
	as     role
	auth   *authenticator
	access *tokens.AccessTokens
}

// canned replies to an API request with a canned response.
func (p *serviceAPI) canned(c personality.Request) func(http.ResponseWriter, *incoming) error {
	return func(w http.ResponseWriter, a *incoming) error {
		if err := p.authorized(a); err != nil {
			return err
		}
		writeRaw(w, cmp.Or(c.Status, http.StatusOK), c.Type, c.Body)
		return nil
	}
}

// authorized authenticates a request as the service's API does.
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

// checkTokenHeader authenticates a request that has the token, or its secret, in a header instead of a signature.
func (p *serviceAPI) checkTokenHeader(a *incoming, value, header, what string) error {
	if err := requireHeaders(p.as, &signedRequest{incoming: a, step: apiStep}); err != nil {
		return err
	}
	if value == "" {
		return unauthorized("parameter_absent", "Missing header "+header+". "+p.as.Name+
			" API requests are not signed but contain the token's "+
			what+" there. Set signApi in the dialect to false, and the header in makeApiClient.")
	}
	token := value
	if what == "secret" {
		token = p.access.BySecret(value)
	}
	_, err := p.auth.accessSecret(token)
	return err
}

// redirect redirects a signed request, which must be signed again.
func (p *serviceAPI) redirect(w http.ResponseWriter, a *incoming) error {
	if err := p.authorized(a); err != nil {
		return err
	}
	w.Header().Set("Location", a.origin()+p.as.Redirect.To)
	w.WriteHeader(p.as.Redirect.Status)
	return nil
}

// discovery returns the endpoints, without authentication.
func (p *serviceAPI) discovery(w http.ResponseWriter, a *incoming) error {
	body := strings.ReplaceAll(string(p.as.Discovery.Body), "BASE", a.origin())
	writeRaw(w, http.StatusOK, "", json.RawMessage(body))
	return nil
}

func writeText(w http.ResponseWriter, a *personality.Action) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(cmp.Or(a.Status, http.StatusOK))
	_, _ = w.Write([]byte(a.Body)) // as in writeForm
}

// writeRaw replies with a response of the personality: a JSON string is the text itself.
func writeRaw(w http.ResponseWriter, status int, kind string, body json.RawMessage) {
	var text string
	if json.Unmarshal(body, &text) != nil {
		text = string(body)
	}
	w.Header().Set("Content-Type", cmp.Or(kind, "application/json"))
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // as in writeForm
}
