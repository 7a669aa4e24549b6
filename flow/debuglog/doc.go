// Package debuglog writes down what the program does, without secrets.
//
//	log.go  the log: exchanges, operations on keychains, and what front ends add; what is masked in it
package debuglog
