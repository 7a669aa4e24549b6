// Package connect contains the command that gets an access token and saves it as a connection.
//
//	connect.go     countersign connect
//	option.go      choosing an authentication option
//	values.go      values for the connector: --set, the environment, questions
//	authorize.go   from the request token to the access token
//	link.go        the authorization link and its QR code
//	wait.go        waiting for the callback or a pasted verifier
//	save.go        naming, saving and testing the connection
//	rehearse.go    connect --rehearse
//	completion.go  shell completion of options and values
package connect
