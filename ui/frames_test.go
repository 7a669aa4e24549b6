package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	goldens "github.com/charmbracelet/x/exp/golden"

	"countersign/ui/uitest"
)

func TestFrameTooSmall(t *testing.T) {
	t.Parallel()
	a, size := New(uitest.Deps(t)), tea.WindowSizeMsg{Width: 50, Height: 10}
	a.Update(size)
	uitest.CheckFrame(t, a.View(), size)
	goldens.RequireEqual(t, a.View())
}
