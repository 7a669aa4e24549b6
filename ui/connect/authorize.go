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

// plan is what to authorize.
type plan struct {
	setup     *flow.Setup
	name      string
	replace   bool // an existing connection of that name may be replaced
	outOfBand bool
}

// authorize shows an authorization: its steps, the link to open, and the input for the verifier.
type authorize struct {
	*kit.Env
	attempt
	offer

	anyPort    bool      // use a free port, because the configured one is in use
	leftAt     time.Time // when the user was sent to the link; zero if unknown
	openedAt   time.Time // when the browser was opened last
	receivedBy string    // how the verifier arrived, if the flow does not know
	activity   string    // in the background, such as opening the browser

	earlier *flow.Exchange // the latest one before this attempt
	signed  bool           // this attempt has signed something
}

func newAuthorize(e *kit.Env, p plan) *authorize {
	s := &authorize{Env: e, attempt: attempt{Env: e, plan: p, steps: newSteps()}, offer: offer{Env: e, paste: kit.NewInput(e.Keys, "")}}
	s.screen = s
	return s
}

func (s *authorize) Title() string { return "authorize" }

func (s *authorize) SetSize(width, height int) { s.width, s.height = width, height }

// Close ends the attempt, its callback listener and its requests.
func (s *authorize) Close() { s.task.Stop() }

func (s *authorize) Typing() bool { return s.paste.Focused() }

// TakesPaste keeps a verifier from acting as keys where the terminal does not mark pastes.
func (s *authorize) TakesPaste() bool { return s.pending != nil }

// Selectable leaves the mouse to the terminal while the link is visible.
func (s *authorize) Selectable() bool { return s.pending != nil }

func (s *authorize) Init() tea.Cmd { return s.begin() }

// Back leaves the input and the QR code, and asks before it discards an access token.
func (s *authorize) Back() (tea.Cmd, bool) {
	switch {
	case s.paste.Focused():
		s.paste.Blur()
		return nil, true
	case s.qr && s.pending != nil:
		s.qr = false
		return nil, true
	case s.conn != nil:
		return kit.GoHome(s, nil), true
	case s.token != nil:
		return kit.Ask(kit.AskMsg{
			From: s, Text: "Leave? " + s.UnsavedChanges(), Yes: "leave", No: "stay", OnYes: kit.DiscardMsg{},
		}), true
	}
	return nil, false
}

func (s *authorize) UnsavedChanges() string {
	switch {
	case s.conn != nil:
		return ""
	case s.token != nil:
		return "The access token is not saved and will be lost."
	case s.unsaved != nil:
		return "The credentials are not saved and will be lost."
	}
	return "The authorization is not finished and will be lost."
}

func (s *authorize) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case tickMsg:
		return s.tick(msg)
	case requestingMsg:
		s.requesting(msg)
	case unsavedMsg:
		return s.useUnsaved(msg)
	case begunMsg:
		return s.begun(msg)
	case browsedMsg:
		return s.browsed(msg)
	case activityMsg:
		return s.activityDone(msg)
	case enteredMsg:
		s.entered(msg)
	case noticeMsg:
		return s.noticed(msg)
	case startOverMsg:
		return s.startOver(msg)
	case verifiedMsg:
		return s.verified(msg)
	case exchangedMsg:
		return s.exchanged(msg)
	case savedMsg:
		return s.saved(msg)
	case saveAsMsg:
		if s.task.Matches(msg.task) {
			return s.save(msg.name, false)
		}
	case testedMsg:
		return s.tested(msg)
	case stores.ReadyMsg:
		return s.save(s.name, s.replace)
	case replaceMsg:
		return s.save(s.name, true)
	case otherNameMsg:
		return s.saveUnderFreeName()
	case kit.DiscardMsg:
		if s.conn != nil { // saved while the question was open
			return kit.GoHome(s, nil)
		}
		return kit.Leave(s, nil)
	}
	return nil
}

// askStartOver asks before it gives up a request token that the user may be about to authorize.
func (s *authorize) askStartOver(text string, toggle bool) tea.Cmd {
	return kit.Ask(kit.AskMsg{
		From: s, Text: text + " The current link will stop working.", Yes: "start over", No: "keep waiting",
		OnYes: startOverMsg{s.task.ID, toggle},
	})
}

// startOver starts again, unless the verifier arrived while the question was open.
func (s *authorize) startOver(msg startOverMsg) tea.Cmd {
	if !s.task.Matches(msg.task) || s.pending == nil && (!s.steps.failed() || s.token != nil) {
		return nil
	}
	if msg.toggle {
		return s.toggleOutOfBand()
	}
	return s.begin()
}

// toggleOutOfBand starts again with the other kind of callback.
func (s *authorize) toggleOutOfBand() tea.Cmd {
	s.outOfBand = !s.outOfBand
	return s.begin()
}

// fail shows an error at its step.
func (s *authorize) fail(name flow.Step, err error) {
	var at *flow.StepError
	if errors.As(err, &at) && name == flow.StepAuthorize && at.Step == flow.StepVerifier {
		s.steps.finish(flow.StepAuthorize, 0, "")
		name = flow.StepVerifier
	}
	s.steps.fail(name, err)
	s.pending, s.activity, s.qr = nil, "", false
	s.paste.Blur()
}

// portInUse is the error about the callback port; nil if something else failed.
func (s *authorize) portInUse() *flow.PortInUseError {
	var inUse *flow.PortInUseError
	errors.As(s.steps.failure(), &inUse)
	return inUse
}

// AuthorizeKeys are the actions of this screen for the settings.
func AuthorizeKeys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Authorize",
		Actions: []kit.Action{
			keyBrowser, keyCopyLink, keyQR, keyTunnel, keyPaste, keySubmit, keyRetry, keyOOB, keyFreePort, keyAllow,
			keyDeny, keySaveAnyway, traffic.KeySignature, keyStore, keyRequest,
		},
	}
}

// browse opens the link. If that fails, the user can open it elsewhere.
func (s *authorize) browse() tea.Cmd {
	if !s.Settings.OpenBrowser {
		return kit.ErrorToast("Opening the browser is turned off (openBrowser: false in the settings). Press " + s.Keys.Label(keyCopyLink) + " to copy the link.")
	}
	t, show, link := s.task, s.OpenBrowser, s.pending.link
	hint := "Press " + s.Keys.Label(keyCopyLink) + " to copy the link or " + s.Keys.Label(keyQR) + " for a QR code, open it anywhere, then paste the address of the last page."
	if s.pending.canConsent {
		hint = "Press " + s.Keys.Label(keyAllow) + " to allow, " + s.Keys.Label(keyDeny) + " to deny, or open the link elsewhere."
	}
	s.openedAt = s.Now()
	return s.startActivity(openingBrowser, func() tea.Msg {
		if err := show(t.Ctx, link); err != nil {
			return kit.ToastMsg{Text: browserError(err) + ". " + hint, IsError: true}
		}
		return browsedMsg{t.ID}
	})
}

func (s *authorize) browsed(msg browsedMsg) tea.Cmd {
	if s.task.Matches(msg.task) {
		s.sent(s.openedAt, openedInBrowser)
	}
	return kit.Toast("Opened the link in your browser")
}

// showSignature shows the latest exchange of this attempt.
func (s *authorize) showSignature() tea.Cmd {
	if x := exchangeAfter(s.Flow, s.earlier); x != nil {
		return kit.Push(s, traffic.NewSignature(s.Env, x))
	}
	return kit.ErrorToast(nothingSigned)
}
