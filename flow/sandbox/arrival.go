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

// incoming is a request as it came over the wire. Everything that a signature
// covers is kept as it was sent: net/http's own parsing loses pairs (those with
// a semicolon or a bad escape) and the spelling of the path.
type incoming struct {
	*http.Request
	path          string      // as it stood on the request line
	query         []wire.Pair // in their order
	form          []wire.Pair // nil unless the body is a form
	authorization []wire.Pair // of an Authorization header with scheme OAuth, without realm
	realm         string      // of the same
	scheme        string      // the Authorization header's scheme, "" without such a header
	body          []byte
	route         route  // that it took
	played        bool   // the Host header names the service that is played, which stands for https
	signedScheme  string // stands in the base string in place of the one called; "": the one called
}

// readIncoming reads the whole request. Its errors are a *failure for the body
// and a *problem for the Authorization header.
func readIncoming(w http.ResponseWriter, r *http.Request) (*incoming, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, &failure{status: http.StatusRequestEntityTooLarge, Text: "the body is larger than 1 MiB"}
	}
	if err != nil {
		return nil, &failure{status: http.StatusBadRequest, Text: "the body did not arrive whole"}
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
		return malformedHeader("There is more than one Authorization header; send one.")
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

// origin is the address that was called.
func (a *incoming) origin() string { return originOf(a.urlScheme(), a.Host) }

// urlScheme is the scheme that the client called. A service that is played is
// called over https, unless what led the request here says otherwise; the
// sandbox's own address is http.
func (a *incoming) urlScheme() string {
	if a.played && a.Header.Get("X-Forwarded-Proto") != "http" {
		return "https"
	}
	return "http"
}

// signatureScheme is the scheme that stands in the base string.
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

// over is the same request, signed over another scheme.
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

// originOf leaves out the port that goes without saying.
func originOf(scheme, host string) string {
	port := map[string]string{"http": ":80", "https": ":443"}[scheme]
	return scheme + "://" + strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(host), port), ":")
}

// pathOf is the path as it stood on the request line. A request line with a
// whole URI (as proxies get it) holds no bare path; then its own is taken.
func pathOf(r *http.Request) string {
	if path, _, _ := strings.Cut(r.RequestURI, "?"); strings.HasPrefix(path, "/") {
		return path
	}
	return r.URL.EscapedPath()
}

const formType = "application/x-www-form-urlencoded"

// mediaType is the content type in lower case and without its parameters:
// "application/x-www-form-urlencoded; charset=UTF-8" is a form as well.
func mediaType(r *http.Request) string {
	bare, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(bare))
}

// accepts reports whether the Accept header names a media type.
func accepts(r *http.Request, mediaType string) bool {
	return strings.Contains(strings.ToLower(r.Header.Get("Accept")), mediaType)
}
