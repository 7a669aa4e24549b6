// Package flow connects to services and sends signed requests. Front ends use it through a Manager. In the order of a
// connection's life:
//
//	manager.go         the manager, and types of the packages below
//	connectors.go      the connectors
//	stores.go          the credential stores
//	provider.go        a connector's OAuth 1.0 config with the user's values
//	authorization.go   getting an access token
//	connections.go     saved connections: list, name, save, open
//	life.go            rename, move, export, import and delete
//	connection.go      one connection: its record, variables and secrets
//	token.go           its token: refresh, revoke, disconnect
//	script.go          its connector's test, mappings and scripts
//	saved_requests.go  its saved requests and their variables
//	send.go            sending a request, sending it again after a refresh, and saving it in the history
//	request.go         the request made ready to be signed
//	diagnose.go        the evidence for the doctor, and its experiments
//	response.go        the response, and the explanation of a refusal
//	signing.go         the parts of a signature, without sending anything
//	snippet.go         a request written for another program
//	traffic.go         the network, and what was sent and received
//	step.go            errors in the parts that a user needs
//
// The protocol is in oauth1, the user's values in setup, the history in history, requests as text in requestfile and snippet,
// exported connections in bundle, services played on this machine in rehearsal and sandbox, the debug log in debuglog.
//
// The steps are types, so that a wrong order does not compile: Manager.Begin returns a Pending, Pending.Wait a Verified,
// Verified.AccessToken a Token, Connections.Save a Connection.
package flow
