package oauth1

import (
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"countersign/flow/oauth1/signature"
)

//go:embed callback.html
var callbackHTML string

// callbackPage contains nothing of the callback's parameters.
var callbackPage = template.Must(template.New("callback").Parse(callbackHTML))

// pageText is the text of the callback page. Good selects its icon.
type pageText struct {
	Title, Text string
	Good        bool
}

var (
	pageReceived  = pageText{"Verifier received", "countersign continues in the terminal. You can close this tab.", true}
	pageExchanged = pageText{"Access granted", "countersign has the access token and continues in the terminal. You can close this tab.", true}
	pageFailed    = pageText{"Access token request failed", "See the terminal for the reason. You can close this tab.", false}
	pageSettled   = pageText{"Already authorized", "See the terminal for the result. You can close this tab.", true}
	pageDenied    = pageText{"Access denied", "Nothing was saved. Go back to the terminal to try again. You can close this tab.", false}
	pageOther     = pageText{"This link is for another authorization", "Open the newest link from the terminal.", false}
	pageNothing   = pageText{"No verifier received", "See the terminal for what to do next.", false}
)

// defaultPageTimeout is how long the callback page waits for the access token.
const defaultPageTimeout = 5 * time.Second

// Notice is something that happened while an authorization is in progress and did not settle it.
type Notice string

// The notices, in sentences.
const (
	NoticeIgnored     Notice = "Ignored a callback without this authorization's token. Still waiting."
	NoticeMaybeDenied Notice = "The service may have denied access. Start over, or keep waiting."
	NoticeNoVerifier  Notice = "The callback has no verifier. If the service shows one, paste it. Still waiting."
	NoticeHTTPS       Notice = "Your browser used https. Open the http address, or paste it here."
)

// maxNotices is how many notices are kept for a reader.
const maxNotices = 8

// Notices returns the notices of this authorization. The channel is never closed.
func (p *Pending) Notices() <-chan Notice { return p.notices }

func (p *Pending) notify(n Notice) {
	select {
	case p.notices <- n:
	default: // nobody has read the earlier ones
	}
}

// receive handles a callback. The page waits for the access token, if somebody requests it, and then shows the result.
func (p *Pending) receive(w http.ResponseWriter, query string) {
	params := signature.ParseForm(query)
	verifier, err := p.readCallback(params, false)
	switch {
	case err == nil:
		v := p.verified(verifier, false)
		v.extra = callbackExtra(params)
		if !p.outcome.settle(v, nil) {
			writePage(w, http.StatusOK, pageSettled)
			return
		}
		writePage(w, http.StatusOK, p.resultPage())
	case errors.Is(err, errOtherAuthorization):
		p.notify(NoticeIgnored)
		writePage(w, http.StatusBadRequest, pageOther)
	case errors.Is(err, errNotOurs):
		p.notify(NoticeIgnored)
		writePage(w, http.StatusBadRequest, pageNothing)
	case errors.Is(err, errMaybeDenied):
		p.notify(NoticeMaybeDenied)
		writePage(w, http.StatusBadRequest, pageNothing)
	case errors.Is(err, errNoVerifier):
		p.notify(NoticeNoVerifier)
		writePage(w, http.StatusBadRequest, pageNothing)
	default:
		p.outcome.settle(nil, err)
		writePage(w, http.StatusOK, pageDenied)
	}
}

// callbackExtra returns the values that arrive on the callback only, such as a user ID.
func callbackExtra(params []Param) []Param {
	var extra []Param
	for _, p := range params {
		if !strings.HasPrefix(p.Name, "oauth_") && p.Name != "denied" && p.Name != "error" && p.Value != "" {
			extra = append(extra, p)
		}
	}
	return extra
}

// resultPage waits until the verifier is exchanged, if somebody waits for it.
func (p *Pending) resultPage() pageText {
	if !p.HasWaiter() {
		return pageReceived
	}
	timeout := time.NewTimer(p.client.options.PageTimeout)
	defer timeout.Stop()
	select {
	case ok := <-p.exchanged:
		if ok {
			return pageExchanged
		}
		return pageFailed
	case <-p.closed:
	case <-timeout.C:
	}
	return pageReceived
}

// finish tells the callback page whether the verifier was exchanged, and waits until it is sent: the program may exit
// right after.
func (p *Pending) finish(ok bool) {
	select {
	case p.exchanged <- ok:
	default: // AccessToken was called before
	}
	_ = p.listener.close() // as in Wait, its error must not lose the token
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
	// The authorization does not depend on whether the browser is still there.
	_ = callbackPage.Execute(w, page)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}
