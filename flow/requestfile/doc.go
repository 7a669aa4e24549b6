// Package requestfile reads and writes requests as text.
//
//	file.go       .http files: read one, pick one of its requests, add a request
//	curl.go       a curl command as a request
//	words.go      a command split into words as a POSIX shell does it
//	variables.go  {{variables}}: where their values come from, and the ones that are new each time
//	expand.go     a request with its variables replaced, ready to be sent
//	body.go       bodies that are in a file
package requestfile
