package flow_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"countersign/flow"
)

const wordpress = `{"authentication": {"oauth1": {"request": "BASE/x/request", "authorize": "BASE/x/authorize", "access": "BASE/x/access"}}}`

const discovering = "dialect: {discovery: {uri: BASE/wp-json/, requestTokenUri: authentication.oauth1.request, authorizeUri: authentication.oauth1.authorize, tokenUri: authentication.oauth1.access}}"

// discoverable answers at /wp-json/ as document does, and gives a request token under each path.
func discoverable(t *testing.T, document http.HandlerFunc) (base string, asked *[]string) {
	t.Helper()
	asked = new([]string)
	base = fakeProvider(t, func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.Path) // one request at a time
		if strings.HasPrefix(r.URL.Path, "/wp-json") {
			if r.Header.Get("Authorization") != "" || r.URL.RawQuery != "" {
				t.Errorf("the question says more than it needs: %s %v", r.URL, r.Header)
			}
			document(w, r)
			return
		}
		w.Write([]byte("oauth_token=sample-token&oauth_token_secret=sample-token-secret&oauth_callback_confirmed=true"))
	})
	return base, asked
}

func begun(t *testing.T, base, config string) (*flow.Pending, *flow.Manager, error) {
	t.Helper()
	m := newManager(t)
	s := setupOf(t, m, connectorFolder(t, base, strings.ReplaceAll(config, "BASE", base)))
	p, err := m.Begin(t.Context(), s, flow.BeginOptions{OutOfBand: true})
	if err == nil {
		t.Cleanup(func() { p.Close() })
	}
	return p, m, err
}

func TestAddressesThatTheServiceNamesWin(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]http.HandlerFunc{
		"at once": func(w http.ResponseWriter, r *http.Request) {
			w.Write([]byte("\xef\xbb\xbf" + strings.ReplaceAll(wordpress, "BASE", "http://"+r.Host)))
		},
		"after a redirect": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/wp-json/" {
				http.Redirect(w, r, "/wp-json-v2/", http.StatusMovedPermanently)
				return
			}
			w.Write([]byte(strings.ReplaceAll(wordpress, "BASE", "http://"+r.Host)))
		},
	} {
		base, asked := discoverable(t, document)
		p, m, err := begun(t, base, discovering)
		must(t, err)
		if !strings.HasPrefix(p.AuthorizeURL(), base+"/x/authorize?oauth_token=sample-token") {
			t.Errorf("%s: the link is %s", name, p.AuthorizeURL())
		}
		must(t, p.Enter("sample-verifier"))
		exchange(t, p)
		list := *asked
		if n := len(list); list[n-2] != "/x/request" || list[n-1] != "/x/access" {
			t.Errorf("%s: asked %v", name, list)
		}
		if first := m.Traffic.List()[0]; first.Step != flow.StepConfig || first.URL != base+"/wp-json/" || first.BaseString != "" {
			t.Errorf("%s: traced %+v", name, first)
		}
	}
}

func TestTheConfigsOwnAddressesStandInWhereTheServiceNamesNone(t *testing.T) {
	t.Parallel()
	base, asked := discoverable(t, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`{"authentication": []}`)) })
	p, _, err := begun(t, base, discovering)
	must(t, err)
	if got := strings.Join(*asked, " "); got != "/wp-json/ /request" || !strings.HasPrefix(p.AuthorizeURL(), base+"/authorize?") {
		t.Errorf("asked %s, then %s", got, p.AuthorizeURL())
	}
}

func TestADiscoveryThatLeadsNowhereIsExplained(t *testing.T) {
	t.Parallel()
	text := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(body)) }
	}
	for name, test := range map[string]struct {
		document http.HandlerFunc
		what     string
		said     string
		next     string
	}{
		"no OAuth":        {text(`{"authentication": {"oauth1": {"request": 5}}}`), "no OAuth 1.0a endpoints: no authentication.oauth1.request", "", "On WordPress and similar services it is a plugin"},
		"another host":    {text(strings.ReplaceAll(wordpress, "BASE", "https://elsewhere.example")), "on another host: elsewhere.example", "", "Check the URL"},
		"another port":    {text(strings.ReplaceAll(wordpress, "BASE", "http://127.0.0.1:1")), "on another host: 127.0.0.1:1", "", "Check the URL"},
		"no web address":  {text(strings.ReplaceAll(wordpress, "BASE", "javascript:")), "not an absolute URL", "", "Check the URL"},
		"no JSON":         {text("<html>A blog</html>"), "the response is not JSON", "", "Check the URL"},
		"not there":       {http.NotFound, ": 404 Not Found", "404 page not found", "Check the URL"},
		"endless":         {text(strings.Repeat(" ", 1<<20) + "{}"), "longer than 1024 KiB", "", "Check the URL"},
		"moved elsewhere": {http.RedirectHandler("https://www.service.example/wp-json/", http.StatusMovedPermanently).ServeHTTP, "301 Moved Permanently", "", "The service redirects to https://www.service.example/wp-json/."},
	} {
		base, asked := discoverable(t, test.document)
		m, err := withoutOwn(t, base)
		x := flow.Explain(err)
		if !strings.Contains(x.What, test.what) || x.ProviderMessage != test.said || !strings.Contains(x.Next, test.next) {
			t.Errorf("%s: %+v", name, x)
		}
		if last := len(*asked); last != 1 {
			t.Errorf("%s: asked %v", name, *asked)
		}
		if trace := m.Traffic.List(); len(trace) != 1 || trace[0].Failure == "" {
			t.Errorf("%s: traced %+v", name, trace)
		}
	}
}

// withoutOwn begins with a config that has no addresses of its own.
func withoutOwn(t *testing.T, base string) (*flow.Manager, error) {
	t.Helper()
	m := newManager(t)
	dir := givenFolder(t, base, strings.TrimSuffix(strings.TrimPrefix(strings.ReplaceAll(discovering, "BASE", base), "dialect: {"), "}"))
	_, err := m.Begin(t.Context(), setupOf(t, m, dir), flow.BeginOptions{OutOfBand: true})
	return m, err
}

func TestDiscoveryKeepsOffPlainHTTPAndCanBeCancelled(t *testing.T) {
	t.Parallel()
	_, err := withoutOwn(t, "http://service.example")
	if x := flow.Explain(err); !strings.Contains(x.What, "plain http") || x.Next == "" {
		t.Errorf("got %+v", x)
	}
	base, _ := discoverable(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	m := newManager(t)
	ctx, cancel := context.WithCancel(t.Context())
	s := setupOf(t, m, connectorFolder(t, base, strings.ReplaceAll(discovering, "BASE", base)))
	ended := make(chan error, 1)
	go func() {
		_, err := m.Begin(ctx, s, flow.BeginOptions{OutOfBand: true})
		ended <- err
	}()
	cancel()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("ended with %v", err)
	}
}
