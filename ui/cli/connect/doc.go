// Package connect is the command that gets an access token and saves it as a connection.
//
//	connect.go     countersign connect: from connector to connection
//	option.go      which of a connector's authentication options
//	values.go      the values that a connector asks for: --set, the environment, a question
//	authorize.go   from request token to access token
//	link.go        the authorization link, and its QR code
//	wait.go        the wait for the callback, or for what is pasted
//	save.go        the connection's name, saved and tested
//	rehearse.go    connect --rehearse: the sandbox plays the service
//	completion.go  options and values for a shell
package connect
