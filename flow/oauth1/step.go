package oauth1

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"countersign/internal/text"
)

// Step is a link of the chain that leads to a signed request. Errors and exchanges carry the one that they belong to.
type Step string

// The steps of the protocol, in the chain's order.
const (
	StepConfig       Step = "config"
	StepRequestToken Step = "request token"
	StepAuthorize    Step = "authorize"
	StepVerifier     Step = "verifier"
	StepAccessToken  Step = "access token"
	StepRequest      Step = "signed call"
)

var (
	// ErrDenied says that access was refused at the provider's page.
	ErrDenied = errors.New("access was refused at the authorization page")
	// ErrTimedOut says that nobody came back from the authorization page in time.
	ErrTimedOut = errors.New("the time for the authorization is over")
)

// StepError is a failure at one step, in the three parts that a person needs: what failed, what the other side said, what
// to do next.
type StepError struct {
	Step            Step
	What            string // what failed, as a gerund: "asking Flickr for a request token"
	ProviderMessage string // the other side's own words, safe to print; may be empty
	Hint            string // what to do next; may be empty
	Err             error  // the cause; may be nil when Said holds it
}

func (e *StepError) Error() string {
	text := e.What
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	if e.ProviderMessage != "" {
		text += fmt.Sprintf(" (the other side said: %s)", e.ProviderMessage)
	}
	return text
}

func (e *StepError) Unwrap() error { return e.Err }

// SaidLimit bounds what an error repeats of another party's words, in characters.
const MaxQuoted = 300

// OneLine is an error's text, safe to print; several problems, a line each, get a mark between them.
func OneLine(err error) string {
	return text.Safe(strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "), 2*MaxQuoted)
}

// StatusText is a status as people say it: "200 OK".
func StatusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// Cause takes net/http's wrapping off an error: the method and the whole URL, which may carry tokens, say nothing that
// the step does not say better.
func UnwrapURLError(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err
}

// Place is a URI as an error names it: host and path, but not the query, which may hold anything.
func HostAndPath(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return Host(uri)
	}
	return text.Safe(Host(uri)+u.EscapedPath(), 120)
}

// Host is the part of a URI that a person recognises a service by.
func Host(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return "the service"
	}
	return strings.ToLower(u.Host)
}

var (
	hiddenHTML = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)>|<!--.*?-->`)
	anyTag     = regexp.MustCompile(`(?s)<[^>]*>`)
)

// Words are a body that may be a page as a reader would see it, safe to print.
func PlainText(body, contentType string) string {
	body = body[:min(len(body), tokenReplyLimit)] // an error may be megabytes long
	if strings.Contains(strings.ToLower(contentType), "html") || strings.HasPrefix(strings.TrimSpace(body), "<") {
		body = html.UnescapeString(anyTag.ReplaceAllString(hiddenHTML.ReplaceAllString(body, " "), " "))
	}
	return text.Safe(body, MaxQuoted)
}
