package home

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	goldens "github.com/charmbracelet/x/exp/golden"

	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/uitest"
	"countersign/ui/uitest/frames"
)

// pictures are the screens of this package in their main states. They are made of messages with fixed values, so that
// nothing in them depends on a port, a token or a clock. go test -update draws them again.
var pictures = frames.Scenes{
	"home empty":         homeEmpty,
	"home kept":          homeKept,
	"home test failed":   homeTestFailed,
	"home rename":        homeRename,
	"home rename taken":  homeRenameTaken,
	"home damaged":       homeDamaged,
	"home dialog":        homeDialog,
	"home not renewable": homeNotRenewable,
}

func TestFrames(t *testing.T) { frames.Golden(t, pictures) }

func TestLongEveryFrame(t *testing.T) { frames.Check(t, pictures) }

func TestFramesWithColors(t *testing.T) {
	frames.GoldenColors(t, frames.Scenes{"home": homeKept})
}

func TestFrameOfAllKeys(t *testing.T) { frames.GoldenKeys(t, frames.Scenes{"home": homeKept}) }

func TestFrameOfQuestion(t *testing.T) {
	t.Parallel()
	e := kit.NewEnv(uitest.Deps(t), nil)
	a := shell.New(e, homeKept(e)...)
	a.Update(tea.WindowSizeMsg{Width: 60, Height: 20})
	_, cmd := a.Update(uitest.KeyMsg("x"))
	a.Update(cmd())
	uitest.CheckFrame(t, a.View(), tea.WindowSizeMsg{Width: 60, Height: 20})
	goldens.RequireEqual(t, a.View())
}

func TestFrameOfPalette(t *testing.T) {
	frames.GoldenPalette(t, Keys(), frames.Scenes{"home": homeKept})
}

func TestWhatTakesLongIsTold(t *testing.T) {
	frames.CheckWaiting(t, map[string]func(*kit.Env) kit.Screen{
		"reading the connections": func(e *kit.Env) kit.Screen { return New(e) },
	})
}
