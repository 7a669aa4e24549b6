// Package sandbox is an OAuth 1.0a provider (RFC 5849) on this machine's
// loopback, with a consent page for a browser. It stands in for a real service
// where there is no account, no network or no wish to touch real data, and
// serves the tests in the same way.
//
// It is strict, as the strictest of the real ones, and it explains: every
// refusal says in plain words what was wrong and what to do, and a refused
// signature comes back with the base string that was expected.
//
// It imports nothing of ours but its own parts, and no OAuth library: a mistake in the program's own signing can't
// cancel itself out.
//
// It can also play a named service: package personality says how that one departs from the RFC, and a request that the
// service would not take is refused in its manner, with the reason in the header Sandbox-Advice and in the log.
//
// The files, as a dance meets them:
//
//	server.go           Start, Close: listening on the loopback, and nowhere else; Answers: is one of us there already?
//	loopback.go         which addresses and hosts count as this machine
//	handler.go          New: one request, one log line; whom the sandbox plays
//	routes.go           from a path to its endpoint
//	arrival.go          a request as it came over the wire, nothing lost
//	verify.go           the checks of every signed request, in order
//	demands.go          what a service insists on besides
//	timestamp.go        timestamps and nonces
//	problem.go          refusals, in the words of the Problem Reporting extension
//	manners.go          refusals and replies in the manner of a service
//	token_endpoints.go  the request token and the access token; renewing and revoking
//	callback.go         which callbacks are allowed, and what they are called with
//	consent.go          the page and the person's answer
//	outcome.go          how the client hears of it
//	pages.go            the pages of consent.html and their headers
//	api.go, notes.go    /me, /echo and /notes: something to call
//	canned.go           what the API of a service answers
//
// Its parts:
//
//	wire/         pairs, base strings and signatures, written a second time
//	tokens/       request tokens, access tokens, Anna and Ben
//	personality/  how a service departs from the RFC
package sandbox
