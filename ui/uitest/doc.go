// Package uitest is what tests of screens share. The program does not use it.
//
//	fixtures.go  a connector, a connection, exchanges
//	pilot.go     presses keys and waits for words to come up
//	uitest.go    a clock that stands still, keys by name, screens that show nothing
package uitest
