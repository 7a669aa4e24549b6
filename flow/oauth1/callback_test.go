package oauth1

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
)

// failingClose is a listener whose Close fails.
type failingClose struct{ net.Listener }

func (b failingClose) Close() error {
	return errors.Join(b.Listener.Close(), errors.New("sample failure"))
}

func TestListenerErrorDoesNotLoseTheVerifier(t *testing.T) {
	t.Parallel()
	socket, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := newAuthorization(false)
	p.timer = time.NewTimer(time.Hour)
	p.listener = &listener{sockets: []net.Listener{failingClose{socket}}}
	p.listener.serve(p)
	resp, err := http.Get("http://" + socket.Addr().String() + "/") //nolint:noctx // waits until it is served
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if err := p.Enter("sample-verifier"); err != nil {
		t.Fatal(err)
	}
	if v, err := p.Wait(t.Context()); err != nil || v.verifier.Reveal() != "sample-verifier" {
		t.Errorf("Wait gave %v, %v", v, err)
	}
}

func TestCallbackOnTheDefaultPort(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]int{
		"127.0.0.1": http.StatusOK, "localhost:80": http.StatusOK, "127.0.0.1:81": http.StatusForbidden, "service.example": http.StatusForbidden, "": http.StatusForbidden,
	} {
		p := newAuthorization(false)
		r := httptest.NewRequest(http.MethodGet, "/callback?oauth_verifier=v&oauth_token="+url.QueryEscape(ourToken), nil)
		r.Host = host
		recorder := httptest.NewRecorder()
		l := &listener{at: url.URL{Scheme: "http", Host: "127.0.0.1:80", Path: "/callback"}}
		l.handler(p).ServeHTTP(recorder, r)
		if recorder.Code != want {
			t.Errorf("Host %q: status %d, want %d", host, recorder.Code, want)
		}
	}
}
