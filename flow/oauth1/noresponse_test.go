package oauth1

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"countersign/flow/oauth1/cause"
)

// rawServer answers every connection with a text, which need not be HTTP.
func rawServer(t *testing.T, text string) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, text)
			conn.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

// A reply without a status line is quoted by net/http.
func TestAMalformedReplyShowsNoSecret(t *testing.T) {
	t.Parallel()
	const planted = "rs9SECRETrs9SECRET"
	var seen []Exchange
	c := NewClient(Config{ConsumerKey: "sample"}, Options{Observer: observe(&seen)})
	for _, text := range []string{"oauth_token=rt&oauth_token_secret=" + planted, "oauth_token=rt&oauth_token_secret=" + planted + "\r\n\r\n"} {
		_, err := c.Send(t.Context(), "request failed", Request{URL: rawServer(t, text) + "/me"})
		if err == nil {
			t.Fatal("there is a response")
		}
		if strings.Contains(err.Error(), planted) || len(seen) == 0 || strings.Contains(seen[len(seen)-1].Failure, planted) {
			t.Errorf("the secret is shown: %v, %+v", err, seen)
		}
	}
}

func TestNoResponseNamesItsCause(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	t.Cleanup(proxy.Close)
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	for want, send := range map[cause.ID]func() error{
		cause.TLS: func() error {
			_, err := NewClient(Config{}, Options{}).Send(t.Context(), "request failed", Request{URL: untrusted.URL})
			return err
		},
		cause.Proxy: func() error {
			transport := &http.Transport{Proxy: http.ProxyURL(at)}
			_, err := NewClient(Config{}, Options{Transport: transport}).Send(t.Context(), "request failed", Request{URL: "https://service.example/"})
			return err
		},
	} {
		err := send()
		var step *StepError
		if !errors.As(err, &step) || step.Cause != want || step.Hint == "" {
			t.Errorf("%s: %v, %+v", want, err, step)
		}
	}
}

func observe(seen *[]Exchange) func(context.Context, Exchange) {
	return func(_ context.Context, x Exchange) { *seen = append(*seen, x) }
}
