// Package tokens holds the tokens that the sandbox gives out, and whose they are.
//
//	request.go   request tokens: ten minutes, once, in memory
//	access.go    access tokens: good after a restart, without any state
//	accounts.go  Anna and Ben
package tokens
