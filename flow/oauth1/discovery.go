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

// discoveryLimit bounds the document that names a service's addresses, in bytes.
const discoveryLimit = 1 << 20

// addresses are the three of RFC 5849 section 2.
type addresses struct{ requestToken, authorize, token string }

// at gives the config with these addresses, where there are any.
func (c Config) at(a addresses) Config {
	if a != (addresses{}) {
		c.RequestTokenURI, c.AuthorizeURI, c.TokenURI = a.requestToken, a.authorize, a.token
	}
	return c
}

// discover asks the service where its addresses are, if the connector says how. There are none to use when it does not, or
// when the service names none and the config has its own. The question is not signed and holds nothing of the person's.
func discover(ctx context.Context, c *Client) (addresses, error) {
	where := c.config.Dialect.Discovery
	if where.URI == "" {
		return addresses{}, nil
	}
	doing := fmt.Sprintf("asking %s for its OAuth addresses", Host(where.URI))
	ctx, cancel := context.WithTimeout(ctx, TokenTimeout)
	defer cancel()
	var found addresses
	var useless error
	_, err := c.do(ctx, outgoing{
		step: StepConfig, method: http.MethodGet, url: where.URI, header: http.Header{"Accept": {"application/json"}}, limit: discoveryLimit, unsigned: true,
	}, func(in *incoming, _ problem) error {
		found, useless = in.addresses(where.RequestTokenURI, where.AuthorizeURI, where.TokenURI)
		if errors.Is(useless, errNoAddresses) && c.config.CheckAddresses() == nil {
			found, useless = addresses{}, nil
			return nil
		}
		if useless == nil {
			useless = checkDiscovered(where.URI, found, c.options.AllowHTTP)
		}
		if useless != nil {
			in.exchange.Failure = text.Safe(useless.Error(), MaxQuoted)
			useless = undiscovered(doing, in, useless)
		}
		return useless
	})
	switch {
	case useless != nil:
		return addresses{}, useless
	case err != nil:
		return addresses{}, NoResponse(StepConfig, doing, err)
	}
	return found, nil
}

// errNoAddresses says that the service answered, but that it knows no OAuth 1.0a.
var errNoAddresses = errors.New("the answer names no OAuth 1.0a")

// undiscovered is the error of an answer that leads nowhere.
func undiscovered(doing string, in *incoming, err error) error {
	e := &StepError{Step: StepConfig, What: doing, Err: err, Hint: "check the address that was given; the service may have its API elsewhere, or not at all"}
	switch location := in.header.Get("Location"); {
	case errors.Is(err, errNoAddresses):
		e.Hint = "check that OAuth 1.0a is switched on there: on WordPress and the like it is a plugin"
	case in.status/100 == 3 && location != "":
		e.Hint = "the service is at " + text.Safe(location, 120) + ": give that address, if it is right"
	case in.status > 299:
		e.ProviderMessage = in.said()
	}
	return e
}

// addresses reads the document.
func (in *incoming) addresses(requestToken, authorize, token string) (addresses, error) {
	var document any
	switch {
	case in.status < 200 || in.status > 299:
		return addresses{}, fmt.Errorf("the answer was %s", StatusText(in.status))
	case in.truncated:
		return addresses{}, fmt.Errorf("the answer is longer than %d KiB", discoveryLimit>>10)
	case json.Unmarshal(bytes.TrimPrefix(in.body, []byte("\xef\xbb\xbf")), &document) != nil:
		return addresses{}, errors.New("the answer is no JSON")
	}
	found := addresses{textAt(document, requestToken), textAt(document, authorize), textAt(document, token)}
	for _, one := range []Param{{Name: requestToken, Value: found.requestToken}, {Name: authorize, Value: found.authorize}, {Name: token, Value: found.token}} {
		if one.Value == "" {
			return addresses{}, fmt.Errorf("%w: there is no %s in it", errNoAddresses, text.Safe(one.Name, 80))
		}
	}
	return found, nil
}

// textAt is the text at a locator, a.b.0.c; empty when there is none.
func textAt(value any, locator string) string {
	for _, name := range strings.Split(locator, ".") {
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

// checkDiscovered keeps the dance at the service that was asked: the consumer key and the person go to no other host on the
// word of a document.
func checkDiscovered(asked string, found addresses, allowHTTP bool) error {
	from, err := url.Parse(asked)
	if err != nil {
		return UnwrapURLError(err)
	}
	for _, uri := range []string{found.requestToken, found.authorize, found.token} {
		to, err := url.Parse(uri)
		if err != nil {
			return errors.New("the answer gives an address that cannot be read as a URL")
		}
		if !strings.EqualFold(to.Hostname(), from.Hostname()) || to.Port() != from.Port() {
			return fmt.Errorf("the answer leads to another host, %s", text.Safe(to.Host, 80))
		}
		if err := checkScheme(uri, allowHTTP); err != nil {
			return err
		}
	}
	return nil
}
