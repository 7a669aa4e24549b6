package flow

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"html/template"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"countersign/flow/signature"
)

//go:embed callback.html
var callbackHTML string

// callbackPage is all that a person sees of this program outside the terminal. It repeats nothing of the callback.
var callbackPage = template.Must(template.New("callback").Parse(callbackHTML))

// pageText is what the page says; Good chooses its mark.
type pageText struct {
	Title, Text string
	Good        bool
}

var (
	pageArrived   = pageText{"The verifier has arrived", "countersign goes on in the terminal. You can close this tab.", true}
	pageExchanged = pageText{"The access is there", "countersign has the access token, and goes on in the terminal. You can close this tab.", true}
	pageUnusable  = pageText{"The verifier was not taken", "The service gave no access token for it: the terminal says why. You can close this tab.", false}
	pageAnswered  = pageText{"This was answered already", "The terminal says how it went. You can close this tab.", true}
	pageRefused   = pageText{"Access was not granted", "Nothing was kept. Go back to the terminal to start again. You can close this tab.", false}
	pageOther     = pageText{"This is not the authorization that is waited for", "Open the newest link that the terminal shows.", false}
	pageNothing   = pageText{"No verifier came with this page", "The terminal says what to do next.", false}
)

// pageHold is how long the page waits to say what became of the verifier, for as long as somebody is there to exchange it.
var pageHold = 5 * time.Second

// listener waits on 127.0.0.1 for the browser to come back (RFC 8252 section 7.3 gives the reasons for a literal loopback
// address; they hold for OAuth 1.0a as well).
type listener struct {
	sockets []net.Listener
	at      url.URL       // the callback
	server  *http.Server  // nil until serve
	done    chan struct{} // closed when the last socket is served
	stopped chan struct{} // closed when stop has let the last page out of the door
	once    sync.Once
	err     error // of the end

	mu    sync.Mutex
	spare map[net.Conn]bool // opened by a browser beforehand: nothing was asked on them yet
}

// listen opens the listener and settles what the callback is. Out-of-band, and where a provider calls nobody back, there
// is none. Nothing is answered before answerCallbacks: what comes early waits at the socket. A port of the connector's own
// comes before the person's, since that is the one that is registered at the provider.
func (p *Pending) listen(c Config, o BeginOptions) error {
	where := c.Dialect.Loopback
	// A provider that is told "oob" may still send the browser to the callback registered with it: worth listening for
	// when the connector says at which port.
	if o.OutOfBand || c.Dialect.CallbackMode() == "oob" && where.Port == 0 {
		p.callback = outOfBand
		return nil
	}
	name := where.Host
	if name == "" {
		name = "127.0.0.1"
	}
	port := where.Port
	if port == 0 {
		port = o.CallbackPort
	}
	sockets, err := bind(name, port)
	if err != nil {
		return unbound(name, port, where.Port != 0, err)
	}
	at := url.URL{Scheme: "http", Host: net.JoinHostPort(name, strconv.Itoa(sockets[0].Addr().(*net.TCPAddr).Port)), Path: where.Path}
	if at.Path == "" {
		at.Path = "/callback"
	}
	p.callback = at.String()
	p.listener = &listener{sockets: sockets, at: at}
	return nil
}

// answerCallbacks begins to answer, now that there is a request token to hold callbacks against.
func (p *Pending) answerCallbacks() {
	if p.listener != nil {
		p.listener.serve(p.handleCallback(p.listener.at))
	}
}

func (l *listener) serve(h http.Handler) {
	l.stopped, l.spare = make(chan struct{}), map[net.Conn]bool{}
	l.server = &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: 64 << 10, ConnState: l.keepSpare, ErrorLog: log.New(io.Discard, "", 0), // it would write over the screens
	}
	l.done = make(chan struct{})
	ended := make(chan error, len(l.sockets))
	for _, s := range l.sockets {
		go func() { ended <- l.server.Serve(s) }()
	}
	go func() {
		defer close(l.done)
		for range l.sockets {
			<-ended
		}
	}()
}

// stop takes no callbacks any more; the page that is being answered still gets out of the door.
func (l *listener) stop() {
	if l == nil || l.server == nil {
		return
	}
	l.once.Do(func() {
		for _, s := range l.sockets {
			l.err = errors.Join(l.err, s.Close())
		}
		l.closeSpare()
		go func() {
			defer close(l.stopped)
			ctx, cancel := context.WithTimeout(context.Background(), pageHold+time.Second)
			defer cancel()
			err := l.server.Shutdown(ctx)
			if errors.Is(err, context.DeadlineExceeded) {
				err = l.server.Close()
			}
			<-l.done
			if !errors.Is(err, net.ErrClosed) { // as the sockets are already
				l.err = errors.Join(l.err, err)
			}
		}()
	})
}

func (l *listener) keepSpare(conn net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if state == http.StateNew {
		l.spare[conn] = true
	} else {
		delete(l.spare, conn)
	}
}

// closeSpare spares the end of the server the wait for connections on which nobody asks anything.
func (l *listener) closeSpare() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.spare {
		_ = conn.Close()
	}
}

// close ends the listener, and waits for that.
func (l *listener) close() error {
	if l == nil {
		return nil
	}
	if l.server == nil { // no request token came
		var errs []error
		for _, s := range l.sockets {
			errs = append(errs, s.Close())
		}
		return errors.Join(errs...)
	}
	l.stop()
	<-l.stopped
	return l.err
}

// handleCallback answers one path only. Its Host must be ours, or a page elsewhere could reach it through a name that
// resolves to 127.0.0.1; a browser's request for /favicon.ico and the like is no callback.
func (p *Pending) handleCallback(at url.URL) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := url.URL{Host: r.Host} // without a port when that is 80
		switch {
		case cmp.Or(asked.Port(), "80") != at.Port() || !loopback(asked.Hostname()):
			http.Error(w, "this listener is for 127.0.0.1 only", http.StatusForbidden)
		case r.URL.Path != at.Path:
			http.NotFound(w, r)
		case r.Method != http.MethodGet:
			w.Header().Set("Allow", http.MethodGet)
			http.Error(w, "the callback is a GET", http.StatusMethodNotAllowed)
		default:
			p.receive(w, r.URL.RawQuery)
		}
	})
}

// receive settles the dance by a callback. The page that the person sees says no more than is known: it waits for the
// exchange while somebody makes it, for a few seconds.
func (p *Pending) receive(w http.ResponseWriter, query string) {
	v, err := p.judge(signature.ParseForm(query), false)
	switch {
	case err == nil:
		if !p.settle(v, nil) {
			writePage(w, http.StatusOK, pageAnswered)
			return
		}
		writePage(w, http.StatusOK, p.pageOfExchange())
	case errors.Is(err, errOtherDance):
		writePage(w, http.StatusBadRequest, pageOther)
	case errors.Is(err, errNoVerifier):
		p.settle(nil, p.failed(errors.New("the provider came back without a verifier"), "",
			"if it speaks OAuth 1.0 and gives none, say so in the connector's dialect: verifier: none"))
		writePage(w, http.StatusBadRequest, pageNothing)
	default:
		p.settle(nil, err)
		writePage(w, http.StatusOK, pageRefused)
	}
}

// pageOfExchange waits for what becomes of the verifier, where somebody waited for it and so goes on with it.
func (p *Pending) pageOfExchange() pageText {
	if !p.awaited.Load() {
		return pageArrived
	}
	hold := time.NewTimer(pageHold)
	defer hold.Stop()
	select {
	case taken := <-p.exchanged:
		if taken {
			return pageExchanged
		}
		return pageUnusable
	case <-p.closed:
	case <-hold.C:
	}
	return pageArrived
}

// conclude tells the page that may wait for it whether the verifier gave an access token, and lets it out of the door: the
// program may end right after.
func (p *Pending) conclude(taken bool) {
	select {
	case p.exchanged <- taken:
	default: // told before
	}
	_ = p.listener.close() // as after Wait, a bad end spoils nothing
}

func writePage(w http.ResponseWriter, status int, page pageText) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Connection", "close")
	w.WriteHeader(status)
	// A browser that went away in the meantime changes nothing about the dance.
	_ = callbackPage.Execute(w, page)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}
