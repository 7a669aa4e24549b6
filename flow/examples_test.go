package flow_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/flow"
	"countersign/flow/oauth1"
)

// examples are the connectors of the guide (specs/README.md), with what each is there to show.
var examples = map[string]func(*testing.T, *example){
	"page":       pageExample,
	"membrane":   membraneExample,
	"options":    optionsExample,
	"javascript": javascriptExample,
	"handlers":   handlersExample,
	"older":      olderExample,
}

// example is one of them at a sandbox of its own.
type example struct {
	m   *flow.Manager
	dir string

	sandbox string // its address
	mu      sync.Mutex
	lines   []string // of its log
}

func TestExamples(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "specs", "testdata", "examples")
	entries, err := os.ReadDir(root)
	must(t, err)
	if len(entries) != len(examples) {
		t.Errorf("%d examples, and %d are known", len(entries), len(examples))
	}
	for _, entry := range entries {
		t.Run(entry.Name(), func(t *testing.T) {
			t.Parallel()
			show := examples[entry.Name()]
			if show == nil {
				t.Fatal("nobody says what this example is to show")
			}
			e := &example{m: newManager(t), dir: filepath.Join(root, entry.Name())}
			if single := filepath.Join(e.dir, "connector.yml"); exists(single) {
				e.dir = single
			}
			problems, err := e.m.Connectors.Check(e.dir)
			must(t, err)
			for _, p := range problems {
				t.Error(p)
			}
			server, err := e.m.Sandboxes.Run(t.Context(), "127.0.0.1:0", e.note)
			must(t, err)
			e.sandbox = server.BaseURI()
			show(t, e)
		})
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (e *example) note(line string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lines = append(e.lines, line)
}

// told reports whether the sandbox noted a request that starts so.
func (e *example) told(start string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.ContainsFunc(e.lines, func(line string) bool { return strings.HasPrefix(line, start) })
}

// connect goes the whole way in a browser's place, and gives the authorization link too.
func (e *example) connect(t *testing.T, option string, values ...string) (*flow.Connection, string) {
	t.Helper()
	connector, err := e.m.Connectors.Load(e.dir)
	must(t, err)
	if option != "" {
		connector, err = connector.WithOption(option)
		must(t, err)
	}
	s := flow.NewSetup(connector)
	must(t, s.Set("baseUri", e.sandbox))
	for i := 0; i < len(values); i += 2 {
		must(t, s.Set(values[i], values[i+1]))
	}
	pending := begin(t, e.m, s, flow.BeginOptions{})
	link := pending.AuthorizeURL()
	allowInBrowser(t, link)
	c, err := e.m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", true)
	must(t, err)
	return c, link
}

// tested runs the connector's test, which must name the account and print log.
func tested(t *testing.T, c *flow.Connection, account string, log ...string) {
	t.Helper()
	result, err := c.Test(t.Context())
	must(t, err)
	if result.Account != account || !slices.Equal(result.Log, log) {
		t.Errorf("the test found the account %q and printed %q, want %q and %q", result.Account, result.Log, account, log)
	}
}

// echoes calls an address that answers with what arrives.
func echoes(t *testing.T, c *flow.Connection, target string) (path string, query [][2]string, header func(string) string) {
	t.Helper()
	resp, err := c.Send(t.Context(), flow.Request{Target: target})
	must(t, err)
	var got struct {
		Path           string
		Query, Headers [][2]string
	}
	if resp.Explanation() != nil || json.Unmarshal(resp.Body, &got) != nil {
		t.Fatalf("%s was answered %s: %s", target, resp.StatusText(), resp.Body)
	}
	return got.Path, got.Query, func(name string) string {
		for _, h := range got.Headers {
			if h[0] == name {
				return h[1]
			}
		}
		return ""
	}
}

func query(t *testing.T, link string) url.Values {
	t.Helper()
	u, err := url.Parse(link)
	must(t, err)
	return u.Query()
}

// Extra goes onto the authorization link; the user's input is one of the credentials, and what makeApiClient gives goes out
// with every call.
func pageExample(t *testing.T, e *example) {
	c, link := e.connect(t, "", "expiration", "1day")
	if q := query(t, link); q.Get("expiration") != "1day" || q.Get("name") != "countersign" {
		t.Errorf("the link is %s", link)
	}
	tested(t, c, "anna")
	_, sent, header := echoes(t, c, "/echo?page=2")
	if !slices.Equal(sent, [][2]string{{"page", "2"}, {"lang", "en"}}) || header("X-Expiration") != "1day" {
		t.Errorf("sent %v and %q", sent, header("X-Expiration"))
	}
}

// Values within an object are asked for one by one, and stand in the object again.
func membraneExample(t *testing.T, e *example) {
	c, _ := e.connect(t, "", "address.city", "Oslo")
	tested(t, c, "anna", "log: branch Oslo")
	if _, _, header := echoes(t, c, "/echo"); header("X-Branch") != "Oslo, floor 2" {
		t.Errorf("sent %q", header("X-Branch"))
	}
}

// An option that is enabled by a formula, and what it inherits.
func optionsExample(t *testing.T, e *example) {
	connector, err := e.m.Connectors.Load(e.dir)
	must(t, err)
	s := flow.NewSetup(connector)
	enabled(t, s, "web")
	must(t, s.Set("partnerNumber", "12"))
	enabled(t, s, "web partner")

	web, _ := e.connect(t, "web")
	tested(t, web, "anna")
	if path, sent, header := echoes(t, web, "/echo"); path != "/echo" || !slices.Equal(sent, [][2]string{{"lang", "en"}}) || header("X-Partner") != "" {
		t.Errorf("as a person: called %s with %v and %q", path, sent, header("X-Partner"))
	}
	partner, _ := e.connect(t, "partner", "partnerNumber", "12", "lang", "no")
	tested(t, partner, "no") // the lang that it sends
	if path, _, header := echoes(t, partner, "/list"); path != "/echo/list" || header("X-Partner") != "12" || header("X-Region") != "north" {
		t.Errorf("as a partner: called %s with %q and %q", path, header("X-Partner"), header("X-Region"))
	}
}

// Five scripts: the config has the callback and a state, the client stands under args, a refresh keeps its end and is seen
// by the next client, forgetting tells the service.
func javascriptExample(t *testing.T, e *example) {
	c, link := e.connect(t, "")
	q := query(t, link)
	if q.Get("perms") != "read" || q.Get("state") == "" || !strings.HasPrefix(q.Get("return_to"), "http://127.0.0.1:") {
		t.Errorf("the link is %s", link)
	}
	tested(t, c, "anna", "log: testing with oauth_token oauth_token_secret perms screen_name user_id")
	if path, sent, header := echoes(t, c, "/list"); path != "/echo/list" || !slices.Equal(sent, [][2]string{{"perms", "read"}}) || header("X-Grant") != "first" {
		t.Errorf("called %s with %v and %q", path, sent, header("X-Grant"))
	}
	must(t, c.Refresh(t.Context()))
	kept, err := e.m.Connections.Open(t.Context(), "sample")
	must(t, err)
	if _, _, header := echoes(t, kept, "/list"); header("X-Grant") != "second, by POST" {
		t.Errorf("after the refresh: %q", header("X-Grant"))
	}
	if left := kept.Entry.Expires.Sub(e.m.Now()); left <= 0 || left > time.Hour {
		t.Errorf("the credentials end in %v", left)
	}
	must(t, e.m.Connections.Delete(t.Context(), "sample"))
	if !e.told("DELETE /echo/connections/") {
		t.Errorf("the service was not told: %q", e.lines)
	}
}

// Every feature of responseHandlers, as a person's call sees it; the test shows what a script sees.
func handlersExample(t *testing.T, e *example) {
	c, _ := e.connect(t, "")
	tested(t, c, "anna", "log: a page came in place of data; GET is over; failure reported by the connector's responseHandlers")
	for target, want := range map[string]struct{ what, said, next string }{
		"/none":      {},
		"/me":        {},
		"/":          {what: "a page came in place of data", said: "text/html", next: "responseHandlers"},
		"/echo/gone": {what: "GET is over", next: oauth1.HintReconnect},
		"/echo/busy": {what: "failure reported by the connector's responseHandlers", next: "Wait before the next request"},
	} {
		resp, err := c.Send(t.Context(), flow.Request{Target: target})
		must(t, err)
		trouble := flow.Explanation{}
		if resp.Explanation() != nil {
			trouble = *resp.Explanation()
		}
		if !strings.Contains(trouble.What, want.what) || !strings.Contains(trouble.ProviderMessage, want.said) || !strings.Contains(trouble.Next, want.next) ||
			(resp.Explanation() == nil) != (want.what == "") {
			t.Errorf("%s: %+v, want %+v", target, trouble, want)
		}
	}
	if _, _, header := echoes(t, c, "/echo/other"); header("X-Grant") != "first" {
		t.Errorf("called with the grant %q", header("X-Grant"))
	}
	resp, err := c.Send(t.Context(), flow.Request{Target: "/echo/grant"})
	must(t, err)
	if resp.Explanation() != nil {
		t.Errorf("/echo/grant: %+v", resp.Explanation())
	}
	if _, _, header := echoes(t, c, "/echo/other"); header("X-Grant") != "second" {
		t.Errorf("after the refresh: %q", header("X-Grant"))
	}
}

// The alias, the file that is named, what stands within the spec, and the schema at its root.
func olderExample(t *testing.T, e *example) {
	c, _ := e.connect(t, "", "account", "88")
	tested(t, c, "anna")
	if _, _, header := echoes(t, c, "/echo"); header("X-Account") != "88" {
		t.Errorf("sent %q", header("X-Account"))
	}
	must(t, e.m.Connections.Delete(t.Context(), "sample"))
	if !e.told("POST /echo/bye") {
		t.Errorf("the service was not told: %q", e.lines)
	}
}
