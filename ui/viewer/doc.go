// Package viewer is a pane for the body of an HTTP response of any size. It draws what is in sight and touches nothing
// else: a body of 200 MB, in one line or in a hundred million, scrolls, folds and searches as a small one does.
//
//	body.go     the bytes, as they came, in chunks; nothing is copied twice
//	kind.go     what they are (Detect), and how an image is named (image.go)
//	scan.go     bytes to tokens, from any place where the state of the scanner is known: JSON (json.go), XML and HTML
//	            (markup.go), forms and text (plain.go)
//	index.go    such places, one every 32 kB, and the ends of what is long; made step by step while the body arrives
//	walk.go     the lines from a place on, forwards and backwards, over what is folded (fold.go)
//	glyph.go    a line to cells that are safe to draw, and cells to rows (rows.go); bytes as bytes (hex.go)
//	search.go   finding text (find.go), in steps; filter.go: jq
//	model.go    the pane: keys (keys.go, update.go), moving (move.go), drawing (view.go), what to copy (copy.go)
//
// There is no pretty copy of a body: its pretty form is made for the lines in sight, from the nearest place of the index.
// A position is an offset into the body, which means the same in each view and at each width.
package viewer
