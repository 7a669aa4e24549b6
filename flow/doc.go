// Package flow is the life of a connection, from a connector's description to a response of the service. Both front ends
// drive it, by a Manager's parts. In the order of a connection's life:
//
//	manager.go         the manager, made of its parts; what front ends see of the packages below
//	connectors.go      the connectors that are built in, and the person's own
//	stores.go          the keychains that connections are saved in
//	provider.go        a connector's OAuth1 config with a person's values in it
//	authorization.go   the access token: authorized by the person, or given
//	connections.go     the connections that are saved: listing, naming, saving and opening them
//	life.go            renaming, moving, exporting, importing and deleting them
//	connection.go      one connection: its record, its variables, its secrets
//	token.go           its token refreshed, revoked, disconnected
//	script.go          its test, and the other mappings and scripts of its connector
//	saved_requests.go  the saved requests for it, and their variables
//	call.go            a request sent, and sent again with a new token
//	request.go         a person's request made into one for the wire
//	record.go          it written into the history
//	response.go        the response, what it comes to and what to do about it
//	signing.go         a signature explained, with nothing sent
//	snippet.go         a request written for another program
//	traffic.go         how requests leave this machine, and what was said
//	step.go            errors in the parts that a person needs
//
// The protocol is in oauth1, the values that a person gives in setup, the history in history, requests as text in requestfile
// and snippet, connections on their way to another machine in bundle, services played on this machine in rehearsal and
// sandbox, and the log of it all in debuglog.
//
// The steps are types, so that a wrong order does not compile: Manager.Begin gives a Pending, Pending.Wait a Verified,
// Verified.AccessToken a Token, Connections.Save a Connection.
package flow
