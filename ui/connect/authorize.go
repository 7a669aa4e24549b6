package connect

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/stores"
	"countersign/ui/traffic"
)

// plan is what a dance is for.
type plan struct {
	setup     *flow.Setup
	name      string
	replace   bool // the connection of that name may be replaced
	outOfBand bool
}

// authorize is the dance, seen: its steps, the link to follow, and the paste box beside the listener.
type authorize struct {
	*kit.Env
	attempt
	offer

	anyPort bool      // in place of the port that was chosen, which is taken
	left    time.Time // when the person was sent to the link; zero: nothing here knows of it
	opening time.Time // the browser, the last time
	how     string    // the verifier got here, where the screen knows better than the flow
	doing   string    // besides the dance, such as opening the browser

	signedBefore *flow.Exchange // the latest when the attempt began
	signed       bool           // something has been since
}

func newAuthorize(e *kit.Env, p plan) *authorize {
	s := &authorize{Env: e, attempt: attempt{Env: e, plan: p, steps: newSteps()}, offer: offer{Env: e, paste: kit.NewInput(e.Keys, "")}}
	s.screen = s
	return s
}

func (s *authorize) Title() string { return "authorize" }

func (s *authorize) SetSize(width, height int) { s.width, s.height = width, height }

// Close ends the attempt: the listener, the wait and whatever is on the wire.
func (s *authorize) Close() { s.dance.Stop() }

func (s *authorize) Typing() bool { return s.paste.Focused() }

// Selectable leaves the mouse to the terminal while there is a link to mark.
func (s *authorize) Selectable() bool { return s.open != nil }

// Init starts the dance.
func (s *authorize) Init() tea.Cmd { return s.begin() }

// Back leaves the paste box and the code; a token that is in no keychain yet is not thrown away without a question.
func (s *authorize) Back() (tea.Cmd, bool) {
	switch {
	case s.paste.Focused():
		s.paste.Blur()
		return nil, true
	case s.qr && s.open != nil:
		s.qr = false
		return nil, true
	case s.conn != nil:
		return kit.GoHome(s, nil), true
	case s.token != nil:
		return kit.Ask(kit.AskMsg{
			From: s, Text: "Leave? The access token is in no keychain yet, and would be lost.",
			Yes: "leave", No: "stay", OnYes: kit.DiscardMsg{},
		}), true
	}
	return nil, false
}

// Losing says what a dance that is not done would lose.
func (s *authorize) UnsavedChanges() string {
	switch {
	case s.conn != nil:
		return ""
	case s.token != nil || s.given != nil:
		return "What you would connect with is in no keychain yet, and would be lost."
	}
	return "The dance is not done, and what you typed for it is not kept anywhere."
}

func (s *authorize) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case tickMsg:
		return s.tick(msg)
	case askingMsg:
		s.asking(msg)
	case givenMsg:
		return s.takeGiven(msg)
	case triedMsg:
		return s.tried(msg)
	case begunMsg:
		return s.begun(msg)
	case browsedMsg:
		return s.browsed(msg)
	case besidesMsg:
		return s.besides(msg)
	case consentedMsg:
		s.consented(msg)
	case enteredMsg:
		s.entered(msg)
	case verifiedMsg:
		return s.verified(msg)
	case exchangedMsg:
		return s.exchanged(msg)
	case keptMsg:
		return s.kept(msg)
	case keepAsMsg:
		if s.dance.Matches(msg.task) {
			return s.keep(msg.name, false)
		}
	case dancedTestMsg:
		s.testDone(msg)
	case tracedMsg:
		return s.traced(msg)
	case stores.ReadyMsg:
		return s.keep(s.name, s.replace)
	case replaceMsg:
		return s.keep(s.name, true)
	case otherNameMsg:
		return s.keepBeside()
	case kit.DiscardMsg:
		if s.conn != nil { // it was kept while the question stood
			return kit.GoHome(s, nil)
		}
		return kit.Leave(s, nil)
	}
	return nil
}

// otherWay starts again with the other kind of callback: out-of-band, or back on this machine.
func (s *authorize) otherWay() tea.Cmd {
	s.outOfBand = !s.outOfBand
	return s.begin()
}

// fail puts the failure on its step's line. A cancelled attempt fails nowhere: it was stopped on purpose.
func (s *authorize) fail(name flow.Step, err error) {
	var at *flow.StepError
	if errors.As(err, &at) && name == flow.StepAuthorize && at.Step == flow.StepVerifier {
		s.steps.done(flow.StepAuthorize, 0, "")
		name = flow.StepVerifier
	}
	s.steps.fail(name, err)
	s.open, s.doing, s.qr = nil, "", false
	s.paste.Blur()
}

// portTaken is the port of the callback that another program holds; nil when that is not what failed.
func (s *authorize) portTaken() *flow.PortInUseError {
	var taken *flow.PortInUseError
	errors.As(s.steps.failure(), &taken)
	return taken
}

// AuthorizeKeys are the actions under that title in the settings.
func AuthorizeKeys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Authorize",
		Actions: []kit.Action{
			keyBrowser, keyCopyLink, keyQR, keyTunnel, keyPaste, keySubmit, keyAgain, keyOOB, keyFreePort, keyAllow,
			keyDeny, keyAnyway, traffic.KeySignature, keyStore, keyRequest,
		},
	}
}

// browse opens the link. That it cannot be opened is no failure of the dance: the link stands on the screen.
func (s *authorize) browse() tea.Cmd {
	if !s.Settings.OpenBrowser {
		return kit.ErrorToast("opening a browser is switched off (openBrowser: false in the settings): " + s.Keys.Label(keyCopyLink) + " copies the link")
	}
	t, show, link, consent := s.dance, s.OpenBrowser, s.open.link, s.open.canConsent
	s.opening = s.Now()
	return s.beside(openingBrowser, func() tea.Msg {
		err := show(t.Ctx, link)
		if err == nil {
			return browsedMsg{t.ID}
		}
		remark := s.Keys.Label(keyCopyLink) + " copies the link, " + s.Keys.Label(keyQR) + " shows it as a QR code: open it anywhere, then paste what it ends on"
		if consent {
			remark = s.Keys.Label(keyAllow) + " allows, " + s.Keys.Label(keyDeny) + " denies, or open the link elsewhere"
		}
		return kit.ToastMsg{Text: unopened(err) + ": " + remark, IsError: true}
	})
}

func (s *authorize) browsed(msg browsedMsg) tea.Cmd {
	if s.dance.Matches(msg.task) {
		s.sent(s.opening, openedInBrowser)
	}
	return kit.Toast("the link is open in your browser")
}

// lastSigned shows the latest exchange of the dance; what was signed before it, for this connection or another, explains
// nothing here.
func (s *authorize) lastSigned() tea.Cmd {
	t, m, earlier := s.dance, s.Flow, s.signedBefore
	return func() tea.Msg { return tracedMsg{t.ID, signedSince(m, earlier)} }
}

func (s *authorize) traced(msg tracedMsg) tea.Cmd {
	switch {
	case !s.dance.Matches(msg.task):
		return nil
	case msg.exchange == nil:
		return kit.ErrorToast(nothingSigned)
	}
	return kit.Push(s, traffic.NewSignature(s.Env, msg.exchange))
}
