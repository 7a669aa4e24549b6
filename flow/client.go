package flow

import (
	"io"
	"net/http"
	"time"
)

// client signs and sends, and reads what comes back.
type client struct {
	transport http.RoundTripper
	now       func() time.Time
	random    io.Reader
	allowHTTP bool
	traffic   *Traffic
	debug     *DebugLog  // nil: none
	rehearsal *Rehearsal // nil: requests go where they say
}

// newTransport has time limits where net/http has none. The proxy of the environment is honoured.
func newTransport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = time.Minute
	t.MaxResponseHeaderBytes = 256 << 10
	return t
}
