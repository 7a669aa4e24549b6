// Package connect makes a connection: what the connector asks, then the authorization.
//
//	attempt.go            one authorization, from its start to the saved connection
//	authorize.go          the authorization, seen
//	authorize_dance.go    its steps as commands
//	authorize_given.go    tokens that the person brings
//	authorize_keep.go     into the keychain, then the test
//	authorize_keys.go     its keys
//	authorize_view.go     its steps and what there is to do, drawn
//	authorize_waiting.go  the link and the ways back from it
//	configure.go          the values that the connector asks for
//	configure_habits.go   what the form has for the frame
//	configure_option.go   the authentication options
//	configure_view.go     the form, drawn
//	guide.go              how consumer keys are got
//	qr.go                 the link as a QR code
//	reconnect.go          new tokens for a saved connection
//	steps.go              the list of steps
package connect
