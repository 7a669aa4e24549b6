// Package rehearsal plays services on this machine, so that a connector can be tried without an account.
//
//	service.go    the services that the sandbox can play
//	sandboxes.go  the sandboxes that run in this process
//	rehearsal.go  requests to a service, sent to a sandbox that plays it
package rehearsal
