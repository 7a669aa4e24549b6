package flow_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// ending is the page that a browser came to rest on.
type ending struct {
	address  string
	text     string
	verifier string // shown on it
}

// visit opens a link, answers the form that it finds there, and goes wherever that leads.
func visit(t *testing.T, link, decision string) ending {
	t.Helper()
	page := get(t, link)
	token := between(t, page, `name="oauth_token"`, `value="`, `"`)
	if !strings.Contains(page, `value="`+decision+`"`) {
		t.Fatalf("nothing to %s at %s:\n%s", decision, link, page)
	}
	form := url.Values{"oauth_token": {html.UnescapeString(token)}, "decision": {decision}, "account": {"anna"}}
	resp, err := http.PostForm(link, form) //nolint:noctx,gosec // a browser of a test
	must(t, err)
	end := ending{address: resp.Request.URL.String(), text: read(t, resp)}
	if _, after, ok := strings.Cut(end.text, `id="verifier"`); ok {
		_, after, _ = strings.Cut(after, ">")
		end.verifier, _, _ = strings.Cut(after, "<")
	}
	return end
}

// lines keeps a sandbox's log.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, line)
}

func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.all, "\n")
}
