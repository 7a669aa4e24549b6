// Package connector contains the commands for connectors, the descriptions of services.
//
//	connector.go  countersign connectors
//	list.go       connectors list
//	show.go       connectors show
//	describe.go   the output of connectors show, as text and JSON
//	new.go        connectors new
//	check.go      connectors check
//	eval.go       connectors eval
package connector
