// Package safefile reads and atomically replaces private files, and refuses files of other users.
//
//	safefile.go     directories, reading, replacing
//	ownership_*.go  the owner of a file
package safefile
