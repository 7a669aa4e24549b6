// Package debuglog writes what the program does to a file, without secrets.
//
//	log.go  the log: exchanges, store operations, messages; the masking
package debuglog
