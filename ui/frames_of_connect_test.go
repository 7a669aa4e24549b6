package ui

import (
	"fmt"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	goldens "github.com/charmbracelet/x/exp/golden"
)

// connectPictures are the screens of this package in their main states. They are made of messages with fixed values, so that
// nothing in them depends on a port, a token or a clock. go test -update draws them again.
var connectPictures = pictures{
	"configure":                  configureEmpty,
	"configure filled":           configureFilled,
	"configure guided":           configureGuided,
	"configure unfit":            configureUnfit,
	"getting keys":               guided,
	"authorize waiting":          authorizeWaiting,
	"authorize sandbox":          authorizeSandbox,
	"authorize out-of-band":      authorizeOutOfBand,
	"authorize opened":           authorizeOpened,
	"authorize opening":          authorizeOpening,
	"authorize over ssh":         authorizeOverSSH,
	"authorize callback refused": authorizeCallbackRefused,
	"authorize oob refused":      authorizeOutOfBandRefused,
	"authorize port taken":       authorizePortTaken,
	"authorize verifier refused": authorizeAccessTokenRefused,
	"authorize test failed":      authorizeTestFailed,
	"authorize refused":          authorizeRefused,
	"authorize wrong verifier":   authorizeWrongVerifier,
	"authorize signature wrong":  authorizeSignatureWrong,
	"authorize keychain failed":  authorizeKeychainFailed,
	"authorize connected":        authorizeConnected,
	"connect again":              connectAgain,
}

func TestFramesConnect(t *testing.T) { golden(t, connectPictures) }

func TestLongEveryFrameConnect(t *testing.T) { checkPictures(t, connectPictures) }

func TestFramesWithColorsConnect(t *testing.T) {
	goldenColors(t, pictures{"authorize": authorizeSandbox, "refused": authorizeSignatureWrong})
}

func TestFrameOfAllKeysConnect(t *testing.T) { goldenKeys(t, pictures{"authorize": authorizeSandbox}) }

func TestFrameOfOptions(t *testing.T) {
	t.Parallel()
	c := twoWays(t)
	for _, size := range []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 60, Height: 16}} {
		t.Run(fmt.Sprintf("%dx%d", size.Width, size.Height), func(t *testing.T) {
			t.Parallel()
			e := newEnv(testDeps(t), nil)
			a := NewApp(e, over(newConfigure(e, c), "")...)
			a.Update(size)
			CheckFrame(t, a.View(), size)
			goldens.RequireEqual(t, a.View())
		})
	}
}

// TestFramesOfTheCode draws the codes apart from the other frames: they bring colours of their own, and without colours
// their blocks are the other modules.
func TestFramesOfTheCode(t *testing.T) {
	t.Parallel()
	for name, screens := range map[string]func(*env) []Screen{"code": authorizeCode, "short code": authorizeShortCode} {
		for _, size := range append([]tea.WindowSizeMsg{{Width: 61, Height: 25}, {Width: 300, Height: 90}}, frameSizes...) {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size.Width, size.Height), func(t *testing.T) {
				t.Parallel()
				plain, coloured := pictured(t, screens), colored(t, true, screens)
				for _, a := range []*App{plain, coloured} {
					a.Update(size)
					CheckFrame(t, a.View(), size)
				}
				goldens.RequireEqual(t, plain.View())
			})
		}
	}
}
