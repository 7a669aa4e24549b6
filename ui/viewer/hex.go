package viewer

import "fmt"

// bytesPerRow is how many bytes stand in a row of the view of bytes: 16, or as many as fit.
func bytesPerRow(width int) int {
	for _, n := range []int{16, 8} {
		if hexWidth(n) <= width {
			return n
		}
	}
	return 4
}

// hexWidth is how many cells n bytes take: the offset, the bytes in groups of eight, and what they are in ASCII.
func hexWidth(n int) int { return len("00000000  ") + 3*n + n/16 + 2 + n }

// hexRow draws the bytes from an offset on.
func hexRow(src *body, off, n int) row {
	r := row{start: off, seg: off, first: true}
	add := func(text string, from, to int, as role) {
		r.glyphs = append(r.glyphs, glyph{text: text, from: from, to: to, width: len(text), role: as})
	}
	add(fmt.Sprintf("%08x", off), -1, -1, roleMuted)
	b := src.slice(off, off+n)
	for i := range n {
		add([]string{" ", "  "}[btoi(i%8 == 0 && i < 9)], -1, -1, roleText)
		if i < len(b) {
			add(fmt.Sprintf("%02x", b[i]), off+i, off+i+1, roleText)
		} else {
			add("  ", -1, -1, roleText)
		}
	}
	add("  ", -1, -1, roleText)
	for i, c := range b {
		if c > ' ' && c < 0x7f || c == ' ' {
			add(string(rune(c)), off+i, off+i+1, roleString)
		} else {
			add(".", off+i, off+i+1, roleMuted)
		}
	}
	return r
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
