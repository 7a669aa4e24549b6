package sandbox

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// provider is the sandbox itself: its endpoints and what it remembers.
type provider struct {
	as     *Personality // whom it plays; the plain sandbox when plays is false
	plays  bool
	now    func() time.Time
	routes []route
	key    keyPair

	tokens *requestTokens
	access accessTokens
	nonces nonces
	notes  notes

	randomness sync.Mutex
	random     io.Reader
	logging    sync.Mutex
	log        func(line string)
}

// New is the provider without a listener, for a server of the caller's own. It
// answers only requests whose Host header names the loopback.
func New(o Options) http.Handler { return newProvider(o) }

func newProvider(o Options) *provider {
	p := &provider{as: o.As, plays: o.As != nil, now: o.Now, random: o.Random, log: o.Log, key: newKeyPair()}
	if !p.plays {
		p.as = plainSandbox()
	}
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
	p.tokens.shape = p.as.Verifier.Shape
	p.routes = p.makeRoutes()
	return p
}

// ServeHTTP answers one request and logs one line of it: method, path, status
// and the refusal. Queries, bodies and headers may hold secrets and stay out.
func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	p.setHeaders(w.Header())
	line := ""
	if err := p.answer(seen, r); err != nil {
		p.refuse(seen, r, err)
		line = " " + err.Error() + p.logged(err)
	}
	p.logLine(fmt.Sprintf("%s %s %d%s", plain(r.Method, 20), plain(pathOf(r), 100), seen.status, line))
}

func (p *provider) answer(w http.ResponseWriter, r *http.Request) error {
	played := p.as.Plays(r.Host)
	if !played && !ownHost(r.Host) {
		return &failure{status: http.StatusMisdirectedRequest, Text: "the Host header names another machine; " +
			"call the sandbox by 127.0.0.1 or localhost" + p.as.otherNames()}
	}
	rt, err := p.find(r.Method, pathOf(r), r.URL.RawQuery)
	if err != nil {
		return err
	}
	a, err := readArrival(w, r)
	if err != nil {
		return err
	}
	a.route, a.played, a.signedScheme = rt, played && !ownHost(r.Host), p.as.SignedScheme
	return rt.serve(w, a)
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

// statusWriter remembers the status for the log.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
