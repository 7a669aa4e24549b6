package personality

import (
	"net/url"
	"slices"
	"strings"

	"countersign/flow/sandbox/wire"
)

// Plays reports whether a Host header (a host, perhaps with a port) names a host
// of the service, which the request would have gone to in earnest.
func (p *Personality) MatchesHost(header string) bool {
	host := strings.ToLower((&url.URL{Host: header}).Hostname())
	return slices.ContainsFunc(p.Hosts, func(known string) bool {
		below, isBelow := strings.CutPrefix(known, "*")
		return known == "*" || known == host || isBelow && strings.HasSuffix(host, below)
	})
}

// TakesPrivateKey reports whether the service takes a private key's signatures.
func (p *Personality) AcceptsRSA() bool {
	return slices.ContainsFunc(p.Signatures, wire.IsRSA)
}

// SessionHandle is the field of the Session extension (OAuth Session 1.0 draft 1)
// by which an access token is renewed where it was got.
const SessionHandle = "oauth_session_handle"

// Renews reports whether an access token can be renewed in any way.
func (p *Personality) CanRefresh() bool {
	return p.Refresh != nil || p.TokenFields[SessionHandle] != ""
}

// HTTPMethods are those that the action is asked by.
func (a *Action) HTTPMethods() []string { return strings.Split(a.Method, "|") }
