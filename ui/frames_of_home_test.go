package ui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	goldens "github.com/charmbracelet/x/exp/golden"
)

// homePictures are the screens of this package in their main states. They are made of messages with fixed values, so that
// nothing in them depends on a port, a token or a clock. go test -update draws them again.
var homePictures = pictures{
	"home empty":         homeEmpty,
	"home kept":          homeKept,
	"home test failed":   homeTestFailed,
	"home rename":        homeRename,
	"home rename taken":  homeRenameTaken,
	"home damaged":       homeDamaged,
	"home dialog":        homeDialog,
	"home not renewable": homeNotRenewable,
}

func TestFramesHome(t *testing.T) { golden(t, homePictures) }

func TestLongEveryFrameHome(t *testing.T) { checkPictures(t, homePictures) }

func TestFramesWithColorsHome(t *testing.T) {
	goldenColors(t, pictures{"home": homeKept})
}

func TestFrameOfAllKeysHome(t *testing.T) { goldenKeys(t, pictures{"home": homeKept}) }

func TestFrameOfQuestion(t *testing.T) {
	t.Parallel()
	e := newEnv(testDeps(t), nil)
	a := NewApp(e, homeKept(e)...)
	a.Update(tea.WindowSizeMsg{Width: 60, Height: 20})
	_, cmd := a.Update(keyMsg("x"))
	a.Update(cmd())
	CheckFrame(t, a.View(), tea.WindowSizeMsg{Width: 60, Height: 20})
	goldens.RequireEqual(t, a.View())
}

func TestFrameOfPaletteHome(t *testing.T) { goldenPalette(t, homeKeys(), pictures{"home": homeKept}) }

func TestWhatTakesLongIsToldHome(t *testing.T) {
	checkWaiting(t, map[string]func(*env) Screen{
		"reading the list of connections": func(e *env) Screen { return newConnections(e) },
	})
}
