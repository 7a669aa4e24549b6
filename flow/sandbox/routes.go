package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/wire"
)

// route is a path and its handler. Several may share a path and differ in the query.
type route struct {
	path    string                         // {name} is any segment, or part of one
	query   map[string]personality.Pattern // required in the query
	methods []string                       // empty: any
	below   bool                           // also the paths below
	serve   func(http.ResponseWriter, *incoming) error
}

// The endpoints of the plain sandbox. Paths are compared as sent: no cleaning, no redirect.
const (
	pathHome  = "/"
	pathMe    = "/me"
	pathEcho  = "/echo"
	pathNotes = "/notes"
	// pathApproved is the last page when its URL contains the verifier.
	pathApproved = "/sandbox/approved"
)

var (
	getMethods  = []string{http.MethodGet, http.MethodHead}
	stepMethods = []string{http.MethodPost, http.MethodGet}
	readWrite   = []string{http.MethodGet, http.MethodHead, http.MethodPost}
)

// makeRoutes returns the routes in order of precedence.
func (p *provider) makeRoutes() []route {
	home := route{path: pathHome, methods: getMethods, serve: homePage{p.as}.serve}
	if p.as.service {
		return append(slices.Concat(p.authorizationRoutes(), p.apiRoutes()), home) // a service may have this path, too
	}
	api := &plainAPI{auth: p.auth, now: p.now}
	return slices.Concat([]route{home}, p.authorizationRoutes(), []route{
		{path: pathMe, methods: getMethods, serve: api.signed(api.me)},
		{path: pathEcho, below: true, serve: api.signed(api.echo)},
		{path: pathNotes, methods: readWrite, serve: api.signed(api.notebook)},
	})
}

func (p *provider) authorizationRoutes() []route {
	if p.as.RequestToken == nil {
		return nil
	}
	consent := &consentPage{p.as, p.auth.requests}
	r, page, a := p.as.RequestToken, p.as.Authorize, p.as.AccessToken
	first := p.endpoints.requestToken
	if r.Path == a.Path && len(r.Query) == 0 {
		first = p.endpoints.eitherStep
	}
	routes := []route{
		{path: r.Path, query: r.Query, methods: orElse(r.Methods, stepMethods), serve: first},
		{path: page.Path, query: page.Query, methods: readWrite, serve: consent.authorize},
		{path: a.Path, query: a.Query, methods: orElse(a.Methods, stepMethods), serve: p.endpoints.accessToken},
	}
	if p.as.OutOfBand.Mode == "address" {
		routes = append(routes, route{path: pathApproved, methods: getMethods, serve: approved})
	}
	return routes
}

func orElse(methods, otherwise []string) []string {
	if len(methods) == 0 {
		return otherwise
	}
	return methods
}

// apiRoutes are the other routes of a simulated service.
func (p *provider) apiRoutes() []route {
	api := &serviceAPI{as: p.as, auth: p.auth, access: p.auth.access}
	var routes []route
	if d := p.as.Discovery; d != nil {
		routes = append(routes, route{path: d.Path, methods: getMethods, serve: api.discovery})
	}
	if a := p.as.Refresh; a != nil {
		routes = append(routes, route{path: a.Path, query: a.Query, methods: a.HTTPMethods(), serve: p.endpoints.renew})
	}
	if a := p.as.Revoke; a != nil {
		routes = append(routes, route{path: a.Path, query: a.Query, methods: a.HTTPMethods(), serve: p.endpoints.revoke})
	}
	if r := p.as.Redirect; r != nil {
		routes = append(routes, route{path: r.Path, methods: getMethods, serve: api.redirect})
	}
	for _, c := range p.as.Requests {
		routes = append(routes, route{path: c.Path, query: c.Query, methods: []string{c.Method}, serve: api.canned(c)})
	}
	return routes
}

// router finds the route of a request.
type router struct {
	as     role
	routes []route
}

// find returns the route for a method and a URL. The failure is a 405 if only the method differs, else a 404.
func (t router) find(method, path, rawQuery string) (route, error) {
	paths := make([]string, 0, len(t.routes))
	var allowed []string
	miss := ""
	query := wire.ParsePairs(rawQuery)
	for _, rt := range t.routes {
		switch {
		case !rt.matchesPath(path) || !rt.asked(query):
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
		return route{}, &failure{
			status: http.StatusMethodNotAllowed, allow: list, Text: t.allowedMethods(miss, list, method),
		}
	}
	return route{}, &failure{
		status: http.StatusNotFound, Text: "no endpoint at " + wire.Printable(path, 100), Paths: paths,
	}
}

// allowedMethods names the methods of a path, and for a token step the key of the dialect.
func (t router) allowedMethods(path, allowed, came string) string {
	text := path + " accepts " + allowed
	if !t.as.service || t.as.RequestToken == nil {
		return text
	}
	switch path {
	case t.as.RequestToken.Path:
		return fmt.Sprintf("%s, not %s: set requestTokenMethod in the dialect", text, wire.Printable(came, 20))
	case t.as.AccessToken.Path:
		return fmt.Sprintf("%s, not %s: set tokenMethod in the dialect", text, wire.Printable(came, 20))
	}
	return text
}

// matchesPath reports whether a path, as sent, matches the route.
func (rt route) matchesPath(path string) bool {
	if rt.below && strings.HasPrefix(path, rt.path+"/") {
		return true
	}
	return slices.EqualFunc(strings.Split(rt.path, "/"), strings.Split(path, "/"), matchesSegment)
}

// matchesSegment compares a segment with a template that may contain one {name}: "{id}.json" matches "12.json".
func matchesSegment(template, segment string) bool {
	before, rest, found := strings.Cut(template, "{")
	_, after, closed := strings.Cut(rest, "}")
	if !found || !closed {
		return template == segment
	}
	return len(segment) > len(before)+len(after) && strings.HasPrefix(segment, before) && strings.HasSuffix(segment, after)
}

func (rt route) asked(query []wire.Pair) bool {
	for name, want := range rt.query {
		if !slices.ContainsFunc(query, func(q wire.Pair) bool { return q.Name == name && want.Matches(q.Value) }) {
			return false
		}
	}
	return true
}
