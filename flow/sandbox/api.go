package sandbox

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"countersign/flow/sandbox/tokens"
	"countersign/flow/sandbox/wire"
)

// plainAPI is the API of the plain sandbox.
type plainAPI struct {
	auth  *authenticator
	now   func() time.Time
	notes notes
}

// signed wraps a request that requires an access token.
func (p *plainAPI) signed(serve func(http.ResponseWriter, *incoming, tokens.Account) error) func(http.ResponseWriter, *incoming) error {
	return func(w http.ResponseWriter, a *incoming) error {
		oauth, err := p.auth.verify(a, apiStep, p.auth.accessSecret)
		if err != nil {
			return err
		}
		who, _ := tokens.ParseAccessToken(oauth["oauth_token"]) // verified by accessSecret
		return serve(w, a, who)
	}
}

// me returns the account (GET /me).
func (p *plainAPI) me(w http.ResponseWriter, _ *incoming, who tokens.Account) error {
	writeJSON(w, http.StatusOK, who)
	return nil
}

// echoReply is the request without its OAuth parameters. Pairs are [name, value], in order.
type echoReply struct {
	Method      string      `json:"method"`
	Path        string      `json:"path"` // as sent
	Query       [][2]string `json:"query"`
	Headers     [][2]string `json:"headers"` // sorted by name
	ContentType string      `json:"contentType"`
	Form        [][2]string `json:"form"`
	Body        string      `json:"body"`
	BodyBase64  string      `json:"bodyBase64,omitempty"` // instead of Body, if it is not valid UTF-8
}

// echo returns the request (any method on /echo and below). The oauth_ parameters are omitted, because with PLAINTEXT they
// are secrets, and so is the text of a form that contains them.
func (p *plainAPI) echo(w http.ResponseWriter, a *incoming, _ tokens.Account) error {
	answer := echoReply{
		Method:      a.Method,
		Path:        a.path,
		Query:       withoutOAuth(a.query),
		Headers:     visibleHeaders(a.Header),
		ContentType: a.Header.Get("Content-Type"),
		Form:        withoutOAuth(a.form),
	}
	switch {
	case len(answer.Form) < len(a.form):
	case utf8.Valid(a.body):
		answer.Body = string(a.body)
	default:
		answer.BodyBase64 = base64.StdEncoding.EncodeToString(a.body)
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

func withoutOAuth(pairs []wire.Pair) [][2]string {
	shown := [][2]string{}
	for _, p := range pairs {
		if !strings.HasPrefix(p.Name, "oauth_") {
			shown = append(shown, [2]string{p.Name, p.Value})
		}
	}
	return shown
}

// hiddenHeaders may contain secrets, or concern only the connection. The content type has its own field.
var hiddenHeaders = []string{
	"Authorization", "Cookie", "Proxy-Authorization",
	"Accept-Encoding", "Connection", "Content-Length", "Content-Type",
}

func visibleHeaders(h http.Header) [][2]string {
	shown := [][2]string{}
	for name, values := range h {
		if !slices.Contains(hiddenHeaders, name) {
			for _, value := range values {
				shown = append(shown, [2]string{name, value})
			}
		}
	}
	slices.SortStableFunc(shown, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return shown
}
