// Package scaffold writes a new connector from a few values.
//
//	scaffold.go   the blueprint of a connector, and its defaults
//	fields.go     the values to ask for
//	templates.go  the text of the files
//	write.go      writes them
//	edit.go       changes a connector that exists: copies it, sets dialect keys
package scaffold
