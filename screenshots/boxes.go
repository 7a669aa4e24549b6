package main

import (
	"fmt"
	"strings"
)

// arms are the sides of the cell that a box drawing character connects to its middle: u(p), r(ight), d(own), l(eft).
var arms = map[string]string{
	"─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ur", "┘": "ul", "├": "urd", "┤": "uld", "┬": "lrd", "┴": "ulr", "┼": "ulrd",
	"╭": "rd", "╮": "ld", "╰": "ur", "╯": "ul", "╴": "l", "╵": "u", "╶": "r", "╷": "d",
}

// boxPath returns the SVG path of a box drawing character in the cell with the given top left corner. Characters of a font
// would leave gaps between lines; paths do not.
func boxPath(text string, left, top int) (path string, ok bool) {
	sides, ok := arms[text]
	if !ok {
		return "", false
	}
	midX, midY := float64(left)+cellWidth/2.0, float64(top)+cellHeight/2.0
	edges := map[rune][2]float64{
		'u': {midX, float64(top)}, 'd': {midX, float64(top + cellHeight)},
		'l': {float64(left), midY}, 'r': {float64(left + cellWidth), midY},
	}
	var parts []string
	if strings.Contains("╭╮╰╯", text) {
		from, to := edges[rune(sides[0])], edges[rune(sides[1])]
		return fmt.Sprintf("M%g %gQ%g %g %g %g", from[0], from[1], midX, midY, to[0], to[1]), true
	}
	for _, side := range sides {
		parts = append(parts, fmt.Sprintf("M%g %gL%g %g", midX, midY, edges[side][0], edges[side][1]))
	}
	return strings.Join(parts, ""), true
}
