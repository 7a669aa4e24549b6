// Package history saves the requests that were sent, without their secrets.
//
//	store.go  the histories of all connections, on disk or in memory; writes in the background
//	file.go   the history of one connection on disk: one JSON line per request
//	entry.go  an entry, and the request made from it again
//	sent.go   an entry made from a request and its outcome
//	mask.go   the masking of secrets
package history
