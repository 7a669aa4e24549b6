package oauth1

import (
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"countersign/flow/oauth1/signature"
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

// defaultPageHold is how long the page waits to say what became of the verifier, for as long as somebody is there to exchange
// it.
const defaultPageHold = 5 * time.Second

// receive settles the dance by a callback. The page that the person sees says no more than is known: it waits for the
// exchange while somebody makes it, for a few seconds.
func (p *Pending) receive(w http.ResponseWriter, query string) {
	verifier, err := p.expected().judge(signature.ParseForm(query), false)
	switch {
	case err == nil:
		if !p.outcome.settle(p.verify(verifier, false), nil) {
			writePage(w, http.StatusOK, pageAnswered)
			return
		}
		writePage(w, http.StatusOK, p.handover.page())
	case errors.Is(err, errOtherAuthorization):
		writePage(w, http.StatusBadRequest, pageOther)
	case errors.Is(err, errNoVerifier):
		p.outcome.settle(nil, failed(p.client.config, errors.New("the provider came back without a verifier"), "",
			"if it speaks OAuth 1.0 and gives none, say so in the connector's dialect: verifier: none"))
		writePage(w, http.StatusBadRequest, pageNothing)
	default:
		p.outcome.settle(nil, err)
		writePage(w, http.StatusOK, pageRefused)
	}
}

// handover is what the browser's page waits for: what becomes of the verifier.
type handover struct {
	awaited   atomic.Bool   // somebody waits for the verifier, who will exchange what comes
	exchanged chan bool     // whether the verifier gave an access token
	ending    sync.Once     // of closed
	closed    chan struct{} // nobody will exchange anything any more
	hold      time.Duration // how long the page waits
}

func newHandover(hold time.Duration) *handover {
	return &handover{hold: hold, exchanged: make(chan bool, 1), closed: make(chan struct{})}
}

// page waits for what becomes of the verifier, where somebody waited for it and so goes on with it.
func (h *handover) page() pageText {
	if !h.awaited.Load() {
		return pageArrived
	}
	hold := time.NewTimer(h.hold)
	defer hold.Stop()
	select {
	case taken := <-h.exchanged:
		if taken {
			return pageExchanged
		}
		return pageUnusable
	case <-h.closed:
	case <-hold.C:
	}
	return pageArrived
}

// tell says whether the verifier gave an access token.
func (h *handover) tell(taken bool) {
	select {
	case h.exchanged <- taken:
	default: // told before
	}
}

func (h *handover) close() { h.ending.Do(func() { close(h.closed) }) }

// conclude tells the page that may wait for it whether the verifier gave an access token, and lets it out of the door: the
// program may end right after.
func (p *Pending) conclude(taken bool) {
	p.handover.tell(taken)
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
