// Package oauth1 speaks OAuth 1.0a (RFC 5849) with one provider: a Client gets tokens, signs requests, sends them and reads
// what comes back. It knows nothing of connectors, keychains or screens.
//
// The steps of an authorization are types, so that a wrong order does not compile: Client.Begin gives a Pending, Pending.Wait
// or Pending.Enter a Verified, Verified.AccessToken a Token. Each has a file, in the order of the steps:
//
//	config.go         the provider and the consumer, and how the provider departs from the standard
//	client.go         the client and how it works: transport, clock, randomness, who observes
//	discovery.go      the addresses of a provider that names them in a document
//	request_token.go  the request token, got with the consumer key and secret (section 2.1)
//	authorize.go      the link that a person follows, and what may settle the wait (section 2.2)
//	listener.go       the listener on 127.0.0.1 that the provider sends the browser back to
//	callback.go       what a callback settles, and the page that the browser shows
//	verifier.go       the verifier, as the callback brings it or as a person pastes it
//	access_token.go   the verifier exchanged for the access token (section 2.3); refreshing and revoking it
//	token_reply.go    what the token endpoints respond, in every format
//	sign.go           the base string, the signature and its place in the request (sections 3.4 and 3.5)
//	send.go           requests and responses; the one place that reports exchanges
//	retry.go          what is sent again because the response says how: the provider's clock, another nonce, a redirect
//	receive.go        the response's body, seen while it comes
//	redact.go         secrets that a response repeats
//	problem.go        why a request was refused, and what to do about it
//	refusal.go        that as an error
//	exchange.go       one request and its response as plain data, and the times that it took
//	step.go           the steps, and errors in the parts that a person needs
//
// Package signature does the signing itself.
package oauth1
