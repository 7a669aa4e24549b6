// Package tokens holds the tokens that the sandbox issues, and their accounts.
//
//	request.go   request tokens: valid for ten minutes, once, in memory
//	access.go    access tokens: still valid after a restart, without stored state
//	accounts.go  Anna and Ben
package tokens
