// Package personality describes how services deviate from RFC 5849: one JSON file each, which the sandbox simulates.
//
//	personality.go  the settings of a file
//	load.go         read the files
//	check.go        validate a file
//	behaviour.go    derived settings
//	at.go           a service's behavior at another's endpoints
//	plain.go        the plain sandbox
package personality
