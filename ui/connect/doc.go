// Package connect makes a connection: the form for the connector's values, then the authorization.
//
//	attempt.go            one authorization, from the start to the saved connection
//	authorize.go          the authorization screen
//	authorize_flow.go     the steps as commands
//	authorize_keys.go     handles keys
//	authorize_save.go     saves and tests the connection
//	authorize_view.go     renders the steps and what to do next
//	authorize_waiting.go  the link and the input for the verifier
//	configure.go          the form
//	configure_habits.go   what the frame asks the form
//	configure_option.go   the authentication options
//	configure_view.go     renders the form
//	credentials.go        credentials that need no authorization
//	guide.go              how to get consumer keys
//	qr.go                 the link as a QR code
//	reconnect.go          the form for a saved connection
//	steps.go              the list of steps
package connect
