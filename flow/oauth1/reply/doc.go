// Package reply reads what providers return: token replies and refusals, in whatever format they come. It finds tokens, the
// names and reasons of a refusal, the provider's own base string, its time and how long to wait, and it masks secrets. It is
// pure: bytes in, values out.
//
//	reply.go       Parse, and what it finds
//	decode.go      bytes to text: compression, byte order marks, encodings
//	fields.go      named values, by format: challenge, form, JSON, XML, HTML, prose
//	markup.go      XML and HTML
//	basestring.go  the provider's base string, in every known spelling
//	problem.go     the problem, by its name or by its description
//	phrases.go     what providers write, and what it means
//	time.go        the provider's clock, and how long to wait
//	mask.go        secrets, found by structure and by shape
package reply
