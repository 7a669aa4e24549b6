package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Film is what happened on the screen, as a person sees it go by.
type Film struct {
	Name, Title string
	Theme       Theme
	Frames      []Frame
}

// Frame is one screen of a film and how long it stays.
type Frame struct {
	Screen Screen
	Hold   time.Duration
}

// How long what is shown stays before a key is pressed, and before a letter is typed.
const (
	keyHold    = 900 * time.Millisecond
	letterHold = 60 * time.Millisecond
)

// film begins, holds and ends a film.
func (p *player) film(ctx context.Context, s Step) error {
	switch {
	case s.Verb == "film" && p.filming:
		return errors.New("the film before is not cut yet")
	case s.Verb == "film":
		name, _, _ := strings.Cut(s.Text, " ")
		p.take.Films = append(p.take.Films, Film{Name: name, Title: s.Argument, Theme: p.theme})
		p.filming = true
		return nil
	case !p.filming:
		return errors.New("there is no film")
	case s.Verb == "hold":
		return p.frame(ctx, time.Duration(s.Seconds*float64(time.Second)))
	}
	p.filming = false
	return nil
}

// frame takes what is shown now into the film, if there is one. What stood there already stays for longer.
func (p *player) frame(ctx context.Context, hold time.Duration) error {
	if !p.filming {
		return nil
	}
	if err := p.terminal.still(ctx); err != nil {
		return err
	}
	film := &p.take.Films[len(p.take.Films)-1]
	film.Frames = append(film.Frames, Frame{p.screen(), hold})
	return nil
}

// filmColours keep a film small; a frame is looked at for less long than a picture.
const filmColours = 32

// writeFilm makes a GIF of a film that runs for ever. Each frame holds only what is new in it.
func writeFilm(ctx context.Context, dir string, f Film) error {
	pictures := make([]image.Image, len(f.Frames))
	colours := count{}
	for i, frame := range f.Frames {
		picture, err := raster(ctx, draw(frame.Screen, f.Theme, f.Title))
		if err != nil {
			return err
		}
		pictures[i] = picture
		colours.add(picture)
		colours.prefer(frame.Screen)
	}
	palette := colours.palette(filmColours)
	out := gif.GIF{}
	var before *image.Paletted
	for i, picture := range pictures {
		whole := paint(picture, palette)
		out.Image = append(out.Image, fresh(before, whole))
		out.Delay = append(out.Delay, int(f.Frames[i].Hold/(10*time.Millisecond)))
		out.Disposal = append(out.Disposal, gif.DisposalNone)
		before = whole
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &out); err != nil {
		return fmt.Errorf("writing the film %s: %w", f.Name, err)
	}
	fmt.Printf("%s.gif\n", f.Name)
	return writePicture(filepath.Join(dir, f.Name+".gif"), b.Bytes())
}

// fresh cuts out of a picture what is not as in the one before it.
func fresh(before, now *image.Paletted) *image.Paletted {
	if before == nil {
		return now
	}
	var changed image.Rectangle
	for y := now.Rect.Min.Y; y < now.Rect.Max.Y; y++ {
		for x := now.Rect.Min.X; x < now.Rect.Max.X; x++ {
			if now.ColorIndexAt(x, y) != before.ColorIndexAt(x, y) {
				changed = changed.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if changed.Empty() { // a frame has to hold something
		changed = image.Rect(0, 0, 1, 1)
	}
	return now.SubImage(changed).(*image.Paletted)
}

// raster makes pixels of an SVG.
func raster(ctx context.Context, svg string) (image.Image, error) {
	temp, err := os.MkdirTemp("", "countersign-film-*")
	if err != nil {
		return nil, fmt.Errorf("making a folder for a frame: %w", err)
	}
	defer os.RemoveAll(temp)
	from, to := filepath.Join(temp, "frame.svg"), filepath.Join(temp, "frame.png")
	if err := writePicture(from, []byte(svg)); err != nil {
		return nil, err
	}
	if err := convert(ctx, from, to, 1); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(to)
	if err != nil {
		return nil, fmt.Errorf("reading a frame: %w", err)
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("reading a frame: %w", err)
	}
	return picture, nil
}
