package connect

import (
	"fmt"
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
	"configure":                  configureEmpty,
	"configure filled":           configureFilled,
	"configure guided":           configureGuided,
	"configure invalid":          configureInvalid,
	"guide":                      guided,
	"authorize waiting":          authorizeWaiting,
	"authorize maybe denied":     authorizeNoticed,
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
	"reconnect":                  reconnect,
}

func TestFrames(t *testing.T) { frames.Golden(t, pictures) }

func TestLongEveryFrame(t *testing.T) { frames.Check(t, pictures) }

func TestFramesWithColors(t *testing.T) {
	frames.GoldenColors(t, frames.Scenes{"authorize": authorizeSandbox, "refused": authorizeSignatureWrong})
}

func TestFrameOfAllKeys(t *testing.T) {
	frames.GoldenKeys(t, frames.Scenes{"authorize": authorizeSandbox})
}

func TestFrameOfOptions(t *testing.T) {
	t.Parallel()
	c := twoOptions(t)
	for _, size := range uitest.FrameSizes {
		t.Run(fmt.Sprintf("%dx%d", size.Width, size.Height), func(t *testing.T) {
			t.Parallel()
			e := kit.NewEnv(uitest.Deps(t), nil)
			a := shell.New(e, uitest.Stack(New(e, c), "")...)
			a.Update(size)
			uitest.CheckFrame(t, a.View(), size)
			goldens.RequireEqual(t, a.View())
		})
	}
}

// TestFramesOfTheCode is separate because QR codes bring their own colors, and differ without colors.
func TestFramesOfTheCode(t *testing.T) {
	t.Parallel()
	for name, screens := range map[string]func(*kit.Env) []kit.Screen{"code": authorizeCode, "short code": authorizeShortCode} {
		for _, size := range append([]tea.WindowSizeMsg{{Width: 60, Height: 16}, {Width: 61, Height: 25}}, uitest.FrameSizes...) {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size.Width, size.Height), func(t *testing.T) {
				t.Parallel()
				plain, coloured := frames.NewApp(t, screens), frames.NewColorApp(t, true, screens)
				for _, a := range []*shell.App{plain, coloured} {
					a.Update(size)
					uitest.CheckFrame(t, a.View(), size)
				}
				goldens.RequireEqual(t, plain.View())
			})
		}
	}
}
