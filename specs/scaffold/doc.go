// Package scaffold writes a new connector from a few answers.
//
//	scaffold.go   what is written, and with which defaults
//	fields.go     the questions
//	templates.go  the text of the files
//	write.go      puts them in their place
package scaffold
