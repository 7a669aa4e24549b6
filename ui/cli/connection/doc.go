// Package connection contains the commands for saved connections.
//
//	list.go     countersign connections
//	show.go     countersign connections show
//	test.go     countersign test
//	rename.go   countersign rename
//	refresh.go  countersign refresh
//	revoke.go   countersign revoke
//	delete.go   countersign delete
//	export.go   countersign export
//	import.go   countersign import
//	run.go      countersign run; run_unix.go and run_other.go start the program
package connection
