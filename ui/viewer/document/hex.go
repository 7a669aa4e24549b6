package document

import "fmt"

// BytesPerRow returns how many bytes a row of the hex view shows: 16, or as many as fit.
func BytesPerRow(width int) int {
	for _, n := range []int{16, 8} {
		if len("00000000  ")+3*n+n/16+2+n <= width {
			return n
		}
	}
	return 4
}

// HexRow lays out n bytes as hexdump -C does: the offset, the bytes in groups of eight, and their ASCII characters.
func HexRow(src *Body, off, n int) Row {
	r := Row{Start: off}
	add := func(text string, at int, as Role) {
		r.Glyphs = append(r.Glyphs, Glyph{Text: text, From: at, Width: len(text), Role: as})
	}
	add(fmt.Sprintf("%08x ", off), -1, RoleMuted)
	b := src.Slice(off, off+n)
	for i := range n {
		if i%8 == 0 {
			add(" ", -1, RoleText)
		}
		if i < len(b) {
			add(fmt.Sprintf("%02x", b[i]), off+i, RoleText)
		} else {
			add("  ", -1, RoleText)
		}
		add(" ", -1, RoleText)
	}
	add(" ", -1, RoleText)
	for i, c := range b {
		if c >= ' ' && c < 0x7f {
			add(string(rune(c)), off+i, RoleString)
		} else {
			add(".", off+i, RoleMuted)
		}
	}
	return r
}
