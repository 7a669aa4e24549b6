package sandbox

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"countersign/flow/sandbox/wire"
)

// maxBody is the largest body that is read: 1 MiB.
const maxBody = 1 << 20

// incoming is a request as received. What a signature covers is kept as sent: net/http's parsing drops pairs (those with a
// semicolon or an invalid escape) and the spelling of the path.
type incoming struct {
	*http.Request
	path          string      // as sent
	query         []wire.Pair // in order
	form          []wire.Pair // nil unless the body is a form
	authorization []wire.Pair // of an Authorization header with scheme OAuth, without realm
	realm         string      // of the same
	scheme        string      // the Authorization header's scheme, "" without such a header
	body          []byte
	route         route  // the matching route
	played        bool   // the Host header names the simulated service, which implies https
	signedScheme  string // of the base string, if it differs from the URL's
}

// readIncoming reads a request. The error is a *failure for the body and a *problem for the Authorization header.
func readIncoming(w http.ResponseWriter, r *http.Request) (*incoming, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, &failure{status: http.StatusRequestEntityTooLarge, Text: "the body exceeds 1 MiB"}
	}
	if err != nil {
		return nil, &failure{status: http.StatusBadRequest, Text: "incomplete body"}
	}
	a := &incoming{Request: r, path: pathOf(r), query: wire.ParsePairs(r.URL.RawQuery), body: body}
	if mediaType(r) == formType {
		a.form = wire.ParsePairs(string(body))
	}
	return a, a.readAuthorization()
}

func (a *incoming) readAuthorization() error {
	headers := a.Header.Values("Authorization")
	if len(headers) == 0 {
		return nil
	}
	if len(headers) > 1 {
		return malformedHeader("Duplicate Authorization header.")
	}
	scheme, rest, _ := strings.Cut(headers[0], " ")
	a.scheme = scheme
	if !strings.EqualFold(scheme, "OAuth") {
		return nil
	}
	var err error
	if a.authorization, a.realm, err = wire.ParseAuthorization(rest); err != nil {
		return malformedHeader(err.Error())
	}
	return nil
}

// origin is the scheme and host of the URL.
func (a *incoming) origin() string { return originOf(a.urlScheme(), a.Host) }

// urlScheme is the scheme of the URL: https for a simulated service, unless X-Forwarded-Proto says http; http for the sandbox.
func (a *incoming) urlScheme() string {
	if a.played && a.Header.Get("X-Forwarded-Proto") != "http" {
		return "https"
	}
	return "http"
}

// signatureScheme is the scheme in the base string.
func (a *incoming) signatureScheme() string {
	if a.signedScheme != "" {
		return a.signedScheme
	}
	return a.urlScheme()
}

// baseString is what the request's signature covers (RFC 5849 section 3.4.1).
func (a *incoming) baseString() string {
	return wire.BaseString(a.Method, a.baseStringURI(), slices.Concat(a.authorization, a.query, a.form))
}

// baseStringURI follows RFC 5849 section 3.4.1.2.
func (a *incoming) baseStringURI() string { return originOf(a.signatureScheme(), a.Host) + a.path }

// over is the same request with another scheme in the base string.
func (a *incoming) over(scheme string) *incoming {
	other := *a
	other.signedScheme = scheme
	return &other
}

func otherScheme(scheme string) string {
	if scheme == "http" {
		return "https"
	}
	return "http"
}

// originOf omits the default port.
func originOf(scheme, host string) string {
	port := map[string]string{"http": ":80", "https": ":443"}[scheme]
	return scheme + "://" + strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(host), port), ":")
}

// pathOf is the path as sent. A request line with an absolute URI (as sent to proxies) has none.
func pathOf(r *http.Request) string {
	if path, _, _ := strings.Cut(r.RequestURI, "?"); strings.HasPrefix(path, "/") {
		return path
	}
	return r.URL.EscapedPath()
}

const formType = "application/x-www-form-urlencoded"

// mediaType is the content type in lower case, without parameters.
func mediaType(r *http.Request) string {
	bare, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(bare))
}

// accepts reports whether the Accept header names a media type.
func accepts(r *http.Request, mediaType string) bool {
	return strings.Contains(strings.ToLower(r.Header.Get("Accept")), mediaType)
}
