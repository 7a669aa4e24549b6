// Package traffic shows what was said on the wire: every exchange of this run, and why its signature is what it is.
//
//	copy_as.go          a request for another program: curl, HTTPie, Go, Python, JavaScript
//	exchanges.go        every exchange of this run
//	signature.go        one exchange
//	signature_base.go   its base string, broken at its parts
//	signature_parts.go  its parts, each to be copied
package traffic
