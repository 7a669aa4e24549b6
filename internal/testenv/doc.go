// Package testenv is what tests ask of the machine they run on: installed programs, how much to do, how long to wait.
//
//	address.go  ports that nothing else takes
//	parts.go    programs and libraries that some tests use, and the packages that provide them
//	length.go   short and full forms of long tests
//	program.go  programs that tests write
//	timeout.go  limits against hanging, scaled by the measured speed of the machine
//
// Only tests import it.
package testenv
