// Package conversation is screen-reader mode. Instead of screens, it asks one question per line and runs the commands.
//
//	conversation.go  the main menu
//	menu.go          questions and menus
//	connect.go       a new connection; field.go asks for its values
//	connection.go    the menu of a connection
//	request.go       a new request
//	response.go      the menu of a response
//	signature.go     how a request was signed
//	store.go         the menu of the credential stores
package conversation
