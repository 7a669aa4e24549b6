// Package bundle is the format in which connections move to another machine: one encrypted file.
//
//	bundle.go  the connections, and the file written
//	open.go    the file read and decrypted
package bundle
