// Package personality says how named services depart from RFC 5849: one file each, beside this one, which the sandbox
// plays.
//
//	personality.go  the table of behaviours
//	load.go         *.json, one service a file
//	check.go        what is wrong with such a file
//	behaviour.go    what follows from the table
//	at.go           one service's behaviour at another's addresses
//	plain.go        the sandbox itself: no departure
package personality
