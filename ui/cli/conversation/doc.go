// Package conversation is screen-reader mode: it stands in for the screens where they cannot be read. What a person may do is
// asked a line at a time, and done by the commands.
//
//	conversation.go  the first menu
//	menu.go          questions, choices and menus
//	connect.go       a new connection; its values in field.go
//	connection.go    what there is to do with a connection
//	request.go       a request, asked for part by part
//	response.go      its response
//	signature.go     how it was signed
//	keychain.go      keychains
package conversation
