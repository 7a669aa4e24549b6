// Package flow is the dance and the signed call: everything between a connector's description and an answer of the
// service. Both front ends take the same steps, each in a file named after it:
//
//	setup.go          the values a person gives: consumer key, consumer secret, what else the connector asks
//	config.go         those values put into the connector's OAuth1 config
//	request_token.go  the request token, got with the consumer key and secret (RFC 5849 section 2.1)
//	authorize.go      the link a person follows, and what may settle the wait (section 2.2)
//	callback.go       the listener on 127.0.0.1 that the provider sends the browser back to
//	verifier.go       the verifier, as the callback brings it or as a person pastes it
//	access_token.go   the verifier exchanged for the access token (section 2.3)
//	connection.go     the connection: credentials kept in the keychain, opened again later
//	call.go           the signed call and its response (section 3)
//	verdict.go        what a response comes to: the status, or the connector's responseHandlers
//
// A request is signed in sign.go, sent in wire.go, and sent again in attempt.go where the answer says how to be taken. Its
// answer is received in receive.go, seen while it comes, without the secrets that it echoes (echo.go), its time taken in
// times.go; what it means stands in response.go, verdict.go and problem.go, a callback that is not taken in
// refused_callback.go. Of a kept connection, testcall.go runs the connector's
// test, renew.go and refresh.go replace its token, revoke.go and forget.go end it; life.go renames and moves it, export.go and
// export_open.go take it to another machine. The keychains themselves are in stores.go.
//
// snippet.go has package snippet write a request for another program; origin.go says where each parameter of a signature comes
// from. saved_requests.go reads and writes a connection's saved requests with package requestfile, record.go adds what was sent
// to package history.
//
// services.go names the services that the sandbox can play, sandbox_run.go starts it, and rehearse.go leads a connector's
// requests there in place of the service.
//
// The steps are types, so that a wrong order does not compile: Manager.Begin gives a Pending, Pending.Wait a Verified,
// Verified.Exchange a Token, Manager.Keep a Connection. What was said on the wire stands in trace.go; what a signature is
// made of, with nothing sent, in signing.go; what went wrong, in three parts, in step.go.
package flow
