package journeys_test

import (
	"strings"
	"testing"
)

// Network failures.

// behindACable returns a person whose connector reaches a sandbox through a cable.
func behindACable(t *testing.T, more ...string) (*person, *cable) {
	t.Helper()
	h := bareHome(t, append([]string{"COUNTERSIGN_KEYCHAIN=memory", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"}, more...)...)
	service, _ := h.sandbox(t, "")
	c := layCable(t, service)
	h.harbour(t, c.address(), sandboxPaths, "/me", "dialect: {denied: denied}\n")
	return sitDown(t, h), c
}

// The network is down when I start: I see which step failed and what to do, my form is unchanged, and Enter continues when
// the network is back.
func TestTheNetworkIsDownWhenIStart(t *testing.T) {
	t.Parallel()
	p, cable := behindACable(t, browserThat(t, "allow")...)
	cable.pull()
	p.atTheForm().arrivesAt("Name").Type("-mine").WaitFor("harbour-mine").Press("Enter")
	p.WaitFor("✓ start", "✗ request token", "refused", "○ access token")
	p.Press("Escape").WaitFor("harbour-mine", "to request a token")
	cable.plugIn()
	p.Press("Enter").WaitFor("Waiting for the callback on 127.0.0.1:").Press("o").WaitFor("Connected as anna")
	p.Press("Escape").WaitFor("1 connection", "harbour-mine", "anna")
}

// The network goes down while I am on the page: the screen keeps waiting, tells me when it needs the network, and r starts
// again.
func TestTheNetworkGoesDownAtTheLink(t *testing.T) {
	t.Parallel()
	p, cable := behindACable(t)
	p.atTheForm().Press("Enter")
	callback, _ := consent(t, p.link())
	cable.pull()
	p.Resize(60, 16).WaitFor("Waiting for the callback on").Resize(80, 24).WaitFor("Open this link in your browser", "Waiting for the callback on")
	p.Paste(callback).Press("Enter").WaitFor("✓ request token", "✗ access token", "Press r to retry")
	p.Find(`(?s)✗ access token.*(refused|hung\s+up|server\s+closed)`)      // depending on when the program notices
	p.Press("r").WaitFor("✗ request token", "refused", "Press r to retry") // too early
	cable.plugIn()
	p.Press("r")
	callback, _ = consent(t, p.link())
	p.Paste(callback).Press("Enter").WaitFor("Connected as anna")
}

// The network is down when I send a request: I see why and what to do; my request is unchanged, and Enter sends it when the
// network is back.
func TestTheNetworkIsDownForARequest(t *testing.T) {
	t.Parallel()
	p, cable := behindACable(t, browserThat(t, "allow")...)
	p.atTheForm().Press("Enter").WaitFor("Waiting for the callback on").Press("o").WaitFor("Connected as anna").Press("Enter").WaitFor("▸ Who am I")
	p.arrivesAt("new request").Press("Tab", "Tab").Type("/echo?kept=while+away").WaitFor("/echo?kept=while+away")
	cable.pull()
	p.Press("C-s").WaitFor("✗ no response", "refused")
	p.Press("C-t").WaitFor("/echo?kept=while+away", "Esc requests").Press("C-t").WaitFor("✗ no response")
	cable.plugIn()
	p.Press("Enter").WaitFor("✓ 200 OK", "while away")
	p.Press("Escape").WaitFor("/echo?kept=while+away")
}

// The network fails in the middle of a response: I see what arrived, that it is incomplete and what to do, and Enter sends
// the request again.
func TestAResponseBreaksOff(t *testing.T) {
	t.Parallel()
	p, cable := behindACable(t, browserThat(t, "allow")...)
	p.atTheForm().Press("Enter").WaitFor("Waiting for the callback on").Press("o").WaitFor("Connected as anna").Press("Enter").WaitFor("▸ Who am I")
	long := strings.Repeat("and+so+on+", 300)
	p.arrivesAt("new request").Press("Tab", "Tab").Type("/echo?first=word&last=" + long + "end").WaitFor("on+end")
	cable.breakAfter(2000)
	p.Press("C-s").WaitFor("✗ 200 OK, interrupted at ", `"method": "GET"`)
	p.Press("C-t").WaitFor("on+end").Press("C-t").WaitFor("interrupted at")
	cable.plugIn()
	p.Press("Enter").WaitFor("✓ 200 OK", `"method": "GET"`).Press("/").WaitFor("text; a capital").Type("on end").Press("Enter").WaitFor("match 1 of")
}
