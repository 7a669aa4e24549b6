package request

import (
	"strings"
	"testing"

	"countersign/ui/kit"
	"countersign/ui/traffic"
	"countersign/ui/uitest"
	"countersign/ui/uitest/frames"
)

// pictures are the screens of this package in their main states. They are made of messages with fixed values, so that
// nothing in them depends on a port, a token or a clock. go test -update draws them again.
var pictures = frames.Scenes{
	"request":                    requestReady,
	"request headers":            requestHeaders,
	"response":                   responseBody,
	"response headers":           responseHeaders,
	"response signature refused": responseRefused,
	"response none":              responseNone,
	"request rows":               requestRows,
	"request row off":            requestRowOff,
	"request query as text":      requestPlain,
	"request own method":         requestOwnMethod,
	"request variables":          requestVariables,
	"request unknown variable":   requestUnknownVariable,
	"request no body":            requestNoBody,
	"request form":               requestForm,
	"request JSON":               requestJSON,
	"request JSON mistaken":      requestMistaken,
	"request file":               requestFile,
	"request file missing":       requestFileMissing,
	"request from the history":   requestFromHistory,
	"request opening a file":     requestOpening,
	"variables":                  variablesListed,
	"history":                    historyListed,
	"history empty":              historyEmpty,
	"history switched off":       historyOff,
	"history saving":             historySaving,
	"history failed":             historyFailed,
	"response arriving":          responseArriving,
	"response stopped":           responseStopped,
	"response broken off":        responseBrokenOff,
	"response waiting":           responseWaiting,
	"response empty":             body("text/plain", ""),
	"response image":             body("image/png", samplePNG),
	"response binary":            body("application/octet-stream", strings.Repeat("\x00\x01sample\xff", 40)),
	"response hex":               body("application/json", `{"name": "Anna Sample", "city": "東京"}`, "x"),
	"response XML":               body("application/xml", `<?xml version="1.0"?><rsp stat="ok"><user id="12037949754@N01"><name>Anna &amp; Sample</name></user></rsp>`),
	"response HTML":              body("text/html", "<!doctype html><html><head><title>Photos</title></head><body><h1>Not found</h1><p>There is <b>nothing</b> here.</p></body></html>"),
	"response form":              body("application/x-www-form-urlencoded", "name=Anna%20Sample&city=%E6%9D%B1%E4%BA%AC&n=1"),
	"response raw":               body("application/json", sampleJSON, "r"),
	"response filter":            body("application/json", sampleJSON, ":", ".photos[] | .title", "enter"),
	"response filter wrong":      body("application/json", sampleJSON, ":", ".photos[", "enter"),
	"response search":            body("application/json", sampleJSON, "/", "harbour", "enter"),
	"response searching":         body("application/json", sampleJSON, "/", "harb"),
	"response folded":            body("application/json", sampleJSON, "down", "z"),
	"response all folded":        body("application/json", sampleJSON, "Z"),
	"response long headers":      responseLongHeaders,
	"response timing reused":     responseReused,
	"response timing":            body("application/json", sampleJSON, "shift+tab"),
	"response saving":            body("application/json", sampleJSON, "w"),
}

func TestFrames(t *testing.T) { frames.Golden(t, pictures) }

func TestLongEveryFrame(t *testing.T) { frames.Check(t, pictures) }

func TestFramesWithColors(t *testing.T) {
	frames.GoldenColors(t, frames.Scenes{"request": requestReady, "response": responseBody})
}

func TestFrameOfAllKeys(t *testing.T) {
	frames.GoldenKeys(t, frames.Scenes{"request": requestReady})
}

func TestFrameOfPalette(t *testing.T) {
	frames.GoldenPalette(t, traffic.Keys(), frames.Scenes{"request": func(e *kit.Env) []kit.Screen {
		return uitest.StackWithDestinations(requested(e), kit.Destination{Title: "go to: new connection", Screen: true}, kit.Destination{Title: "go to: keychains", Screen: true},
			kit.Destination{Title: "open: brokerage", Help: "Broker"}, kit.Destination{Title: "open: photos", Help: "Anna Sample · Photos"},
			kit.Destination{Title: "open: sandbox", Help: "anna · Sandbox"}, kit.Destination{Title: "open: trading-account-with-a-long-name", Help: "Another broker with a long name"})
	}})
}

func TestSlowWorkIsAnnounced(t *testing.T) {
	frames.CheckWaiting(t, map[string]func(*kit.Env) kit.Screen{
		"loading the history":         func(e *kit.Env) kit.Screen { return newHistory(e, uitest.Connection()) },
		"loading your saved requests": func(e *kit.Env) kit.Screen { return New(e, uitest.Connection()) },
	})
}
