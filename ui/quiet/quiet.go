// Package quiet keeps the program from querying the terminal when it starts.
//
// Bubble Tea v1 asks for the background colour from its package init: any program that links it writes escape codes to
// the terminal and waits up to five seconds for an answer, subcommands and --version included. Lip Gloss asks only when
// nobody has told it the colour, so this package tells it first. Go initialises the packages whose imports are ready in
// the order of their import paths; this one imports Lip Gloss but not Bubble Tea, and
//
//	countersign/ui/quiet  sorts before  github.com/charmbracelet/bubbletea
//
// The module's path is part of the cure. The test runs the real program on a terminal that never answers, so a rename
// that breaks the order is noticed.
//
// Dark is a first answer only. The screens find out the rest themselves, without waiting: see ui/background.go.
package quiet

import "github.com/charmbracelet/lipgloss"

func init() {
	lipgloss.SetHasDarkBackground(true)
}
