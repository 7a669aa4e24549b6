package journeys_test

import (
	"net"
	"strings"
	"testing"

	"countersign/internal/testenv"
)

// The README, step by step.

// I connect, send a request, quit, come back and send another, on screen and on the command line; my secrets are in the
// keyring and in no file.
func TestTheWholeJourney(t *testing.T) {
	t.Parallel()
	h := moveIn(t, browserThat(t, "allow")...)
	p := sitDown(t, h)

	p.Run("countersign").WaitFor("CONNECTIONS", "saved in: OS keychain ✓")
	p.Press("n").WaitFor("new connection", "Flickr")
	p.Press("Enter").pointTo(freeAddress(t))
	p.Press("Enter").WaitFor("Open this link in your browser", "Waiting for the callback on 127.0.0.1:")
	p.Press("o").WaitFor("✓ access token", "✓ keychain", "✓ test", "Connected as anna")
	p.Press("Enter").WaitFor("Who am I")
	p.Press("Enter").WaitFor("200 OK", `"name": "Anna Sample"`)
	p.Press("Escape").WaitFor("Who am I")
	p.Press("Escape").WaitFor("CONNECTIONS", "1 connection", "anna")
	p.Press("C-c").AtPrompt()

	// The program is gone, and its sandbox with it; the connection is kept.
	p.Run("clear; countersign").WaitFor("CONNECTIONS", "1 connection", "▸ sandbox")
	p.Press("Enter").WaitFor("Who am I")
	p.Press("Enter").WaitFor("200 OK", `"name": "Anna Sample"`)
	p.Press("C-c").AtPrompt()

	// The other front end has it too.
	p.Run("clear; countersign connections").WaitFor("sandbox", "anna").AtPrompt()
	p.Run("clear; countersign request sandbox GET '/echo?a=2&a=1'; echo status $?").WaitFor("/echo", "status 0").AtPrompt()

	// Its secrets are in the keyring, where another program sees them, and in no file.
	testenv.Need(t, "secret-tool")
	if item := h.run(t, "secret-tool", "search", "--all", "service", "countersign"); !strings.Contains(item, "secret = ") {
		t.Errorf("the keyring holds nothing of countersign:\n%s", item)
	}
	for _, secret := range []string{"sandbox-consumer-secret", "oauth_token_secret"} {
		if files := h.filesWith(t, secret); files != nil {
			t.Errorf("%s stands in %v", secret, files)
		}
	}
}

// I paste the callback URL for one connection and an out-of-band verifier for another, and send a request with it.
func TestTheJourneyByPasting(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t))
	address := freeAddress(t)
	p.Run("countersign").WaitFor("try the sandbox")

	p.Press("n").WaitFor("Flickr").Press("Enter").pointTo(address)
	p.Press("Enter")
	callback, _ := consent(t, p.link())
	p.Paste(callback).Press("Enter").WaitFor("Connected as anna")
	p.Press("Escape").WaitFor("1 connection")

	// Out-of-band the page shows a verifier instead.
	p.Press("n").WaitFor("Flickr").Press("Enter").pointTo(address)
	p.Press("C-o").WaitFor("Out-of-band: it")
	p.Press("Enter")
	_, verifier := consent(t, p.link())
	p.Paste(verifier).Press("Enter").WaitFor("Connected as anna")
	p.Press("Enter").WaitFor("Who am I").Press("Enter").WaitFor("200 OK", "Anna Sample")
}

// I try it for the first time: from the sandbox to a signed response in six keys, with or without a keychain.
func TestFirstResponseInSixKeys(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]*home{
		"with a keyring":     moveIn(t),
		"without a keychain": bareHome(t, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"),
	} {
		t.Run(name, func(t *testing.T) {
			p := sitDown(t, h)
			p.Run("countersign").WaitFor("▸ + try the sandbox")
			p.Press("Enter").pointTo(freeAddress(t)) // a person takes the address that stands there
			p.presses = 0
			p.Press("Enter")
			if name == "without a keychain" {
				p.WaitFor("Where do you want to save them?").Press("m")
			}
			p.WaitFor("Press a to allow").Press("a").WaitFor("Connected as anna")
			p.Press("Enter").WaitFor("Who am I")
			p.Press("Enter").WaitFor("200 OK", "Anna Sample")
			if p.presses > 6 {
				t.Errorf("it took %d keys", p.presses)
			}
		})
	}
}

// I deny access in the browser and leave: nothing is saved, and I am asked before I lose what I typed.
func TestRefusalInTheBrowser(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t, browserThat(t, "deny")...))
	p.Run("countersign").WaitFor("try the sandbox").Press("Enter").pointTo(freeAddress(t))
	p.Press("Enter").WaitFor("Open this link in your browser").Press("o").WaitFor("✗ authorize", "access denied")
	p.Press("Escape").WaitFor("▸ Address")
	p.Press("Escape").WaitFor("Leave?").Press("y").WaitFor("try the sandbox") // the typed address is worth a question
	if strings.Contains(p.Screen(), "kept") {
		t.Error("a refused connection was kept")
	}
}

// I press Esc on each screen: it stops what is waiting, goes back one screen, and ends at home.
func TestEscapeGoesBackAndStops(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t))
	p.Run("countersign").WaitFor("CONNECTIONS")
	p.Press("n").WaitFor("connectors")
	p.Press("Enter").pointTo(freeAddress(t))
	p.Press("Enter")
	waiting := p.Find(`Waiting for the callback on (127\.0\.0\.1:\d+)`)
	if !answers(waiting) {
		t.Errorf("nothing listens on %s", waiting)
	}

	p.Press("Escape").WaitFor("▸ Address")
	p.until("(the listener to be closed)", func(string) bool { return !answers(waiting) })
	p.Press("Escape").WaitFor("Leave?").Press("y").WaitFor("connectors") // the typed address is worth a question
	p.Press("Escape").WaitFor("CONNECTIONS", "try the sandbox")
	p.Press("q").AtPrompt()
}

// I press Ctrl+C on each screen: I am asked before I lose what I typed, and my terminal is restored.
func TestCtrlCRestoresTheTerminal(t *testing.T) {
	t.Parallel()
	h := moveIn(t)
	// state is what a program could leave changed: the driver's settings, the screen, the cursor, mouse and paste modes.
	state := func(p *person) string {
		p.Run("clear; stty -g; echo stty $?").WaitFor("stty 0").AtPrompt()
		return p.Screen() + p.Terminal("alternate #{alternate_on} cursor #{cursor_flag} mouse #{mouse_any_flag} keypad #{keypad_flag} keys #{keypad_cursor_flag}")
	}
	steps := []struct {
		at    string
		loses bool // what was typed: then ctrl+c asks, and the second one leaves
		do    func(p *person)
	}{
		{"home", false, func(p *person) { p.WaitFor("CONNECTIONS") }},
		{"configure", true, func(p *person) { p.Press("Enter").pointTo(freeAddress(t)) }},
		{"authorize", true, func(p *person) {
			p.Press("Enter").pointTo(freeAddress(t)).Press("Enter").WaitFor("Waiting for the callback on")
		}},
	}
	for _, step := range steps {
		t.Run(step.at, func(t *testing.T) {
			p := sitDown(t, h)
			before := state(p)
			p.Run("clear; echo is before; countersign; echo status $?").WaitFor("CONNECTIONS")
			step.do(p)
			p.Press("C-c")
			if step.loses {
				p.WaitFor("Quit?", "y quit").Press("C-c")
			}
			p.WaitFor("is before", "status ").AtPrompt()
			if after := state(p); after != before {
				t.Errorf("the terminal was\n%s\nand is\n%s", before, after)
			}
		})
	}
}

// I resize the window while the link is waiting, and connect.
func TestResizing(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t))
	p.Run("countersign").WaitFor("try the sandbox").Press("Enter").pointTo(freeAddress(t))
	p.Press("Enter").WaitFor("Open this link in your browser", "Esc stop")
	p.Resize(60, 16).WaitFor("open the link below", "Esc")
	p.Resize(59, 15).WaitFor("60×16")
	p.Resize(120, 40).WaitFor("Open this link in your browser", "Waiting for the callback on", "Esc stop")
	p.Resize(80, 24).WaitFor("Open this link in your browser", "Waiting for the callback on", "Esc stop")
	p.Press("a").WaitFor("Connected as anna")
}

// pointTo gives the sandbox's form an address of this test's own.
func (p *person) pointTo(address string) *person {
	p.Helper()
	p.WaitFor("▸ Address", "to request a token")
	return p.Press("C-u").Type(address).WaitFor(address, "to request a token")
}

// link waits for the link of the authorize screen, which may go on over several lines.
func (p *person) link() string {
	p.Helper()
	return strings.Join(strings.Fields(p.Find(`(?s)Open this link in your browser:\n(http\S+\n(?:\S+\n)*)`)), "")
}

func answers(address string) bool {
	conn, err := net.Dial("tcp", address)
	if err == nil {
		conn.Close()
	}
	return err == nil
}
