// Package request is the commands that send and sign requests, and list those that were sent.
//
//	request.go           countersign request: a signed request
//	parts.go             a request in the words of the command line
//	saved.go             a request of the history or of a .http file
//	response.go          a response, printed; as JSON in response_json.go
//	history.go           countersign history
//	recorder.go          requests added to the history
//	sign.go              countersign sign: a signature explained, nothing sent
//	sign_credentials.go  what it signs with where there is no connection
//	sign_print.go        its result
//	sign_as.go           its result for another program
//	sign_json.go         sign --request: a signature by JSON
//	completion.go        connections and targets for a shell
package request
