package clitest

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// onlyOOB runs a proxy for the script's sandbox that accepts only the callback oob. Its base URI is in $ONLY_OOB. $FREE_PORT
// is a free port.
func onlyOOB(ts *testscript.TestScript, _ bool, _ []string) {
	sandbox, err := url.Parse(ts.Getenv("SANDBOX"))
	ts.Check(err)
	behind := httputil.NewSingleHostReverseProxy(sandbox) // keeps the Host, which is signed
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), `oauth_callback="http`) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, "Desktop applications only support the oauth_callback value 'oob'")
			return
		}
		behind.ServeHTTP(w, r)
	}))
	ts.Defer(provider.Close)
	ts.Setenv("ONLY_OOB", provider.URL)

	l, err := net.Listen("tcp4", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv("FREE_PORT", strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
	ts.Check(l.Close())
	ts.Setenv("SANDBOX_PORT", sandbox.Port())
}
