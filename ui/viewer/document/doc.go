// Package document reads a response body of any size in steps: its kind, tokens, lines and folds, the matches of a search, and
// the cells to draw.
//
//	body.go    the bytes that have arrived
//	kind.go    their kind (Detect), and an image's format and size
//	scan.go    bytes to tokens: JSON (json.go), XML and HTML (markup.go), forms and text (plain.go)
//	index.go   checkpoints from which a scanner can continue, one every 4 kB, and the ends of long containers
//	walk.go    lines from a checkpoint on, skipping folded content (fold.go)
//	glyph.go   a line to characters that are safe to draw, and those to rows (rows.go); the hex view (hex.go)
//	find.go    searching lines and bytes
package document
