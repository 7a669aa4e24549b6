package sandbox

import (
	"net/url"
	"slices"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/wire"
)

const outOfBand = "oob"

const maxCallback = 2000

// parseCallback parses oauth_callback (RFC 5849 section 2.1): "oob" (nil: a page shows the verifier), an https URI, or an
// http URI on this machine. The error is a *problem.
func parseCallback(text string) (*url.URL, error) {
	refused := func(why string) (*url.URL, error) {
		return nil, rejected("oauth_callback is "+wire.Quote(text)+": "+why, "oauth_callback", text)
	}
	switch text {
	case "":
		return nil, absent("Missing or empty oauth_callback. Send a callback URI, or oob.", "oauth_callback")
	case outOfBand:
		return nil, nil
	}
	if wire.Printable(text, maxCallback) != text {
		return refused("longer than 2000 characters, or not percent-encoded.")
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "":
		return refused("neither an absolute URI, such as http://127.0.0.1:8080/callback, nor oob.")
	case u.Scheme == "http" && !loopbackHost(u.Hostname()):
		return refused("http is only allowed for 127.0.0.1, [::1] and localhost. Use https.")
	case u.Scheme != "http" && u.Scheme != "https":
		return refused("the scheme must be https, or http on this machine.")
	case u.User != nil || u.Fragment != "":
		return refused("user name and fragment (#) are not allowed.")
	}
	return u, nil
}

// addQuery appends parameters to a callback without changing its query.
func addQuery(callback url.URL, pairs []wire.Pair) string {
	u := callback
	for _, p := range pairs {
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += p.Name + "=" + wire.Encode(p.Value)
	}
	return u.String()
}

// requestedCallback returns the callback of a request token request; nil for out-of-band, or if the authorize link has it.
func requestedCallback(p role, oauth protocol) (*url.URL, error) {
	text := oauth["oauth_callback"]
	rule := p.Callback
	switch rule.Where {
	case "registered":
		if text == outOfBand && p.OutOfBand.Mode != "none" {
			return nil, nil
		}
		return parseCallback(rule.Registered)
	case "authorize", "none":
		return nil, nil // oauth_callback is ignored
	}
	if text == "" && !rule.Required {
		return nil, nil
	}
	return checkCallback(p, text)
}

// linkCallback returns the callback of the authorize link where the service reads it there, else asked.
func linkCallback(p role, query []wire.Pair, asked *url.URL) (*url.URL, error) {
	text := wire.First(query, p.Callback.Param)
	if p.Callback.Where != "authorize" || text == "" {
		return asked, nil
	}
	return checkCallback(p, text)
}

func checkCallback(p role, text string) (*url.URL, error) {
	c, err := parseCallback(text)
	if err != nil || len(p.Callback.Allowed) == 0 {
		return c, err
	}
	if slices.ContainsFunc(p.Callback.Allowed, func(a personality.Pattern) bool { return a.Matches(text) }) {
		return c, nil
	}
	advice := "The callback is " + wire.Quote(text) + ", but " + p.Name + " accepts only registered ones or " +
		oneOf(texts(p.Callback.Allowed)) +
		". Set callback and loopback in the dialect."
	if text == outOfBand {
		advice = "The callback is oob, but " + p.Name + " does not support it: " + p.OutOfBand.Reason
	}
	return nil, &problem{status: 400, name: "parameter_rejected", advice: advice, template: p.Callback.Refusal}
}

func texts(patterns []personality.Pattern) []string {
	list := make([]string, len(patterns))
	for i, p := range patterns {
		list[i] = string(p)
	}
	return list
}
