// Package safefile reads and writes files that are whole or not there, and that belong to this person.
//
//	safefile.go     folders, reading, replacing
//	ownership_*.go  whose a file is
package safefile
