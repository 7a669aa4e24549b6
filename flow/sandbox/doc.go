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
// The files, as a dance meets them:
//
//	server.go           Start, Close: listening on the loopback, and nowhere else
//	loopback.go         which addresses and hosts count as this machine
//	answers.go          Answers: is one of us there already?
//	handler.go          New: from a path to its endpoint, one log line a request
//	arrival.go          a request as it came over the wire, nothing lost
//	parse.go            pairs of a query or form, the Authorization header
//	verify.go           the checks of every signed request, in order
//	timestamp.go        timestamps and nonces
//	base.go             base string and signatures
//	problem.go          refusals, in the words of the Problem Reporting extension
//	token_endpoints.go  /oauth/request_token and /oauth/access_token
//	callback.go         which callbacks are allowed, and what they are called with
//	request_tokens.go   request tokens: ten minutes, once, in memory
//	access_tokens.go    access tokens: good after a restart, without any state
//	consent.go          /oauth/authorize: the person's answer
//	pages.go            the pages of consent.html and their headers
//	api.go, notes.go    /me, /echo and /notes: something to call
//	accounts.go         Anna and Ben
package sandbox
