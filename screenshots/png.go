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
func shrink(file string, s Screen) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("reading the picture: %w", err)
	}
	full, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return fmt.Errorf("reading the picture %s: %w", file, err)
	}
	count := count{}
	count.add(full)
	count.prefer(s)
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, paint(full, count.palette(pictureColours))); err != nil {
		return fmt.Errorf("writing the picture: %w", err)
	}
	return writePicture(file, out.Bytes())
}

// pictureColours are enough for letters that look smooth; with all 256 a picture takes about half as much again.
const pictureColours = 64

// count is how often each colour stands in one picture or several.
type count map[color.NRGBA]int

func (n count) add(picture image.Image) {
	each(picture, func(_, _ int, c color.NRGBA) { n[c]++ })
}

// prefer keeps the colours that a screen's letters are of, however few the letters: a sign that says how it went is one cell.
func (n count) prefer(s Screen) {
	for _, line := range s {
		for _, c := range line {
			for _, colour := range []color.RGBA{c.Foreground, c.Background, between(c.Foreground, c.Background)} {
				n[color.NRGBA(colour)] += preferred
			}
		}
	}
}

// preferred is more than any picture has pixels.
const preferred = 1 << 30

// palette takes the commonest.
func (n count) palette(most int) color.Palette {
	colours := slices.SortedFunc(maps.Keys(n), func(a, b color.NRGBA) int {
		return cmp.Or(cmp.Compare(n[b], n[a]), bytes.Compare([]byte{a.R, a.G, a.B, a.A}, []byte{b.R, b.G, b.B, b.A}))
	})
	var palette color.Palette
	for _, c := range colours[:min(len(colours), most)] {
		palette = append(palette, c)
	}
	return palette
}

// paint draws a picture with a palette's colours alone.
func paint(full image.Image, palette color.Palette) *image.Paletted {
	small := image.NewPaletted(full.Bounds(), palette)
	nearest := map[color.NRGBA]uint8{}
	each(full, func(x, y int, c color.NRGBA) {
		i, known := nearest[c]
		if !known {
			i = uint8(palette.Index(c)) //nolint:gosec // of at most 256 colours
			nearest[c] = i
		}
		small.SetColorIndex(x, y, i)
	})
	return small
}

func each(picture image.Image, do func(x, y int, c color.NRGBA)) {
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			do(x, y, color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA))
		}
	}
}
