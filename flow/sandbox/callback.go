package sandbox

import (
	"net/url"
	"slices"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/wire"
)

const outOfBand = "oob"

const maxCallback = 2000

// parseCallback gives where the person's browser is sent with the answer, or nil for
// out-of-band: then a page shows the verifier, to be typed. It checks oauth_callback (RFC 5849 section 2.1): exactly "oob", any
// https URI, or an http URI on this machine. The error is a *problem.
func parseCallback(text string) (*url.URL, error) {
	refused := func(why string) (*url.URL, error) {
		return nil, rejected("oauth_callback is "+wire.Quote(text)+": "+why, "oauth_callback", text)
	}
	switch text {
	case "":
		return nil, absent("Missing or empty: oauth_callback; send the URI to come back to, or oob.", "oauth_callback")
	case outOfBand:
		return nil, nil
	}
	if wire.Printable(text, maxCallback) != text {
		return refused("it is longer than 2000 characters or holds some that a URI must percent-encode.")
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "":
		return refused("it is neither a whole URI, such as http://127.0.0.1:8080/callback, nor exactly oob.")
	case u.Scheme == "http" && !loopbackHost(u.Hostname()):
		return refused("http goes to this machine only (127.0.0.1, [::1], localhost); use https elsewhere.")
	case u.Scheme != "http" && u.Scheme != "https":
		return refused("its scheme is neither https nor, on this machine, http.")
	case u.User != nil || u.Fragment != "":
		return refused("it must hold no user name and no fragment (#).")
	}
	return u, nil
}

// addQuery is the callback with pairs behind the query that it has already, whose
// spelling stays.
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

// requestedCallback is where a request-token call asks the browser to be sent,
// nil for out-of-band or for what only the authorize link tells.
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
		return nil, nil // whatever came, it is not looked at
	}
	if text == "" && !rule.Required {
		return nil, nil
	}
	return checkCallback(p, text)
}

// linkCallback is the one that came with the authorize link, where that is
// what tells it, and asked else.
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
	advice := "The callback is " + wire.Quote(text) + ", and " + p.Name + " takes what is registered there or fits " + oneOf(texts(p.Callback.Allowed)) +
		": set callback and loopback in the dialect."
	if text == outOfBand {
		advice = "The callback is oob, and " + p.Name + " knows no out-of-band: " + p.OutOfBand.Reason
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
