package ui

import "testing"

// storesPictures are the screens of this package in their main states. They are made of messages with fixed values, so that
// nothing in them depends on a port, a token or a clock. go test -update draws them again.
var storesPictures = pictures{
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

func TestFramesStores(t *testing.T) { golden(t, storesPictures) }

func TestLongEveryFrameStores(t *testing.T) { checkPictures(t, storesPictures) }

func TestWhatTakesLongIsToldStores(t *testing.T) {
	checkWaiting(t, map[string]func(*env) Screen{
		"looking at the keychains": func(e *env) Screen { return newKeychains(e) },
	})
}
