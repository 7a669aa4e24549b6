// Package sandbox is an OAuth 1.0a provider (RFC 5849) on this machine's
// loopback, with a consent page for a browser. It stands in for a real service
// where there is no account, no network or no wish to touch real data, and
// serves the tests in the same way.
//
// It is strict, as the strictest of the real ones, and it explains: every
// refusal says in plain words what was wrong and what to do, and a refused
// signature comes back with the base string that was expected.
//
// It imports nothing of ours and no OAuth library. Parsing, base string and
// signatures are written a second time here on purpose: a mistake in the
// program's own signing can't cancel itself out.
//
// It can also play a named service: a Personality says in a table how that one
// departs from the RFC, and a request that the service would not take is refused
// in its manner, with the reason in the header Sandbox-Advice and in the log.
//
// The files, as a dance meets them:
//
//	server.go           Start, Close: listening on the loopback, and nowhere else
//	loopback.go         which addresses and hosts count as this machine
//	answers.go          Answers: is one of us there already?
//	handler.go          New: one request, one log line
//	routes.go           from a path to its endpoint; the hosts of a service
//	arrival.go          a request as it came over the wire, nothing lost
//	parse.go            pairs of a query or form, the Authorization header
//	verify.go           the checks of every signed request, in order
//	demands.go          what a service insists on besides
//	timestamp.go        timestamps and nonces
//	base.go, rsa.go     base string and signatures
//	problem.go          refusals, in the words of the Problem Reporting extension
//	manners.go          refusals and replies in the manner of a service
//	token_endpoints.go  the request token and the access token
//	callback.go         which callbacks are allowed, and what they are called with
//	request_tokens.go   request tokens: ten minutes, once, in memory
//	access_tokens.go    access tokens: good after a restart, without any state
//	consent.go          the page and the person's answer
//	outcome.go          how the client hears of it
//	pages.go            the pages of consent.html and their headers
//	api.go, notes.go    /me, /echo and /notes: something to call
//	canned.go           what the API of a service answers
//	accounts.go         Anna and Ben
//
// Who it plays:
//
//	personality.go        the table of behaviours
//	personality_load.go   personality/*.json, one service a file
//	personality_check.go  what is wrong with such a file
//	personality_at.go     one service's behaviour at another's addresses
//	plain.go              the sandbox itself: no departure
package sandbox
