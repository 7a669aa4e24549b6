package traffic

import (
	"testing"

	"countersign/ui/kit"
	"countersign/ui/uitest"
	"countersign/ui/uitest/frames"
)

// pictures are the screens of this package in their main states. They are made of messages with fixed values, so that
// nothing in them depends on a port, a token or a clock. go test -update draws them again.
var pictures = frames.Scenes{
	"signature":              signatureOfToken,
	"signature of a request": signatureOfRequest,
	"signature by RSA":       signatureByRSA,
	"signature by PLAINTEXT": signatureByPLAINTEXT,
	"signature in the body":  signatureInBody,
	"signature differing":    signatureDiffering,
	"signature refused":      signatureRefused,
	"signature no response":  signatureNoResponse,
	"exchanges":              exchangesListed,
	"exchanges empty":        exchangesEmpty,
	"copy as":                copyMenu,
	"copy as copied":         copyCopied,
	"copy as refused":        copyRefused,
	"copy as preview":        copyPreview,
	"copy as program":        copyProgram,
}

func TestFrames(t *testing.T) { frames.Golden(t, pictures) }

func TestLongEveryFrame(t *testing.T) { frames.Check(t, pictures) }

func TestFramesWithColors(t *testing.T) {
	frames.GoldenColors(t, frames.Scenes{"signature": signatureOfToken})
}

func TestSlowWorkIsAnnounced(t *testing.T) {
	frames.CheckWaiting(t, map[string]func(*kit.Env) kit.Screen{
		"writing the request": func(e *kit.Env) kit.Screen {
			s := newCopyAs(e, nil)
			s.SetSize(80, 20)
			s.Update(uitest.KeyMsg("p"))
			return s
		},
	})
}
