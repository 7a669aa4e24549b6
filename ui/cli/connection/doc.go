// Package connection is the commands about saved connections.
//
//	list.go    countersign connections
//	show.go    connections show
//	test.go    countersign test
//	rename.go  countersign rename
//	renew.go   countersign renew
//	revoke.go  countersign revoke
//	forget.go  countersign forget
//	export.go  countersign export: connections in an encrypted file
//	import.go  countersign import
//	run.go     countersign run: the credentials in a program's environment; run_unix.go and run_other.go start it
package connection
