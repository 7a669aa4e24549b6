package journeys_test

import (
	"net/url"
	"os/exec"
	"strings"
	"testing"
)

// Connecting, and what can go wrong.

// atTheLink starts an authorization with the sandbox.
func (p *person) atTheLink(address string) *person {
	p.Helper()
	p.Run("countersign").WaitFor("CONNECTIONS", "try the sandbox").Press("n").WaitFor("Flickr").Press("Enter").pointTo(address)
	return p.Press("Enter").WaitFor("Open this link in your browser", "Waiting for the callback on 127.0.0.1:")
}

// I connect with the link: I press o, allow access in my browser, and return to a terminal that is connected and shows how
// long each step took.
func TestIConnectByTheLink(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t, browserThat(t, "allow")...))
	p.atTheLink(freeAddress(t)).Press("o")
	p.WaitFor("✓ start", "✓ request token", "✓ link", "✓ authorize", "✓ verifier", "✓ access token", "✓ keychain", "✓ test")
	p.Find(`(Connected as anna in [\d.]+ m?s)`)
	p.Find(`✓ link +(?:<1|\d+|\d+\.\d) m?s +(opened in browser)`)
}

// I connect by pasting: my browser is on another machine, so I copy the link there and paste the address of the last page.
func TestIConnectByPasting(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t))
	p.atTheLink(freeAddress(t))
	callback, _ := consent(t, p.link())
	p.Paste(callback).Press("Enter").WaitFor("Connected as anna", "pasted")
}

// I deny access and change my mind: nothing is saved, r starts again, and I allow it.
func TestIDenyAndTryAgain(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t, browserThat(t, "deny")...))
	p.atTheLink(freeAddress(t)).Press("o").WaitFor("✗ authorize", "access denied")
	p.Press("r").WaitFor("Open this link in your browser").Press("a").WaitFor("Connected as anna")
}

// The service goes down while I am on its page: I see which step failed, why and what to do, and can still inspect the
// signature.
func TestTheServiceGoesDown(t *testing.T) {
	t.Parallel()
	h := moveIn(t)
	address := freeAddress(t)
	service := h.startSandbox(t, address)
	p := sitDown(t, h)
	p.until("the service to respond", func(string) bool { return answers(strings.TrimPrefix(address, "http://")) })
	p.atTheLink(address)
	callback, _ := consent(t, p.link())
	must(t, service.Process.Kill())
	p.until("the service to stop", func(string) bool { return !answers(strings.TrimPrefix(address, "http://")) })
	p.Paste(callback).Press("Enter").WaitFor("✗ access token", "Press r to retry")
	p.Find(`(?s)✗ access token.*(refused|hung\s+up|server\s+closed)`) // depending on when the program notices
	p.Press("s").WaitFor("base string").Press("Escape").WaitFor("✗ access token")
}

// I mistype the consumer secret: I see the provider's message and what to check, and a disabled key says why it is disabled.
func TestAWrongConsumerSecret(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t))
	p.Run("countersign").WaitFor("try the sandbox").Press("Enter").pointTo(freeAddress(t))
	p.Press("Tab", "Tab", "C-u").Type("not-the-secret").Press("Enter")
	p.WaitFor("✓ start", "✗ request token", "signature_invalid", "consumer secret", "○ access token")
	p.Press("c").WaitFor("The link is no longer valid")
}

// I press c in tmux over SSH: the link is in the tmux buffer, whatever the tmux settings are.
func TestICopyTheLinkInTmux(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"off", "external", "on"} {
		t.Run("set-clipboard "+setting, func(t *testing.T) {
			p := sitDown(t, moveIn(t, "SSH_CONNECTION=192.0.2.1 50000 203.0.113.7 22", "USER=anna"))
			p.tmux(nil, "set-option", "-s", "set-clipboard", setting)
			p.atTheLink(freeAddress(t))
			link := p.link()
			p.Press("c").WaitFor("Copied the link to tmux's buffer")
			if got := p.tmux(nil, "show-buffer"); got != link {
				t.Errorf("the tmux buffer is %q, the link %q", got, link)
			}
		})
	}
}

// I press c over SSH, in a terminal that supports OSC 52: the link is on that terminal's clipboard.
func TestICopyTheLinkThroughTheTerminal(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t, "SSH_CONNECTION=192.0.2.1 50000 203.0.113.7 22", "USER=anna"))
	p.tmux(nil, "set-option", "-s", "set-clipboard", "on")
	p.Run("unset TMUX; clear").AtPrompt()
	p.atTheLink(freeAddress(t))
	link := p.link()
	p.Press("c").WaitFor("Copied the link to the terminal's clipboard (OSC 52)", "Open this link in your browser")
	p.until("the link in the terminal's clipboard", func(string) bool {
		list := p.tmux(nil, "list-buffers")
		return list != "" && p.tmux(nil, "show-buffer") == link
	})
}

// I select the link with the mouse across two lines: it is one link, at any width.
func TestISelectTheLinkWithTheMouse(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t))
	p.atTheLink(freeAddress(t))
	for _, width := range []int{80, 60, 120} {
		p.Resize(width, 30).WaitFor("Open this link in your browser", "Waiting for the callback on")
		p.until("the link on one line of the selection", func(string) bool {
			link := p.link() // again: the window may be half painted
			for _, line := range strings.Split(p.tmux(nil, "capture-pane", "-p", "-J"), "\n") {
				if strings.TrimRight(line, " ") == link { // -J fills lines up
					return true
				}
			}
			return false
		})
	}
}

// I am logged in over SSH and my browser is at home: the screen shows the ssh command for my callback port, and the browser
// returns through it.
func TestIConnectThroughSSH(t *testing.T) {
	t.Parallel()
	port := strings.TrimPrefix(freeAddress(t), "http://127.0.0.1:")
	h := moveIn(t, "SSH_CONNECTION=192.0.2.1 50000 203.0.113.7 22", "USER=anna", "COUNTERSIGN_CALLBACK_PORT="+port)
	p := sitDown(t, h)
	p.atTheLink(freeAddress(t)).WaitFor("Waiting for the callback on 127.0.0.1:"+port, "You are connected over SSH", "ssh -L "+port+":127.0.0.1:"+port+" anna@203.0.113.7")
	p.Press("o").WaitFor("Cannot open a browser: this is a remote machine")
	callback, _ := consent(t, p.link())
	if u, err := url.Parse(callback); err != nil || u.Port() != port {
		t.Fatalf("the callback is %s", callback)
	}
	page, err := fetch(t.Context(), "GET", callback, nil, "text/html")
	must(t, err)
	if !strings.Contains(page, "Access granted") || !strings.Contains(page, "close this tab") {
		t.Errorf("the browser ended on:\n%s", page)
	}
	p.WaitFor("Connected as anna", "received by callback")
}

// Another program uses my callback port: I see which one, and f uses a free port.
func TestMyPortIsInUse(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	h := moveIn(t, "COUNTERSIGN_CALLBACK_PORT="+strings.TrimPrefix(address, "http://127.0.0.1:"))
	p := sitDown(t, h)
	p.Run("countersign").WaitFor("try the sandbox").Press("Enter").pointTo(address) // which the sandbox uses then
	p.Press("Enter").WaitFor("✗ start", "in use", "Use a free port this time?")
	p.Press("f").WaitFor("Waiting for the callback on 127.0.0.1:").Press("a").WaitFor("Connected as anna")
}

// I scan the link with my phone: v shows a QR code, or the window size that it needs.
func TestIScanTheLink(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t))
	p.atTheLink(freeAddress(t))
	p.Resize(60, 16).WaitFor("Waiting for the callback on").Press("v").WaitFor("needs a window of", "this one is 60×16")
	p.Resize(120, 50).WaitFor("▀▄", "waiting, ").Press("Escape").WaitFor("Open this link in your browser", "shown as a QR code")
	p.Press("a").WaitFor("Connected as anna")
}

// I run tmux inside my terminal, and c copies the link to my terminal's clipboard.
func TestICopyTheLinkThroughTmux(t *testing.T) {
	t.Parallel()
	h := moveIn(t, "SSH_CONNECTION=192.0.2.1 50000 203.0.113.7 22", "USER=anna")
	p := sitDown(t, h)
	p.tmux(nil, "set-option", "-s", "set-clipboard", "on")
	inner := h.dir + "/inner"
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", inner, "kill-server").Run() }) //nolint:noctx // the test's context is canceled
	p.Run("unset TMUX; tmux -S " + inner + " -f /dev/null new-session countersign")
	p.WaitFor("CONNECTIONS", "try the sandbox").Press("n").WaitFor("Flickr").Press("Enter").pointTo(freeAddress(t))
	p.Press("Enter").WaitFor("Waiting for the callback on 127.0.0.1:")
	link := p.link()
	p.Press("c").WaitFor("Copied the link to tmux's buffer")
	p.until("the link in the terminal's clipboard", func(string) bool {
		list := p.tmux(nil, "list-buffers")
		return list != "" && p.tmux(nil, "show-buffer") == link
	})
	p.Press("C-c")
}
