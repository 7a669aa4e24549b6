package flow

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
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
	pageArrived = pageText{"The verifier has arrived", "Go back to the terminal: the connection is finished there. You can close this page.", true}
	pageRefused = pageText{"Access was not granted", "Nothing was kept. Go back to the terminal to start again, or close this page.", false}
	pageOther   = pageText{"This is not the authorization that is waited for", "Open the newest link that the terminal shows.", false}
	pageNothing = pageText{"No verifier came with this page", "The terminal says what to do next.", false}
)

// listener waits on 127.0.0.1 for the browser to come back (RFC 8252 section 7.3 gives the reasons for a literal loopback
// address; they hold for OAuth 1.0a as well).
type listener struct {
	sockets []net.Listener
	at      url.URL       // the callback
	server  *http.Server  // nil until serve
	done    chan struct{} // closed when the last socket is served
}

// listen opens the listener and settles what the callback is. Out-of-band, and where a provider calls nobody back, there
// is none. Nothing is answered before answerCallbacks: what comes early waits at the socket.
func (p *Pending) listen(c Config, oob bool) error {
	where := c.Dialect.Loopback
	// A provider that is told "oob" may still send the browser to the callback registered with it: worth listening for
	// when the connector says at which port.
	if oob || c.Dialect.CallbackMode() == "oob" && where.Port == 0 {
		p.callback = outOfBand
		return nil
	}
	name := where.Host
	if name == "" {
		name = "127.0.0.1"
	}
	sockets, err := bind(name, where.Port)
	if err != nil {
		return &StepError{
			Step: StepAuthorize, Doing: fmt.Sprintf("listening for the callback on %s", net.JoinHostPort(name, strconv.Itoa(where.Port))), Err: err,
			Hint: "end the program that holds the port, or ask for a verifier out-of-band (--oob)",
		}
	}
	at := url.URL{Scheme: "http", Host: net.JoinHostPort(name, strconv.Itoa(sockets[0].Addr().(*net.TCPAddr).Port)), Path: where.Path}
	if at.Path == "" {
		at.Path = "/callback"
	}
	p.callback = at.String()
	p.listener = &listener{sockets: sockets, at: at}
	return nil
}

// bind takes the port on 127.0.0.1, and on ::1 too where the provider insists on "localhost", which browsers may resolve
// to either.
func bind(name string, port int) ([]net.Listener, error) {
	first, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, cause(err)
	}
	sockets := []net.Listener{first}
	if name == "localhost" {
		port = first.Addr().(*net.TCPAddr).Port
		if second, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(port))); err == nil {
			sockets = append(sockets, second)
		}
	}
	return sockets, nil
}

// answerCallbacks begins to answer, now that there is a request token to hold callbacks against.
func (p *Pending) answerCallbacks() {
	if p.listener != nil {
		p.listener.serve(p.handleCallback(p.listener.at))
	}
}

func (l *listener) serve(h http.Handler) {
	l.server = &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: 64 << 10, ErrorLog: log.New(io.Discard, "", 0), // it would write over the screens
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

// close lets the page that is being written out of the door, then ends the listener.
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
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := l.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) { // a browser that keeps a spare connection open
		err = l.server.Close()
	}
	<-l.done
	return err
}

// handleCallback answers one path only. Its Host must be ours, or a page elsewhere could reach it through a name that
// resolves to 127.0.0.1; a browser's request for /favicon.ico and the like is no callback.
func (p *Pending) handleCallback(at url.URL) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := url.URL{Host: r.Host} // without a port when that is 80
		switch {
		case orElse(asked.Port(), "80") != at.Port() || !loopback(asked.Hostname()):
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

// receive writes the page before it settles the dance, since settling ends the listener.
func (p *Pending) receive(w http.ResponseWriter, query string) {
	v, err := p.judge(signature.ParseForm(query), false)
	switch {
	case err == nil:
		writePage(w, http.StatusOK, pageArrived)
		p.settle(v, nil)
	case errors.Is(err, errOtherDance):
		writePage(w, http.StatusBadRequest, pageOther)
	case errors.Is(err, errNoVerifier):
		writePage(w, http.StatusBadRequest, pageNothing)
		p.settle(nil, p.failed(errors.New("the provider came back without a verifier"), "",
			"if it speaks OAuth 1.0 and gives none, say so in the connector's dialect: verifier: none"))
	default:
		writePage(w, http.StatusOK, pageRefused)
		p.settle(nil, err)
	}
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
