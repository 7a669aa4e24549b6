// Package requestfile reads and writes requests as text.
//
//	file.go       .http files: read a file, pick a request, append a request
//	curl.go       convert a curl command to a request
//	words.go      split a command into words as a shell does
//	variables.go  {{variables}} and their values
//	expand.go     replace the variables of a request
//	body.go       request bodies read from files
package requestfile
