package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	goldens "github.com/charmbracelet/x/exp/golden"
)

func TestFrameTooSmall(t *testing.T) {
	t.Parallel()
	a, size := New(testDeps(t)), tea.WindowSizeMsg{Width: 50, Height: 10}
	a.Update(size)
	CheckFrame(t, a.View(), size)
	goldens.RequireEqual(t, a.View())
}
