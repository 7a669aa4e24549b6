// Package rehearsal plays services on this machine, so that a connection can be tried without an account.
//
//	service.go    the services that the sandbox can play
//	sandboxes.go  the sandboxes that run in this program
//	rehearsal.go  a service's requests led to a sandbox that plays it
package rehearsal
