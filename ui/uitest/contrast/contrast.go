package contrast

import (
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/lucasb-eyer/go-colorful"
)

// Backgrounds returns common background colors of dark or light terminals.
func Backgrounds(dark bool) []lipgloss.Color {
	if dark {
		return []lipgloss.Color{"#000000", "#1e1e1e", "#282c34", "#002b36"}
	}
	return []lipgloss.Color{"#ffffff", "#f5f5f5", "#fdf6e3"}
}

// Ratio returns the contrast ratio of two colors, given as #rrggbb.
func Ratio(t *testing.T, a, b lipgloss.Color) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, c lipgloss.Color) float64 {
	t.Helper()
	color, err := colorful.Hex(string(c))
	if err != nil {
		t.Fatal(err)
	}
	r, g, b := color.LinearRgb()
	return 0.2126*r + 0.7152*g + 0.0722*b
}
