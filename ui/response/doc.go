// Package response is the pane that shows a response.
//
//	answer.go    what came of a request, made ready to be shown
//	body.go      the body, shown by package viewer
//	file.go      a file that is written whole or not at all
//	response.go  the pane: its tabs, what is copied
//	save.go      the body, saved to a file
//	timing.go    where the time went
//	view.go      the pane, drawn
package response
