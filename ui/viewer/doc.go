// Package viewer is a pane for the body of an HTTP response of any size. It draws what is in sight and touches nothing
// else: a body of 200 MB, in one line or in a hundred million, scrolls, folds and searches as a small one does.
//
//	document/   a body's tokens, lines and cells, read in steps
//	model.go    the pane and its body, its keys (keys.go, update.go, input.go), jq (filter.go)
//	pane.go     what is looked at, in a window: the body or a filter's result (sheet.go), moving and folding (move.go),
//	            what to copy (copy.go)
//	search.go   finding text, in steps
//	view.go     drawing
//
// There is no pretty copy of a body: its pretty form is made for the lines in sight, from the nearest place of the index.
// A position is an offset into the body, which means the same in each view and at each width.
package viewer
