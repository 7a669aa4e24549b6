// Package settings is the file in which a person chooses for every run: its parsing, its defaults and its template.
//
//	settings.go  the settings and their defaults; writing the file
//	read.go      the file read, with every mistake and its place
//	template.go  a file that says nothing yet and explains everything
package settings
