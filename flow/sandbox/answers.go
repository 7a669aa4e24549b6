package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// answerLimit is how long Answers waits at most; a sandbox is on this machine
// and answers at once.
var answerLimit = time.Second

// Answers reports whether a sandbox of this program answers at baseURI, within
// a second or less when ctx ends earlier. Addresses outside this machine are
// not asked, for no sandbox listens there.
func Answers(ctx context.Context, baseURI string) bool {
	u, err := url.Parse(baseURI)
	if err != nil || u.Scheme != "http" || !loopbackHost(u.Hostname()) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(baseURI, "/")+"/", nil)
	if err != nil {
		return false
	}
	request.Header.Set("Accept", "application/json")
	// A transport of its own: no proxy stands before the loopback, no
	// connection is kept, and no redirect leads elsewhere.
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	var answer home
	err = json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&answer)
	return err == nil && response.StatusCode == http.StatusOK && answer.Sandbox == program
}
