package ui

import "testing"

// cataloguePictures are the screens of this package in their main states. They are made of messages with fixed values, so that
// nothing in them depends on a port, a token or a clock. go test -update draws them again.
var cataloguePictures = pictures{
	"catalogue":            catalogueListed,
	"catalogue broken":     catalogueBroken,
	"new connector":        newConnectorEmpty,
	"new connector filled": newConnectorFilled,
}

func TestFramesCatalogue(t *testing.T) { golden(t, cataloguePictures) }

func TestLongEveryFrameCatalogue(t *testing.T) { checkPictures(t, cataloguePictures) }

func TestWhatTakesLongIsToldCatalogue(t *testing.T) {
	checkWaiting(t, map[string]func(*env) Screen{
		"reading the catalogue": func(e *env) Screen { return newCatalogue(e) },
	})
}
