// Package bundle takes connections to another machine, in a file that only its owner can open.
//
//	bundle.go  the connections, and who they are sealed for
//	open.go    such a file opened again
package bundle
