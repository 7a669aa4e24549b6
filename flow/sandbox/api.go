package sandbox

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// signed wraps a call that takes an access token.
func (p *provider) signed(serve func(http.ResponseWriter, *arrival, account) error) func(http.ResponseWriter, *arrival) error {
	return func(w http.ResponseWriter, a *arrival) error {
		oauth, err := p.verify(a, apiStep, p.accessSecret)
		if err != nil {
			return err
		}
		who, _ := readAccessToken(oauth["oauth_token"]) // accessSecret has read it
		return serve(w, a, who)
	}
}

func (p *provider) accessSecret(token string) (string, error) {
	if token == "" {
		return "", absent("Missing or empty: oauth_token; this call takes an access token.", "oauth_token")
	}
	if _, ok := readAccessToken(token); ok {
		if problem := p.access.why(token); problem != "" {
			return "", unauthorized(problem, "This access token has ended: it was revoked, or another took its place. Connect again.")
		}
		if p.as.TokenSecret == "empty" {
			return "", nil
		}
		return accessTokenSecret(token), nil
	}
	if _, ok := p.tokens.find(token); ok {
		return "", unauthorized("token_rejected", "This is a request token; exchange it for an access token first.")
	}
	return "", unauthorized("token_rejected", "The sandbox never gave this access token. Connect again.")
}

// me answers GET /me with the account.
func (p *provider) me(w http.ResponseWriter, _ *arrival, who account) error {
	writeJSON(w, http.StatusOK, who)
	return nil
}

// echoed is what arrived, less what makes it an OAuth request. Pairs are
// [name, value], in their order.
type echoed struct {
	Method      string      `json:"method"`
	Path        string      `json:"path"` // as it was sent
	Query       [][2]string `json:"query"`
	Headers     [][2]string `json:"headers"` // sorted by name
	ContentType string      `json:"contentType"`
	Form        [][2]string `json:"form"`
	Body        string      `json:"body"`
	BodyBase64  string      `json:"bodyBase64,omitempty"` // instead of Body, when it is no UTF-8
}

// echo answers any method on /echo and below with what arrived. The oauth_
// parameters stay out wherever they stand: with PLAINTEXT they are secrets. So
// does a form's text that holds them; its pairs are given all the same.
func (p *provider) echo(w http.ResponseWriter, a *arrival, _ account) error {
	answer := echoed{
		Method:      a.Method,
		Path:        a.path,
		Query:       shownPairs(a.query),
		Headers:     shownHeaders(a.Header),
		ContentType: a.Header.Get("Content-Type"),
		Form:        shownPairs(a.form),
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

func shownPairs(pairs []param) [][2]string {
	shown := [][2]string{}
	for _, p := range pairs {
		if !strings.HasPrefix(p.name, "oauth_") {
			shown = append(shown, [2]string{p.name, p.value})
		}
	}
	return shown
}

// hiddenHeaders hold secrets, or what only the connection is about; the content
// type has a field of its own.
var hiddenHeaders = []string{
	"Authorization", "Cookie", "Proxy-Authorization",
	"Accept-Encoding", "Connection", "Content-Length", "Content-Type",
}

func shownHeaders(h http.Header) [][2]string {
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
