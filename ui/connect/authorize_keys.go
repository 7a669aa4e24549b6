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
	keyTunnel   = kit.NewAction("tunnel", kit.NotInText, "copy the ssh command", "l")
	keyPaste    = kit.NewAction("paste", kit.ControlKeysInText, "paste", "p", "tab")
	keySubmit   = kit.NewAction("submit", kit.InText, "hand in", "enter")
	keyAgain    = kit.NewAction("again", kit.NotInText, "again", "r")
	keyOOB      = kit.NewAction("other-way", kit.NotInText, "out-of-band", "b")
	keyFreePort = kit.NewAction("free-port", kit.NotInText, "take a free port", "f")
	keyAllow    = kit.NewAction("allow", kit.NotInText, "allow", "a")
	keyDeny     = kit.NewAction("deny", kit.NotInText, "deny", "d")
	keyStore    = kit.NewAction("other-keychain", kit.NotInText, "other keychain", "k")
	keyRequest  = kit.NewAction("request", kit.NotInText, "open the request pane", "enter")
)

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
	case s.steps.failed():
		return s.pressFailed(msg)
	}
	return s.whyNot(msg)
}

// pressWaiting: letters are commands until the paste box has the focus. A paste always goes there, and so does a digit,
// which most verifiers begin with.
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
	case s.Keys.Matches(msg, keyAllow) && s.open.canConsent:
		return s.consent(true)
	case s.Keys.Matches(msg, keyDeny) && s.open.canConsent:
		return s.consent(false)
	case s.Keys.Matches(msg, keyOOB):
		return s.otherWay()
	case s.Keys.Matches(msg, traffic.KeySignature):
		return s.lastSigned()
	default:
		return s.pressLink(msg)
	}
	return nil
}

// pressLink does something with the link.
func (s *authorize) pressLink(msg tea.KeyMsg) tea.Cmd {
	tunnel := s.tunnel()
	switch {
	case s.Keys.Matches(msg, keyBrowser):
		return s.browse()
	case s.Keys.Matches(msg, keyCopyLink):
		s.sent(s.Now(), "copied")
		return s.beside("copying the link", s.CopyToClipboard("the link", s.open.link))
	case s.Keys.Matches(msg, keyQR):
		if s.qr = !s.qr; s.qr {
			s.sent(s.Now(), "shown as a QR code")
		}
	case s.Keys.Matches(msg, keyTunnel) && tunnel != "":
		return s.beside("copying the ssh command", s.CopyToClipboard("the ssh command", tunnel))
	default:
		return s.whyNot(msg)
	}
	return nil
}

func (s *authorize) pressFailed(msg tea.KeyMsg) tea.Cmd {
	taken := s.portTaken()
	switch {
	case s.Keys.Matches(msg, keyAgain):
		return s.begin()
	case s.Keys.Matches(msg, keyOOB):
		return s.otherWay()
	case s.Keys.Matches(msg, keyFreePort) && taken != nil && !taken.Fixed:
		s.anyPort = true
		return s.begin()
	case s.Keys.Matches(msg, traffic.KeySignature) && s.signed:
		return s.lastSigned()
	}
	return s.whyNot(msg)
}

// pressUnkept: there is a token, and the keychain did not take it.
func (s *authorize) pressUnkept(msg tea.KeyMsg) tea.Cmd {
	failed := s.steps.failed()
	switch {
	case s.Keys.Matches(msg, keyAgain) && failed:
		return s.keep(s.name, s.replace)
	case s.Keys.Matches(msg, keyStore) && failed:
		return kit.Push(s, stores.NewChoice(s.Env, stores.AnotherStore))
	}
	return s.whyNot(msg)
}

func (s *authorize) pressKept(msg tea.KeyMsg) tea.Cmd {
	failed := s.steps.failed()
	switch {
	case s.Keys.Matches(msg, keyRequest) && s.steps.at(flow.StepTest).state != stepNow:
		return kit.GoHome(s, request.New(s.Env, s.conn))
	case s.Keys.Matches(msg, keyAgain) && failed:
		return s.test()
	case s.Keys.Matches(msg, traffic.KeySignature):
		return s.lastSigned()
	}
	return s.whyNot(msg)
}

// whyNot says why a key of this screen does nothing now.
func (s *authorize) whyNot(msg tea.KeyMsg) tea.Cmd {
	reason := ""
	switch {
	case s.open == nil && s.Keys.Matches(msg, keyRequest) && s.conn != nil:
		reason = "the test is still under way"
	case s.open == nil && s.Keys.Matches(msg, keyBrowser, keyCopyLink, keyQR, keyTunnel, keyPaste, keyAllow, keyDeny):
		reason = s.whyNoLink()
	case s.Keys.Matches(msg, keyAllow, keyDeny):
		reason = "only the sandbox's page can be answered from here: open the link"
	case s.Keys.Matches(msg, keyTunnel):
		reason = "there is no ssh to lead the callback through: you are at this machine, or nothing calls back"
	case s.Keys.Matches(msg, keyAgain):
		reason = "nothing failed: " + s.Keys.Label(kit.KeyBack) + " stops this attempt"
	case s.Keys.Matches(msg, keyOOB):
		reason = "it is too late for the other way: " + s.Keys.Label(kit.KeyBack) + " stops this attempt"
	case s.Keys.Matches(msg, keyFreePort):
		reason = "only a port that is taken calls for another one"
	case s.Keys.Matches(msg, keyStore):
		reason = "another keychain is taken when one fails"
	case s.Keys.Matches(msg, traffic.KeySignature):
		reason = nothingSigned
	}
	if reason == "" {
		return nil
	}
	return kit.ErrorToast(reason)
}

const nothingSigned = "nothing has been signed yet"

// whyNoLink says why there is none.
func (s *authorize) whyNoLink() string {
	switch {
	case s.given != nil:
		return "there is nothing to authorize here, and so no link"
	case s.steps.at(stepLink).state == stepDone:
		return "the link has been used"
	case s.steps.failed():
		return "there is no link any more: r starts again"
	}
	return "the link is not there yet: the request token comes first"
}

func (s *authorize) pressGiven(msg tea.KeyMsg) tea.Cmd {
	refused, unkept := s.refusedGiven(), s.unkeptGiven()
	switch {
	case s.Keys.Matches(msg, keyAgain) && unkept, s.Keys.Matches(msg, keyAnyway) && refused:
		return s.keep(s.name, s.replace)
	case s.Keys.Matches(msg, keyStore) && unkept:
		return kit.Push(s, stores.NewChoice(s.Env, stores.AnotherStore))
	case s.Keys.Matches(msg, keyAgain) && refused:
		return s.tryGiven()
	case s.Keys.Matches(msg, traffic.KeySignature) && refused:
		return s.lastSigned()
	}
	return s.whyNot(msg)
}
