package stores

import (
	"testing"

	"countersign/ui/kit"
	"countersign/ui/uitest/frames"
)

// pictures are the screens of this package in their main states. They are made of messages with fixed values, so that
// nothing in them depends on a port, a token or a clock. go test -update draws them again.
var pictures = frames.Scenes{
	"keychain choice":         keychainChoice,
	"keychain new passphrase": keychainNew,
	"keychain passphrase":     keychainExisting,
	"keychain dialog":         keychainDialog,
	"keychains":               keychainsAll,
	"keychains without OS":    keychainsWithoutOS,
	"keychains passphrase":    keychainsPassphrase,
	"keychains moving":        keychainsMoving,
	"keychains stopped":       keychainsStopped,
	"keychains repaired":      keychainsRepaired,
	"keychains damaged":       keychainsDamaged,
}

func TestFrames(t *testing.T) { frames.Golden(t, pictures) }

func TestLongEveryFrame(t *testing.T) { frames.Check(t, pictures) }

func TestWhatTakesLongIsTold(t *testing.T) {
	frames.CheckWaiting(t, map[string]func(*kit.Env) kit.Screen{
		"reading the credential stores": func(e *kit.Env) kit.Screen { return New(e) },
	})
}
