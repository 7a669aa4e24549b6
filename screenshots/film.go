package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Film is a sequence of screens.
type Film struct {
	Name, Title string
	Theme       Theme
	Frames      []Frame
}

// Frame is one screen of a film and how long it is shown.
type Frame struct {
	Screen Screen
	Hold   time.Duration
}

// How long a screen is shown before a key is pressed, and before a letter is typed.
const (
	keyHold    = 900 * time.Millisecond
	letterHold = 60 * time.Millisecond
)

// film runs the steps film, hold and cut.
func (p *player) film(ctx context.Context, s Step) error {
	switch {
	case s.Verb == "film" && p.filming:
		return errors.New("the previous film has no cut")
	case s.Verb == "film":
		p.take.Films = append(p.take.Films, Film{Name: s.First, Title: s.Rest, Theme: p.theme})
		p.filming = true
		return nil
	case !p.filming:
		return errors.New("no film has started")
	case s.Verb == "hold":
		return p.frame(ctx, time.Duration(s.Seconds*float64(time.Second)))
	}
	p.filming = false
	return nil
}

// frame adds the current screen to the film, if one is running.
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

// animate draws a film as an SVG that plays in a loop. A line that stays the same over several frames is drawn once.
func animate(f Film) string {
	var total time.Duration
	starts := make([]float64, len(f.Frames)+1)
	for i, frame := range f.Frames {
		total += frame.Hold
		starts[i+1] = total.Seconds()
	}
	var b strings.Builder
	open(&b, f.Frames[0].Screen, f.Theme, f.Title)
	for y := range f.Frames[0].Screen {
		for i := 0; i < len(f.Frames); {
			line, end := f.Frames[i].Screen[y], i+1
			for end < len(f.Frames) && slices.Equal(line, f.Frames[end].Screen[y]) {
				end++
			}
			visibility := "hidden"
			if i == 0 {
				visibility = "visible" // where SVGs are not animated, the first frame is shown
			}
			fmt.Fprintf(&b, `<g visibility="%s">`, visibility)
			if i > 0 || end < len(f.Frames) {
				fmt.Fprintf(&b, `<animate attributeName="visibility" values="hidden;visible;hidden" keyTimes="0;%.4f;%.4f" `+
					`calcMode="discrete" dur="%.2fs" repeatCount="indefinite"/>`, starts[i]/total.Seconds(), starts[end]/total.Seconds(), total.Seconds())
			}
			drawLine(&b, line, f.Theme.Paper, y)
			b.WriteString("</g>\n")
			i = end
		}
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}
