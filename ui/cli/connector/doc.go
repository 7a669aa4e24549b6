// Package connector is the commands about connectors, the descriptions of services.
//
//	connector.go  countersign connectors
//	list.go       connectors list
//	show.go       connectors show
//	describe.go   a connector as show prints it, in words and as JSON
//	new.go        connectors new
//	check.go      connectors check
//	eval.go       connectors eval: one mapping file
package connector
