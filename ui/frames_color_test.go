package ui

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"
)

// colored are screens as a terminal with colours shows them.
func colored(t *testing.T, dark bool, screens func(*env) []Screen) *App {
	t.Helper()
	d := testDeps(t)
	d.Renderer = lipgloss.NewRenderer(io.Discard)
	d.Renderer.SetColorProfile(termenv.TrueColor)
	a := New(d)
	a.env.paint(dark)
	a.stack = screens(a.env)
	return a
}

// Nothing is said by colour alone: on a dark terminal, on a light one and on one without colours (NO_COLOR) stands the same
// text, sign for sign.
func TestFramesSayTheSameInEveryTheme(t *testing.T) {
	t.Parallel()
	for name, screens := range frames {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain, dark, light := New(testDeps(t)), colored(t, true, screens), colored(t, false, screens)
			plain.stack = screens(plain.env)
			for _, size := range frameSizes {
				for _, a := range []*App{plain, dark, light} {
					a.Update(size)
					checkFrame(t, a)
				}
				want := inkOf(plain.View())
				if got := inkOf(dark.View()); got != want {
					t.Errorf("dark at %v says\n%s\nand without colours\n%s", size, got, want)
				}
				if got := inkOf(light.View()); got != want {
					t.Errorf("light at %v says\n%s\nand without colours\n%s", size, got, want)
				}
			}
		})
	}
}

// inkOf is a frame's text; space at the end of a line says nothing.
func inkOf(frame string) string {
	lines := strings.Split(ansi.Strip(frame), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

var foreground = regexp.MustCompile(`38;2;(\d+);(\d+);(\d+)`)

// Every colour that stands in any frame can be read on the backgrounds that people have: computed, not believed.
func TestEveryColorOfAFrameCanBeRead(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{true, false} {
		seen := map[lipgloss.Color]string{}
		for name, screens := range frames {
			a := colored(t, dark, screens)
			a.Update(frameSizes[1])
			for _, m := range foreground.FindAllStringSubmatch(a.View(), -1) {
				seen[hexColor(t, m[1], m[2], m[3])] = name
			}
		}
		if len(seen) < 4 {
			t.Errorf("dark %v: only %v was found: these frames have no colours", dark, seen)
		}
		for colour, name := range seen {
			for _, background := range backgrounds(dark) {
				if got := contrast(t, colour, background); got < 4.5 {
					t.Errorf("dark %v, %s: %s on %s has a contrast of %.1f, less than 4.5", dark, name, colour, background, got)
				}
			}
		}
	}
}

// The looks themselves, of the screens that use most of them.
func TestFramesWithColors(t *testing.T) {
	t.Parallel()
	for name, screens := range map[string]func(*env) []Screen{
		"home": homeKept, "authorize": authorizeSandbox, "refused": authorizeSignatureWrong, "request": requestReady,
		"response": responseBody, "signature": signatureOfDance,
	} {
		for _, dark := range []bool{true, false} {
			theme := map[bool]string{true: "dark", false: "light"}[dark]
			t.Run(name+"/"+theme, func(t *testing.T) {
				t.Parallel()
				a := colored(t, dark, screens)
				a.Update(frameSizes[1])
				golden.RequireEqual(t, a.View())
			})
		}
	}
}
