package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// route is one path and what answers there. Several may share a path and differ
// in the query.
type route struct {
	path    string             // {name} is any one segment, or the rest of it
	query   map[string]Pattern // what must be in the query
	methods []string           // empty: any
	below   bool               // the paths below this one too
	serve   func(http.ResponseWriter, *arrival) error
}

// Where the endpoints of the plain sandbox stand. Paths are compared as they
// were sent: a path in another spelling is another path, and nothing is
// redirected to a cleaner one.
const (
	pathHome         = "/"
	pathRequestToken = "/oauth/request_token" //nolint:gosec // a path, no credential
	pathAuthorize    = "/oauth/authorize"
	pathAccessToken  = "/oauth/access_token" //nolint:gosec // a path, no credential
	pathMe           = "/me"
	pathEcho         = "/echo"
	pathNotes        = "/notes"
	// pathApproved is where the browser ends when a verifier stands in the
	// address; no service's own page is played there.
	pathApproved = "/sandbox/approved"
)

var (
	getMethods  = []string{http.MethodGet, http.MethodHead}
	stepMethods = []string{http.MethodPost, http.MethodGet}
	readWrite   = []string{http.MethodGet, http.MethodHead, http.MethodPost}
)

// makeRoutes lists what answers, in the order in which it is looked for.
func (p *provider) makeRoutes() []route {
	home := route{path: pathHome, methods: getMethods, serve: p.home}
	if p.plays {
		return append(slices.Concat(p.danceRoutes(), p.apiRoutes()), home) // a service may have a call there
	}
	return slices.Concat([]route{home}, p.danceRoutes(), []route{
		{path: pathMe, methods: getMethods, serve: p.signed(p.me)},
		{path: pathEcho, below: true, serve: p.signed(p.echo)},
		{path: pathNotes, methods: readWrite, serve: p.signed(p.notebook)},
	})
}

func (p *provider) danceRoutes() []route {
	if p.as.RequestToken == nil {
		return nil
	}
	r, page, a := p.as.RequestToken, p.as.Authorize, p.as.AccessToken
	first := p.requestToken
	if r.Path == a.Path && len(r.Query) == 0 {
		first = p.eitherStep
	}
	routes := []route{
		{path: r.Path, query: r.Query, methods: orElse(r.Methods, stepMethods), serve: first},
		{path: page.Path, query: page.Query, methods: readWrite, serve: p.authorize},
		{path: a.Path, query: a.Query, methods: orElse(a.Methods, stepMethods), serve: p.accessToken},
	}
	if p.as.OutOfBand.Mode == "address" {
		routes = append(routes, route{path: pathApproved, methods: getMethods, serve: p.approved})
	}
	return routes
}

func orElse(methods, otherwise []string) []string {
	if len(methods) == 0 {
		return otherwise
	}
	return methods
}

func (a Action) methods() []string { return strings.Split(a.Method, "|") }

// apiRoutes are what a service that is played answers besides the dance.
func (p *provider) apiRoutes() []route {
	var routes []route
	if d := p.as.Discovery; d != nil {
		routes = append(routes, route{path: d.Path, methods: getMethods, serve: p.discovery})
	}
	if a := p.as.Renew; a != nil {
		routes = append(routes, route{path: a.Path, query: a.Query, methods: a.methods(), serve: p.renew})
	}
	if a := p.as.Revoke; a != nil {
		routes = append(routes, route{path: a.Path, query: a.Query, methods: a.methods(), serve: p.revoke})
	}
	if r := p.as.Redirect; r != nil {
		routes = append(routes, route{path: r.Path, methods: getMethods, serve: p.redirect})
	}
	for _, c := range p.as.Calls {
		routes = append(routes, route{path: c.Path, query: c.Query, methods: []string{c.Method}, serve: p.canned(c)})
	}
	return routes
}

// find gives the route for a method and an address. The failure of the best
// near miss, one whose method alone is another, is a 405; else it is a 404.
func (p *provider) find(method, path, rawQuery string) (route, error) {
	paths := make([]string, 0, len(p.routes))
	var allowed []string
	miss := ""
	query := parsePairs(rawQuery)
	for _, rt := range p.routes {
		switch {
		case !rt.stands(path) || !rt.asked(query):
			if !slices.Contains(paths, rt.path) {
				paths = append(paths, rt.path)
			}
		case len(rt.methods) == 0 || slices.Contains(rt.methods, method):
			return rt, nil
		default:
			miss = rt.path
			allowed = append(allowed, rt.methods...)
		}
	}
	if miss != "" {
		list := strings.Join(slices.Compact(allowed), ", ")
		return route{}, &failure{status: http.StatusMethodNotAllowed, allow: list, Text: p.methodTaken(miss, list, method)}
	}
	return route{}, &failure{status: http.StatusNotFound, Text: "nothing stands at " + plain(path, 100), Paths: paths}
}

// methodTaken says by which HTTP methods a path is called. Of a token step it
// names the key of the dialect.
func (p *provider) methodTaken(path, allowed, came string) string {
	text := path + " takes " + allowed
	if !p.plays || p.as.RequestToken == nil {
		return text
	}
	switch path {
	case p.as.RequestToken.Path:
		return fmt.Sprintf("%s; %s came: set requestTokenMethod in the dialect", text, plain(came, 20))
	case p.as.AccessToken.Path:
		return fmt.Sprintf("%s; %s came: set tokenMethod in the dialect", text, plain(came, 20))
	}
	return text
}

// stands reports whether a path, as it was sent, is the route's.
func (rt route) stands(path string) bool {
	if rt.below && strings.HasPrefix(path, rt.path+"/") {
		return true
	}
	return slices.EqualFunc(strings.Split(rt.path, "/"), strings.Split(path, "/"), fitsSegment)
}

// fitsSegment compares a segment of a path with a template's, which may hold
// one {name}: "{id}.json" fits "12.json".
func fitsSegment(template, segment string) bool {
	before, rest, found := strings.Cut(template, "{")
	_, after, closed := strings.Cut(rest, "}")
	if !found || !closed {
		return template == segment
	}
	return len(segment) > len(before)+len(after) && strings.HasPrefix(segment, before) && strings.HasSuffix(segment, after)
}

func (rt route) asked(query []param) bool {
	for name, want := range rt.query {
		if !slices.ContainsFunc(query, func(q param) bool { return q.name == name && want.Fits(q.value) }) {
			return false
		}
	}
	return true
}

// Plays reports whether a Host header (a host, perhaps with a port) names a host
// of the service, which the request would have gone to in earnest.
func (p *Personality) Plays(header string) bool {
	host := strings.ToLower((&url.URL{Host: header}).Hostname())
	return slices.ContainsFunc(p.Hosts, func(known string) bool {
		below, isBelow := strings.CutPrefix(known, "*")
		return known == "*" || known == host || isBelow && strings.HasSuffix(host, below)
	})
}

// otherNames says which other hosts the sandbox answers to.
func (p *Personality) otherNames() string {
	if len(p.Hosts) == 0 {
		return ""
	}
	return ", or by " + oneOf(p.Hosts)
}
