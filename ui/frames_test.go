package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"
)

// frameSizes are the windows that the pictures are of: the least, the usual, a large and a very large one.
var frameSizes = []tea.WindowSizeMsg{{Width: 60, Height: 16}, {Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 200, Height: 60}}

// frames are pictures of every screen in its main states, at four sizes. They are made of messages with fixed values,
// so that nothing in them depends on a port, a token or a clock. go test ./ui -update draws them again.
var frames = map[string]func(e *env) []Screen{
	"home empty":                 homeEmpty,
	"home kept":                  homeKept,
	"home test failed":           homeTestFailed,
	"catalogue":                  catalogueListed,
	"catalogue broken":           catalogueBroken,
	"configure":                  configureEmpty,
	"configure filled":           configureFilled,
	"configure guided":           configureGuided,
	"configure unfit":            configureUnfit,
	"getting keys":               guided,
	"new connector":              newConnectorEmpty,
	"new connector filled":       newConnectorFilled,
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
	"keychain choice":            keychainChoice,
	"keychain new passphrase":    keychainNew,
	"keychain passphrase":        keychainExisting,
	"request":                    requestReady,
	"request headers":            requestHeaders,
	"response":                   responseBody,
	"response headers":           responseHeaders,
	"response signature refused": responseRefused,
	"response none":              responseNone,
	"signature":                  signatureOfDance,
	"signature of a call":        signatureOfCall,
	"signature by RSA":           signatureByRSA,
	"signature by PLAINTEXT":     signatureByPLAINTEXT,
	"signature in the body":      signatureInBody,
	"signature differing":        signatureDiffering,
	"signature refused":          signatureRefused,
	"signature unanswered":       signatureUnanswered,
	"exchanges":                  exchangesListed,
	"exchanges empty":            exchangesEmpty,
	"copy as":                    copyMenu,
	"copy as copied":             copyCopied,
	"copy as refused":            copyRefused,
	"copy as preview":            copyPreview,
	"copy as program":            copyProgram,
}

func TestFrames(t *testing.T) {
	t.Parallel()
	for name, screens := range frames {
		for _, size := range frameSizes {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size.Width, size.Height), func(t *testing.T) {
				t.Parallel()
				a := New(testDeps(t))
				a.stack = screens(a.env)
				a.Update(size)
				checkFrame(t, a)
				golden.RequireEqual(t, a.View())
			})
		}
	}
}

// TestFramesOfOddSizes draws what no golden shows: only that everything fits counts.
func TestFramesOfOddSizes(t *testing.T) {
	t.Parallel()
	for name, screens := range frames {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := New(testDeps(t))
			a.stack = screens(a.env)
			for _, size := range []tea.WindowSizeMsg{{Width: 60, Height: 16}, {Width: 61, Height: 17}, {Width: 109, Height: 16}, {Width: 110, Height: 16}, {Width: 300, Height: 90}} {
				a.Update(size)
				checkFrame(t, a)
				a.Update(keyMsg("f1"))
				checkFrame(t, a)
				a.Update(keyMsg("f1"))
				a.Update(toastMsg{text: strings.Repeat("a long remark ", 12), bad: true})
				checkFrame(t, a)
				a.Update(toastGoneMsg{a.notice.stamp})
			}
		})
	}
}

func TestFrameOfAllKeys(t *testing.T) {
	t.Parallel()
	for name, screens := range map[string]func(e *env) []Screen{"home": homeKept, "authorize": authorizeSandbox, "request": requestReady} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := New(testDeps(t))
			a.stack = screens(a.env)
			a.Update(tea.WindowSizeMsg{Width: 60, Height: 20})
			a.Update(keyMsg("f1"))
			checkFrame(t, a)
			golden.RequireEqual(t, a.View())
		})
	}
}

func TestFrameOfQuestion(t *testing.T) {
	t.Parallel()
	a := New(testDeps(t))
	a.stack = homeKept(a.env)
	a.Update(tea.WindowSizeMsg{Width: 60, Height: 20})
	_, cmd := a.Update(keyMsg("x"))
	a.Update(cmd())
	checkFrame(t, a)
	golden.RequireEqual(t, a.View())
}

func TestFrameOfOptions(t *testing.T) {
	t.Parallel()
	c := twoWays(t)
	for _, size := range []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 120, Height: 40}, {Width: 60, Height: 16}} {
		t.Run(fmt.Sprintf("%dx%d", size.Width, size.Height), func(t *testing.T) {
			t.Parallel()
			a := New(testDeps(t))
			a.stack = append(homeEmpty(a.env), newConfigure(a.env, c))
			a.Update(size)
			checkFrame(t, a)
			golden.RequireEqual(t, a.View())
		})
	}
}

func TestFrameTooSmall(t *testing.T) {
	t.Parallel()
	a := New(testDeps(t))
	a.Update(tea.WindowSizeMsg{Width: 50, Height: 10})
	checkFrame(t, a)
	golden.RequireEqual(t, a.View())
}

// hoursAgo is how stale things are in the pictures.
func hoursAgo(n int) time.Time { return noon.Add(-time.Duration(n) * time.Hour) }
