package ui

import (
	"testing"

	"countersign/flow"
)

// trafficPictures are the screens of this package in their main states. They are made of messages with fixed values, so that
// nothing in them depends on a port, a token or a clock. go test -update draws them again.
var trafficPictures = pictures{
	"signature":              signatureOfDance,
	"signature of a call":    signatureOfCall,
	"signature by RSA":       signatureByRSA,
	"signature by PLAINTEXT": signatureByPLAINTEXT,
	"signature in the body":  signatureInBody,
	"signature differing":    signatureDiffering,
	"signature refused":      signatureRefused,
	"signature unanswered":   signatureUnanswered,
	"exchanges":              exchangesListed,
	"exchanges empty":        exchangesEmpty,
	"copy as":                copyMenu,
	"copy as copied":         copyCopied,
	"copy as refused":        copyRefused,
	"copy as preview":        copyPreview,
	"copy as program":        copyProgram,
}

func TestFramesTraffic(t *testing.T) { golden(t, trafficPictures) }

func TestLongEveryFrameTraffic(t *testing.T) { checkPictures(t, trafficPictures) }

func TestFramesWithColorsTraffic(t *testing.T) {
	goldenColors(t, pictures{"signature": signatureOfDance})
}

func TestWhatTakesLongIsToldTraffic(t *testing.T) {
	checkWaiting(t, map[string]func(*env) Screen{
		"reading the exchanges":  func(e *env) Screen { return newExchanges(e) },
		"reading the exchanges ": func(e *env) Screen { return newSignature(e, &flow.Exchange{}) },
		"writing the call": func(e *env) Screen {
			s := newCopyAs(e, nil)
			s.SetSize(80, 20)
			s.Update(keyMsg("p"))
			return s
		},
	})
}
