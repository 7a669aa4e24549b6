// Package uitest holds helpers for tests of screens.
//
//	fixtures.go  a connector, a connection, exchanges
//	pilot.go     presses keys and waits for text to appear
//	uitest.go    dependencies, keys by name, random events, empty screens
package uitest
