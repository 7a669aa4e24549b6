// Package conversation is screen-reader mode: it replaces the screens for those who cannot read them. It asks a line
// at a time what to do, and the commands do it.
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
