// Package command is what the commands share: the steps' manager, made when the first of them needs it, the keychain
// made ready, connections found by their names, arguments counted, and names completed.
//
//	factory.go     what a command is made with
//	flow.go        the steps' manager over the keychain of this run
//	settings.go    the file of settings
//	keychain.go    a keychain made ready, and its passphrase
//	connection.go  connections by their names
//	interrupt.go   ctrl+c
//	arguments.go   how many arguments a command takes
//	completion.go  names for a shell
package command
