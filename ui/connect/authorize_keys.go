package connect

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/request"
	"countersign/ui/stores"
	"countersign/ui/traffic"
)

var (
	keyBrowser  = kit.NewAction("browser", kit.NotInText, "open the link", "o", "enter")
	keyCopyLink = kit.NewAction("copy-link", kit.NotInText, "copy the link", "c")
	keyQR       = kit.NewAction("qr", kit.NotInText, "show a QR code", "v")
	keyTunnel   = kit.NewAction("copy-ssh-command", kit.NotInText, "copy the ssh command", "l").Formerly("tunnel")
	keyPaste    = kit.NewAction("paste", kit.ControlKeysInText, "paste", "p", "tab")
	keySubmit   = kit.NewAction("submit", kit.InText, "submit", "enter")
	keyRetry    = kit.NewAction("retry", kit.NotInText, "retry", "r").Formerly("again")
	keyOOB      = kit.NewAction("switch-callback", kit.NotInText, "out-of-band", "b").Formerly("other-way")
	keyFreePort = kit.NewAction("free-port", kit.NotInText, "use a free port", "f")
	keyAllow    = kit.NewAction("allow", kit.NotInText, "allow", "a")
	keyDeny     = kit.NewAction("deny", kit.NotInText, "deny", "d")
	keyStore    = kit.NewAction("other-store", kit.NotInText, "other store", "k").Formerly("other-keychain")
	keyRequest  = kit.NewAction("request", kit.NotInText, "send a request", "enter")
)

func (s *authorize) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.conn != nil:
		return s.pressSaved(msg)
	case s.unsaved != nil:
		return s.pressCredentials(msg)
	case s.token != nil:
		return s.pressUnsaved(msg)
	case s.pending != nil:
		return s.pressWaiting(msg)
	case s.steps.failed():
		return s.pressFailed(msg)
	}
	return s.explainDisabled(msg)
}

// pressWaiting handles a key while waiting for the verifier. Pasted text and digits, with which most verifiers start, go to
// the input; other letters are commands until it has the focus.
func (s *authorize) pressWaiting(msg tea.KeyMsg) tea.Cmd {
	digit := msg.Type == tea.KeyRunes && len(msg.Runes) == 1 && msg.Runes[0] >= '0' && msg.Runes[0] <= '9'
	switch {
	case s.paste.Focused() && s.Keys.Matches(msg, keySubmit):
		return s.enter()
	case s.paste.Focused() && s.Keys.MatchesInText(msg, keyPaste):
		s.paste.Blur()
	case s.paste.Focused(), kit.IsPaste(msg), digit:
		s.qr = false
		s.paste.Focus()
		s.pasteError = nil
		kit.TypeInto(&s.paste, msg)
	case s.Keys.Matches(msg, keyPaste):
		s.qr = false
		s.paste.Focus()
	case s.Keys.Matches(msg, keyAllow) && s.pending.canConsent:
		return s.consent(true)
	case s.Keys.Matches(msg, keyDeny) && s.pending.canConsent:
		return s.consent(false)
	case s.Keys.Matches(msg, keyRetry):
		return s.askStartOver("Start over?", false)
	case s.Keys.Matches(msg, keyOOB) && s.outOfBand:
		return s.askStartOver("Start over with a callback?", true)
	case s.Keys.Matches(msg, keyOOB):
		return s.askStartOver("Start over out-of-band?", true)
	case s.Keys.Matches(msg, traffic.KeySignature):
		return s.showSignature()
	default:
		return s.pressLink(msg)
	}
	return nil
}

func (s *authorize) pressLink(msg tea.KeyMsg) tea.Cmd {
	tunnel := s.tunnel()
	switch {
	case s.Keys.Matches(msg, keyBrowser):
		return s.browse()
	case s.Keys.Matches(msg, keyCopyLink):
		s.sent(s.Now(), "copied")
		return s.startActivity("copying the link", s.CopyToClipboard("the link", s.pending.link))
	case s.Keys.Matches(msg, keyQR):
		if s.qr = !s.qr; s.qr {
			s.sent(s.Now(), "shown as a QR code")
		}
	case s.Keys.Matches(msg, keyTunnel) && tunnel != "":
		return s.startActivity("copying the ssh command", s.CopyToClipboard("the ssh command", tunnel))
	default:
		return s.explainDisabled(msg)
	}
	return nil
}

func (s *authorize) pressFailed(msg tea.KeyMsg) tea.Cmd {
	taken := s.portInUse()
	switch {
	case s.Keys.Matches(msg, keyRetry):
		return s.begin()
	case s.Keys.Matches(msg, keyOOB):
		return s.toggleOutOfBand()
	case s.Keys.Matches(msg, keyFreePort) && taken != nil && !taken.Fixed:
		s.anyPort = true
		return s.begin()
	case s.Keys.Matches(msg, traffic.KeySignature) && s.signed:
		return s.showSignature()
	}
	return s.explainDisabled(msg)
}

// pressUnsaved handles a key while there is a token that is not saved.
func (s *authorize) pressUnsaved(msg tea.KeyMsg) tea.Cmd {
	failed := s.steps.failed()
	switch {
	case s.Keys.Matches(msg, keyRetry) && failed:
		return s.save(s.name, s.replace)
	case s.Keys.Matches(msg, keyStore) && failed:
		return kit.Push(s, stores.NewChoice(s.Env, stores.AnotherStore))
	}
	return s.explainDisabled(msg)
}

func (s *authorize) pressSaved(msg tea.KeyMsg) tea.Cmd {
	failed := s.steps.failed()
	switch {
	case s.Keys.Matches(msg, keyRequest) && s.steps.at(flow.StepTest).state != stepRunning:
		return kit.GoHome(s, request.New(s.Env, s.conn))
	case s.Keys.Matches(msg, keyRetry) && failed:
		return s.test()
	case s.Keys.Matches(msg, traffic.KeySignature):
		return s.showSignature()
	}
	return s.explainDisabled(msg)
}

// explainDisabled explains why a key does nothing now.
func (s *authorize) explainDisabled(msg tea.KeyMsg) tea.Cmd {
	reason := ""
	switch {
	case s.pending == nil && s.Keys.Matches(msg, keyRequest) && s.conn != nil:
		reason = "The test is still running"
	case s.pending == nil && s.Keys.Matches(msg, keyBrowser, keyCopyLink, keyQR, keyTunnel, keyPaste, keyAllow, keyDeny):
		reason = s.noLinkReason()
	case s.Keys.Matches(msg, keyAllow, keyDeny):
		reason = "Only the sandbox can be allowed from here. Open the link."
	case s.Keys.Matches(msg, keyTunnel):
		reason = "No SSH session, or no callback to forward"
	case s.Keys.Matches(msg, keyRetry):
		reason = "Nothing failed. Press " + s.Keys.Label(kit.KeyBack) + " to stop."
	case s.Keys.Matches(msg, keyOOB):
		reason = "Too late to change the callback. Press " + s.Keys.Label(kit.KeyBack) + " to stop."
	case s.Keys.Matches(msg, keyFreePort):
		reason = "Only available when the callback port is in use"
	case s.Keys.Matches(msg, keyStore):
		reason = "Only available when saving fails"
	case s.Keys.Matches(msg, traffic.KeySignature):
		reason = nothingSigned
	}
	if reason == "" {
		return nil
	}
	return kit.ErrorToast(reason)
}

const nothingSigned = "Nothing signed yet"

// noLinkReason explains why there is no link.
func (s *authorize) noLinkReason() string {
	switch {
	case s.unsaved != nil:
		return "No link: these credentials need no authorization"
	case s.steps.at(stepLink).state == stepDone:
		return "The link was already used"
	case s.steps.failed():
		return "The link is no longer valid. Press " + s.Keys.Label(keyRetry) + " to start again."
	}
	return "No link yet: waiting for the request token"
}

func (s *authorize) pressCredentials(msg tea.KeyMsg) tea.Cmd {
	refused, unsaved := s.testFailed(), s.saveFailed()
	switch {
	case s.Keys.Matches(msg, keyRetry) && unsaved, s.Keys.Matches(msg, keySaveAnyway) && refused:
		return s.save(s.name, s.replace)
	case s.Keys.Matches(msg, keyStore) && unsaved:
		return kit.Push(s, stores.NewChoice(s.Env, stores.AnotherStore))
	case s.Keys.Matches(msg, keyRetry) && refused:
		return s.test()
	case s.Keys.Matches(msg, traffic.KeySignature) && refused:
		return s.showSignature()
	}
	return s.explainDisabled(msg)
}
