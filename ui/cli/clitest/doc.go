// Package clitest runs the program's commands in tests.
//
//	program.go   the test binary as countersign, and commands in this process
//	scripts.go   the scripts in a package's testdata
//	person.go    the commands browser and user
//	sandbox.go   the sandbox of a script
//	provider.go  a provider that only accepts the callback oob
//
// Only tests import it.
package clitest
