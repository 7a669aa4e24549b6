package oauth1

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"countersign/internal/text"
)

// discoveryLimit is the longest discovery document, in bytes.
const discoveryLimit = 1 << 20

// endpoints are the three of RFC 5849 section 2: for the request token, the authorization and the access token.
type endpoints [3]string

// withEndpoints returns the config with these endpoints, if there are any.
func (c Config) withEndpoints(found endpoints) Config {
	if found != (endpoints{}) {
		c.RequestTokenURI, c.AuthorizeURI, c.TokenURI = found[0], found[1], found[2]
	}
	return c
}

// discover requests the endpoints of the service, if the dialect has a Discovery. The request is not signed. It returns
// none if the service lists none and the config has its own.
func discover(ctx context.Context, c *Client) (found endpoints, err error) {
	where := c.config.Dialect.Discovery
	if where.URI == "" {
		return endpoints{}, nil
	}
	what := "cannot discover the OAuth endpoints of " + Host(where.URI)
	ctx, cancel := context.WithTimeout(ctx, TokenTimeout)
	defer cancel()
	_, err = c.do(ctx, what, outgoing{step: StepConfig, Request: Request{
		Method: http.MethodGet, URL: where.URI, Header: http.Header{"Accept": {"application/json"}}, Limit: discoveryLimit, Unsigned: true,
		Read: func(in *Response) error {
			var invalid error
			found, invalid = readEndpoints(in, where.RequestTokenURI, where.AuthorizeURI, where.TokenURI)
			if errors.Is(invalid, errNoEndpoints) && c.config.CheckAddresses() == nil {
				found = endpoints{}
				return nil
			}
			if invalid == nil {
				invalid = checkDiscovered(where.URI, found, c.options.AllowHTTP)
			}
			if invalid == nil {
				return nil
			}
			in.Exchange.Failure = text.Safe(invalid.Error(), MaxQuoted)
			return undiscovered(what, in, invalid)
		},
	}})
	if err != nil {
		return endpoints{}, err
	}
	return found, nil
}

// errNoEndpoints is the error of a valid document without OAuth 1.0a endpoints.
var errNoEndpoints = errors.New("the service lists no OAuth 1.0a endpoints")

// undiscovered returns the error of a response without usable endpoints.
func undiscovered(what string, in *Response, err error) error {
	e := &StepError{Step: StepConfig, What: what, Err: err, Hint: "Check the URL: the API may be elsewhere, or not enabled."}
	switch location := in.Header.Get("Location"); {
	case errors.Is(err, errNoEndpoints):
		e.Hint = "Check that OAuth 1.0a is enabled there. On WordPress and similar services it is a plugin."
	case in.Status/100 == 3 && location != "":
		e.Hint = "The service redirects to " + text.Safe(location, 120) + ". If that is right, use that URL."
	case !in.ok():
		e.ProviderMessage = in.Reply.Message
	}
	return e
}

// readEndpoints returns the endpoints at these paths in the document.
func readEndpoints(in *Response, paths ...string) (found endpoints, err error) {
	if err := in.checkComplete(discoveryLimit); err != nil {
		return found, err
	}
	var document any
	if json.Unmarshal(bytes.TrimPrefix(in.Body, []byte("\xef\xbb\xbf")), &document) != nil {
		return found, errors.New("the response is not JSON")
	}
	for i, path := range paths {
		if found[i] = textAt(document, path); found[i] == "" {
			return endpoints{}, fmt.Errorf("%w: no %s", errNoEndpoints, text.Safe(path, 80))
		}
	}
	return found, nil
}

// textAt returns the string at a path (a.b.0.c) in a JSON value, or "".
func textAt(value any, path string) string {
	for _, name := range strings.Split(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(v) {
				return ""
			}
			value = v[i]
		default:
			return ""
		}
	}
	text, _ := value.(string)
	return text
}

// checkDiscovered returns an error if an endpoint is on another host than the document: the document alone is no reason
// to send the consumer key and the user there.
func checkDiscovered(document string, found endpoints, allowHTTP bool) error {
	from, err := url.Parse(document)
	if err != nil {
		return UnwrapURLError(err)
	}
	for _, uri := range found {
		to, err := url.Parse(uri)
		if err != nil || to.Host == "" {
			return errors.New("an endpoint in the response is not an absolute URL")
		}
		if !strings.EqualFold(to.Hostname(), from.Hostname()) || to.Port() != from.Port() {
			return fmt.Errorf("an endpoint is on another host: %s", text.Safe(to.Host, 80))
		}
		if _, err := checkScheme(uri, allowHTTP); err != nil {
			return err
		}
	}
	return nil
}
