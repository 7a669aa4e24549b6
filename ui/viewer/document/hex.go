package document

import "fmt"

// BytesPerRow is how many bytes stand in a row of the view of bytes: 16, or as many as fit.
func BytesPerRow(width int) int {
	for _, n := range []int{16, 8} {
		if hexWidth(n) <= width {
			return n
		}
	}
	return 4
}

// hexWidth is how many cells n bytes take: the offset, the bytes in groups of eight, and what they are in ASCII.
func hexWidth(n int) int { return len("00000000  ") + 3*n + n/16 + 2 + n }

// HexRow draws the bytes from an offset on.
func HexRow(src *Body, off, n int) Row {
	r := Row{Start: off, seg: off, first: true}
	add := func(text string, from, to int, as Role) {
		r.Glyphs = append(r.Glyphs, Glyph{Text: text, From: from, to: to, Width: len(text), Role: as})
	}
	add(fmt.Sprintf("%08x", off), -1, -1, RoleMuted)
	b := src.Slice(off, off+n)
	for i := range n {
		add([]string{" ", "  "}[btoi(i%8 == 0 && i < 9)], -1, -1, RoleText)
		if i < len(b) {
			add(fmt.Sprintf("%02x", b[i]), off+i, off+i+1, RoleText)
		} else {
			add("  ", -1, -1, RoleText)
		}
	}
	add("  ", -1, -1, RoleText)
	for i, c := range b {
		if c > ' ' && c < 0x7f || c == ' ' {
			add(string(rune(c)), off+i, off+i+1, RoleString)
		} else {
			add(".", off+i, off+i+1, RoleMuted)
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
