package personality

import (
	"net/url"
	"slices"
	"strings"

	"countersign/flow/sandbox/wire"
)

// MatchesHost reports whether a Host header (with or without port) names a host of the service.
func (p *Personality) MatchesHost(header string) bool {
	host := strings.ToLower((&url.URL{Host: header}).Hostname())
	return slices.ContainsFunc(p.Hosts, func(known string) bool {
		below, isBelow := strings.CutPrefix(known, "*")
		return known == "*" || known == host || isBelow && strings.HasSuffix(host, below)
	})
}

// AcceptsRSA reports whether the service accepts RSA signatures.
func (p *Personality) AcceptsRSA() bool {
	return slices.ContainsFunc(p.Signatures, wire.IsRSA)
}

// SessionHandle is the field that refreshes a token at the access token endpoint (OAuth Session 1.0 draft 1).
const SessionHandle = "oauth_session_handle"

// CanRefresh reports whether access tokens can be refreshed.
func (p *Personality) CanRefresh() bool {
	return p.Refresh != nil || p.TokenFields[SessionHandle] != ""
}

// HTTPMethods are the accepted methods.
func (a *Action) HTTPMethods() []string { return strings.Split(a.Method, "|") }
