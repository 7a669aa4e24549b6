// Package command holds what the commands share: the flow.Manager, settings, credential stores, finding connections,
// argument errors and shell completion.
//
//	factory.go     what each command is created with
//	flow.go        the flow.Manager of this run
//	settings.go    the settings file
//	store.go       opening credential stores, and their passphrases
//	connection.go  looking connections up by name
//	field.go       asking for the value of a field
//	interrupt.go   Ctrl+C
//	arguments.go   argument errors, command groups, earlier names
//	completion.go  shell completion of names
package command
