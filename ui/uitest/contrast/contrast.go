package contrast

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/charmbracelet/lipgloss"
)

// Backgrounds are those that terminals commonly come with, or are given.
func Backgrounds(dark bool) []lipgloss.Color {
	if dark {
		return []lipgloss.Color{"#000000", "#1e1e1e", "#282c34", "#002b36"}
	}
	return []lipgloss.Color{"#ffffff", "#f5f5f5", "#fdf6e3"}
}

// HexColor is a colour from its three numbers.
func HexColor(t *testing.T, parts ...string) lipgloss.Color {
	t.Helper()
	out := "#"
	for _, p := range parts {
		n, err := strconv.ParseUint(p, 10, 8)
		if err != nil {
			t.Fatal(err)
		}
		out += fmt.Sprintf("%02x", n)
	}
	return lipgloss.Color(out)
}

// Ratio is the ratio of WCAG 2.2.
func Ratio(t *testing.T, a, b lipgloss.Color) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, c lipgloss.Color) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(string(c)[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
