// Package oauth1 implements OAuth 1.0a (RFC 5849) with one provider: a Client gets tokens, signs and sends requests,
// and reads the responses. It knows nothing of connectors, credential stores or screens.
//
// The steps of an authorization are types, so that a wrong order does not compile: Client.Begin returns a Pending,
// Pending.Wait a Verified, and Verified.AccessToken a Token. The files, in the order of the steps:
//
//	config.go         the provider and the consumer, and how the provider deviates from the standard
//	client.go         the client and its options
//	discovery.go      the endpoints of a service that lists them in a document
//	request_token.go  the request token (section 2.1)
//	authorize.go      the authorization link, and waiting for the user (section 2.2)
//	listener.go       the listener on 127.0.0.1 for the callback
//	callback.go       the callback and the page that the browser shows
//	verifier.go       the verifier, from the callback or pasted by the user
//	access_token.go   requesting, refreshing and revoking the access token (section 2.3)
//	token_reply.go    the responses of the token endpoints
//	deviations.go     what a provider signs differently
//	sign.go           the signature and its placement (sections 3.4 and 3.5)
//	send.go           requests and responses; the only place that reports exchanges
//	retry.go          sending again: with the provider's time, another nonce, or after a redirect
//	receive.go        the response's body while it arrives
//	redact.go         masking of secrets that a response repeats
//	refusal.go        a refusal as an error, and what to do about it
//	exchange.go       one request and its response as plain data, with timings
//	step.go           the steps, and their errors
//
// Package signature computes the signatures, reply reads what providers return, cause names why a request fails, and paste
// finds the verifier in what the user pastes.
package oauth1
