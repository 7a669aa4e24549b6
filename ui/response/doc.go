// Package response is the pane that shows a response.
//
//	body.go      the body, shown by package viewer
//	file.go      writes the body to a file
//	response.go  the pane: its tabs, its keys, copying
//	result.go    the result of a request
//	save.go      asks for a file name and saves the body
//	timing.go    the phases of a request
//	view.go      renders the pane
package response
