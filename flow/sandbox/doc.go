// Package sandbox is an OAuth 1.0a provider (RFC 5849) on this machine's loopback, with a consent page for a browser. It
// replaces a real service in tests, demos and rehearsals.
//
// It is strict and explains every refusal: what is wrong and what to do, and for an invalid signature the expected base
// string. It imports none of our packages but its own, and no OAuth library, so that a bug in signing can't cancel itself out.
//
// It can simulate a service: package personality describes how that one deviates from the RFC. A request that the service
// would refuse gets the service's error, with an explanation in the header Sandbox-Advice and in the log.
//
//	server.go           Start, Close, IsRunning: listen on the loopback
//	loopback.go         addresses and hosts of this machine
//	handler.go          New: handle a request and log it
//	routes.go           find the endpoint of a path
//	arrival.go          a request as received
//	verify.go           the checks of a signed request, in order
//	demands.go          additional requirements of a service
//	timestamp.go        timestamps and nonces
//	problem.go          errors (OAuth Problem Reporting)
//	manners.go          errors and replies in the format of a service
//	token_endpoints.go  request token, access token, refresh, revoke
//	callback.go         valid callbacks and their parameters
//	consent.go          the consent page and the decision
//	outcome.go          the result for the client
//	pages.go            the pages of consent.html and their headers
//	api.go, notes.go    /me, /echo and /notes
//	canned.go           the API of a simulated service
//
// Subpackages: wire (parameters, base strings and signatures), tokens (request tokens, access tokens, accounts), personality
// (how services deviate from the RFC).
package sandbox
