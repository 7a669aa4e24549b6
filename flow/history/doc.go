// Package history saves the requests that were sent, without their secrets.
//
//	store.go  the histories of all connections, on disk or in memory; what is being written in the background
//	file.go   the history of one connection on disk: a line for each call
//	call.go   a call of the history: as a request again, and what it has lost
//	sent.go   a request with its outcome, as a call of the history
//	mask.go   the secrets taken out
package history
