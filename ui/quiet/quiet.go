// Package quiet keeps the program from querying the terminal at startup.
//
// Bubble Tea v1 queries the background color in its package init: any program that links it writes escape codes to the
// terminal and waits up to five seconds for a response, even for subcommands and --version. Lip Gloss only queries if the
// color is not set yet, so this package sets it first. Go initializes packages whose imports are initialized in the order of
// their import paths. This package imports Lip Gloss but not Bubble Tea, and
//
//	countersign/ui/quiet  sorts before  github.com/charmbracelet/bubbletea
//
// This depends on the module's path. The test runs the program on a terminal that never responds, and so detects a rename
// that breaks the order.
//
// The value set here is only a default. The screens query the color themselves, without waiting: see ui/background.go.
package quiet

import "github.com/charmbracelet/lipgloss"

func init() {
	lipgloss.SetHasDarkBackground(true)
}
