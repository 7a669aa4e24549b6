// Package request contains the commands that send and sign requests, and list those that were sent.
//
//	request.go           countersign request
//	parts.go             a request from arguments and flags
//	saved.go             a request from the history or a .http file
//	response.go          printing a response; response_json.go as JSON
//	history.go           countersign history
//	recorder.go          adding requests to the history
//	doctor.go              why a request is refused
//	sign.go              countersign sign
//	sign_credentials.go  credentials from flags
//	sign_print.go        printing a signature
//	sign_as.go           sign --as: the request for another program
//	sign_json.go         sign --request: signing a JSON object
//	completion.go        shell completion of connections and targets
package request
