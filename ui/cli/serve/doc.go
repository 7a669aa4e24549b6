// Package serve contains the commands that serve other programs.
//
//	sandbox.go  countersign sandbox: an OAuth 1.0a provider on this machine
package serve
