// Package document reads a body of any size in steps: its tokens, its lines, what is folded, what is found, and the cells
// that a terminal draws of it.
//
//	body.go    the bytes, as they came, in chunks; nothing is copied twice
//	kind.go    what they are (Detect), and how an image is named (image.go)
//	scan.go    bytes to tokens, from any place where the state of the scanner is known: JSON (json.go), XML and HTML
//	           (markup.go), forms and text (plain.go)
//	index.go   such places, one every 32 kB, and the ends of what is long; made step by step while the body arrives
//	walk.go    the lines from a place on, forwards and backwards, over what is folded (fold.go)
//	glyph.go   a line to cells that are safe to draw, and cells to rows (rows.go); bytes as bytes (hex.go)
//	find.go    finding text in lines and bytes
package document
