package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"slices"
)

// shrink writes a PNG again with a palette, at about a third of the size. A picture of a terminal has few colours; all
// others are steps between letters and paper, and the rarest of those take the nearest that stays.
func shrink(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("reading the picture: %w", err)
	}
	full, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return fmt.Errorf("reading the picture %s: %w", file, err)
	}
	small := image.NewPaletted(full.Bounds(), nil)
	count := map[color.NRGBA]int{}
	each(full, func(_, _ int, c color.NRGBA) { count[c]++ })
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.NRGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), bytes.Compare([]byte{a.R, a.G, a.B, a.A}, []byte{b.R, b.G, b.B, b.A}))
	})
	for _, c := range colours[:min(len(colours), 256)] {
		small.Palette = append(small.Palette, c)
	}
	nearest := map[color.NRGBA]uint8{}
	for _, c := range colours {
		nearest[c] = uint8(small.Palette.Index(c)) //nolint:gosec // of 256 colours
	}
	each(full, func(x, y int, c color.NRGBA) { small.SetColorIndex(x, y, nearest[c]) })

	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, small); err != nil {
		return fmt.Errorf("writing the picture: %w", err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil { //nolint:gosec // a picture for everybody
		return fmt.Errorf("writing the picture: %w", err)
	}
	return nil
}

func each(picture image.Image, do func(x, y int, c color.NRGBA)) {
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			do(x, y, color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA))
		}
	}
}
