// Package viewer shows the body of an HTTP response of any size: pretty, raw or as hex, with folding, search and jq filters.
//
//	document/   a body's tokens, lines and characters
//	model.go    the Model and its body; keys (keys.go, update.go, input.go); jq (filter.go)
//	pane.go     the window onto the body or a filter's result (sheet.go); moving and folding (move.go); what to copy (copy.go)
//	search.go   searching, in steps
//	view.go     drawing
//
// Only the visible lines are formatted, starting at the nearest checkpoint of the index, so a body of 200 MB in a single line
// scrolls as fast as a small one and no second copy is made. Positions are offsets into the body: they mean the same in every
// view and at every width.
package viewer
