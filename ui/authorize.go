package ui

import (
	"errors"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
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
	*env
	plan
	width, height int

	steps   steps
	dance   task             // one attempt, from the request token to the test
	open    *begunMsg        // the link is there, and the answer to it awaited
	waited  time.Time        // since when
	how     string           // the verifier got here
	token   *flow.Token      // got, and not kept yet
	given   *flow.Unkept     // in place of a dance
	conn    *flow.Connection // kept
	account string

	signedBefore *flow.Exchange // the latest when the attempt began
	signed       bool           // something has been since

	paste      lineInput
	pasteError *flow.Explanation
	frame      int  // of the spinner
	spinning   bool // its next tick is on the way
}

var (
	keyBrowser  = bind("open the link", "o", "enter")
	keyCopyLink = bind("copy the link", "c")
	keyPaste    = bind("paste", "p", "tab")
	keySubmit   = bind("hand in", "enter")
	keyAgain    = bind("again", "r")
	keyOOB      = bind("out-of-band", "b")
	keyAllow    = bind("allow", "a")
	keyDeny     = bind("deny", "d")
	keySigned   = bind("signature", "s")
	keyStore    = bind("other keychain", "k")
	keyRequest  = bind("open the request pane", "enter")
)

func newAuthorize(e *env, p plan) *authorize {
	return &authorize{env: e, plan: p, steps: newSteps(), paste: newInput("")}
}

func (s *authorize) Title() string { return "authorize" }

func (s *authorize) SetSize(width, height int) { s.width, s.height = width, height }

// Close ends the attempt: the listener, the wait and whatever is on the wire.
func (s *authorize) Close() { s.dance.stop() }

func (s *authorize) Typing() bool { return s.paste.Focused() }

// Init starts the dance.
func (s *authorize) Init() tea.Cmd { return s.begin() }

// Back leaves the paste box; a token that is in no keychain yet is not thrown away without a question.
func (s *authorize) Back() (tea.Cmd, bool) {
	switch {
	case s.paste.Focused():
		s.paste.Blur()
		return nil, true
	case s.conn != nil:
		return goHome(s, nil), true
	case s.token != nil:
		return ask(askMsg{
			from: s, text: "Leave? The access token is in no keychain yet, and would be lost.",
			yes: "leave", no: "stay", onYes: abandonMsg{},
		}), true
	}
	return nil, false
}

// Losing says what a dance that is not done would lose.
func (s *authorize) Losing() string {
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
	case givenMsg:
		return s.takeGiven(msg)
	case triedMsg:
		return s.tried(msg)
	case begunMsg:
		return s.begun(msg)
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
		if s.dance.answers(msg.task) {
			return s.keep(msg.name, false)
		}
	case dancedTestMsg:
		s.testDone(msg)
	case tracedMsg:
		return s.traced(msg)
	case keychainReadyMsg:
		return s.keep(s.name, s.replace)
	case replaceMsg:
		return s.keep(s.name, true)
	case otherNameMsg:
		return s.keepBeside()
	case abandonMsg:
		if s.conn != nil { // it was kept while the question stood
			return goHome(s, nil)
		}
		return leave(s, nil)
	}
	return nil
}

func (s *authorize) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.conn != nil:
		return s.pressKept(msg)
	case s.given != nil:
		return s.pressGiven(msg)
	case s.token != nil:
		return s.pressUnkept(msg)
	case s.open != nil:
		return s.pressWaiting(msg)
	}
	if s.steps.failed() {
		return s.pressFailed(msg)
	}
	return nil
}

// pressWaiting: letters are commands until the paste box has the focus. A paste always goes there, and so does a digit,
// which most verifiers begin with.
func (s *authorize) pressWaiting(msg tea.KeyMsg) tea.Cmd {
	digit := msg.Type == tea.KeyRunes && len(msg.Runes) == 1 && msg.Runes[0] >= '0' && msg.Runes[0] <= '9'
	switch {
	case s.paste.Focused() && key.Matches(msg, keySubmit):
		return s.enter()
	case s.paste.Focused() && msg.Type == tea.KeyTab:
		s.paste.Blur()
	case s.paste.Focused(), isPaste(msg), digit:
		s.paste.Focus()
		s.pasteError = nil
		typeInto(&s.paste, msg)
	case key.Matches(msg, keyPaste):
		s.paste.Focus()
	case key.Matches(msg, keyAllow) && s.open.canConsent:
		return s.consent(true)
	case key.Matches(msg, keyDeny) && s.open.canConsent:
		return s.consent(false)
	case key.Matches(msg, keyBrowser):
		return s.browse()
	case key.Matches(msg, keyCopyLink):
		return s.copy("the link", s.open.link)
	case key.Matches(msg, keyOOB):
		return s.otherWay()
	case key.Matches(msg, keySigned):
		return s.lastSigned()
	}
	return nil
}

func (s *authorize) pressFailed(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyAgain):
		return s.begin()
	case key.Matches(msg, keyOOB):
		return s.otherWay()
	case key.Matches(msg, keySigned) && s.signed:
		return s.lastSigned()
	}
	return nil
}

// pressUnkept: there is a token, and the keychain did not take it.
func (s *authorize) pressUnkept(msg tea.KeyMsg) tea.Cmd {
	if !s.steps.failed() {
		return nil
	}
	switch {
	case key.Matches(msg, keyAgain):
		return s.keep(s.name, s.replace)
	case key.Matches(msg, keyStore):
		return push(s, newKeychain(s.env, otherStore))
	}
	return nil
}

func (s *authorize) pressKept(msg tea.KeyMsg) tea.Cmd {
	failed := s.steps.failed()
	switch {
	case key.Matches(msg, keyRequest) && s.steps.at(flow.StepTest).state != stepNow:
		return goHome(s, newRequest(s.env, s.conn))
	case key.Matches(msg, keyAgain) && failed:
		return s.test()
	case key.Matches(msg, keySigned):
		return s.lastSigned()
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
	s.open = nil
	s.paste.Blur()
}
