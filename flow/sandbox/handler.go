package sandbox

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// provider is the sandbox itself: its endpoints and what it remembers.
type provider struct {
	now    func() time.Time
	routes []route

	tokens *requestTokens
	nonces nonces
	notes  notes

	randomness sync.Mutex
	random     io.Reader
	logging    sync.Mutex
	log        func(line string)
}

// route is one path and what answers there.
type route struct {
	path    string
	methods []string // empty: any
	below   bool     // the paths below this one too
	serve   func(http.ResponseWriter, *arrival) error
}

// New is the provider without a listener, for a server of the caller's own. It
// answers only requests whose Host header names the loopback.
func New(o Options) http.Handler { return newProvider(o) }

func newProvider(o Options) *provider {
	p := &provider{now: o.Now, random: o.Random, log: o.Log}
	if p.now == nil {
		p.now = time.Now
	}
	if p.random == nil {
		p.random = rand.Reader
	}
	if p.log == nil {
		p.log = func(string) {}
	}
	p.tokens = newRequestTokens(p.now, p.fresh)
	get := []string{http.MethodGet, http.MethodHead}
	form := []string{http.MethodPost, http.MethodGet}
	p.routes = []route{
		{path: pathHome, methods: get, serve: p.home},
		{path: pathRequestToken, methods: form, serve: p.requestToken},
		{path: pathAuthorize, methods: []string{http.MethodGet, http.MethodHead, http.MethodPost}, serve: p.authorize},
		{path: pathAccessToken, methods: form, serve: p.accessToken},
		{path: pathMe, methods: get, serve: p.signed(p.me)},
		{path: pathEcho, below: true, serve: p.signed(p.echo)},
		{path: pathNotes, methods: append(get, http.MethodPost), serve: p.signed(p.notebook)},
	}
	return p
}

// Where the endpoints stand. Paths are compared as they were sent: a path in
// another spelling is another path, and nothing is redirected to a cleaner one.
const (
	pathHome         = "/"
	pathRequestToken = "/oauth/request_token" //nolint:gosec // a path, no credential
	pathAuthorize    = "/oauth/authorize"
	pathAccessToken  = "/oauth/access_token" //nolint:gosec // a path, no credential
	pathMe           = "/me"
	pathEcho         = "/echo"
	pathNotes        = "/notes"
)

// ServeHTTP answers one request and logs one line of it: method, path, status
// and the refusal. Queries, bodies and headers may hold secrets and stay out.
func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	p.setHeaders(w.Header())
	line := ""
	if err := p.answer(seen, r); err != nil {
		refuse(seen, r, err)
		line = " " + err.Error()
	}
	p.logLine(fmt.Sprintf("%s %s %d%s", plain(r.Method, 20), plain(pathOf(r), 100), seen.status, line))
}

func (p *provider) answer(w http.ResponseWriter, r *http.Request) error {
	if !ownHost(r.Host) {
		return &failure{status: http.StatusMisdirectedRequest, Text: "the Host header names another machine; " +
			"call the sandbox by 127.0.0.1 or localhost"}
	}
	rt, err := p.route(r.Method, pathOf(r))
	if err != nil {
		return err
	}
	a, err := readArrival(w, r)
	if err != nil {
		return err
	}
	return rt.serve(w, a)
}

func (p *provider) route(method, path string) (route, error) {
	paths := make([]string, 0, len(p.routes))
	for _, rt := range p.routes {
		if path == rt.path || rt.below && strings.HasPrefix(path, rt.path+"/") {
			if len(rt.methods) == 0 || slices.Contains(rt.methods, method) {
				return rt, nil
			}
			allowed := strings.Join(rt.methods, ", ")
			return route{}, &failure{
				status: http.StatusMethodNotAllowed, allow: allowed,
				Text: rt.path + " takes " + allowed,
			}
		}
		paths = append(paths, rt.path)
	}
	return route{}, &failure{status: http.StatusNotFound, Text: "nothing stands at " + plain(path, 100), Paths: paths}
}

// setHeaders puts on every answer what suits all of them: nothing here is to
// be stored, framed or guessed at. Date is of the same clock that timestamps
// are judged by, for clients that set theirs by it.
func (p *provider) setHeaders(h http.Header) {
	h.Set("Date", p.now().UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// fresh gives n random bytes.
func (p *provider) fresh(n int) ([]byte, error) {
	p.randomness.Lock()
	defer p.randomness.Unlock()
	b := make([]byte, n)
	if _, err := io.ReadFull(p.random, b); err != nil {
		return nil, fmt.Errorf("reading %d random bytes: %w", n, err)
	}
	return b, nil
}

func (p *provider) logLine(line string) {
	p.logging.Lock()
	defer p.logging.Unlock()
	p.log(line)
}

// refuse writes an error of an endpoint in the form that its kind has.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	if as, ok := errors.AsType[*problem](err); ok {
		as.write(w)
	} else if as, ok := errors.AsType[*failure](err); ok {
		as.write(w)
	} else if as, ok := errors.AsType[*refusalPage](err); ok {
		as.write(w, r)
	} else {
		(&failure{status: http.StatusInternalServerError, Text: "the sandbox failed: " + err.Error()}).write(w)
	}
}

// statusWriter remembers the status for the log.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
