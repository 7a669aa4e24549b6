// Package traffic shows the HTTP exchanges of this run, and how each request was signed.
//
//	copy_as.go          a request for another program: curl, HTTPie, Go, Python, JavaScript
//	exchanges.go        the list of exchanges
//	signature.go        one exchange
//	signature_base.go   its base string
//	signature_parts.go  its parts, each of which can be copied
package traffic
