// Package testenv provides what tests need from the machine. Only tests import it.
//
//	address.go  ports that nothing else uses
//	parts.go    programs and libraries that some tests need, and their packages
//	length.go   short and full forms of long tests
//	program.go  write a program that a test runs
//	timeout.go  timeouts, scaled by the speed of the machine
package testenv
