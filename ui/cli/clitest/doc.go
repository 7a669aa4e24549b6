// Package clitest runs the program's commands for the tests of their packages.
//
//	program.go   the test binary as countersign, and a command line in this process
//	scripts.go   the scripts of a package's testdata
//	person.go    a browser, and a person who reads what a command prints and answers it
//	sandbox.go   the sandbox beside a script
//	provider.go  a provider that takes no callback but oob
//
// Only tests import it.
package clitest
