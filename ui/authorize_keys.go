package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/link"
)

var (
	keyBrowser  = bind("open the link", "o", "enter")
	keyCopyLink = bind("copy the link", "c")
	keyQR       = bind("show a QR code", "v")
	keyTunnel   = bind("copy the ssh command", "l")
	keyPaste    = bind("paste", "p", "tab")
	keySubmit   = bind("hand in", "enter")
	keyAgain    = bind("again", "r")
	keyOOB      = bind("out-of-band", "b")
	keyFreePort = bind("take a free port", "f")
	keyAllow    = bind("allow", "a")
	keyDeny     = bind("deny", "d")
	keySigned   = bind("signature", "s")
	keyStore    = bind("other keychain", "k")
	keyRequest  = bind("open the request pane", "enter")
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
	case s.paste.Focused() && key.Matches(msg, keySubmit):
		return s.enter()
	case s.paste.Focused() && whileTyping(msg, keyPaste):
		s.paste.Blur()
	case s.paste.Focused(), isPaste(msg), digit:
		s.qr = false
		s.paste.Focus()
		s.pasteError = nil
		typeInto(&s.paste, msg)
	case key.Matches(msg, keyPaste):
		s.qr = false
		s.paste.Focus()
	case key.Matches(msg, keyAllow) && s.open.canConsent:
		return s.consent(true)
	case key.Matches(msg, keyDeny) && s.open.canConsent:
		return s.consent(false)
	case key.Matches(msg, keyOOB):
		return s.otherWay()
	case key.Matches(msg, keySigned):
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
	case key.Matches(msg, keyBrowser):
		return s.browse()
	case key.Matches(msg, keyCopyLink):
		s.sent(s.Now(), "copied")
		return s.beside("copying the link", s.copy("the link", s.open.link))
	case key.Matches(msg, keyQR):
		if s.qr = !s.qr; s.qr {
			s.sent(s.Now(), "shown as a QR code")
		}
	case key.Matches(msg, keyTunnel) && tunnel != "":
		return s.beside("copying the ssh command", s.copy("the ssh command", tunnel))
	default:
		return s.whyNot(msg)
	}
	return nil
}

func (s *authorize) pressFailed(msg tea.KeyMsg) tea.Cmd {
	taken := s.portTaken()
	switch {
	case key.Matches(msg, keyAgain):
		return s.begin()
	case key.Matches(msg, keyOOB):
		return s.otherWay()
	case key.Matches(msg, keyFreePort) && taken != nil && !taken.Own:
		s.anyPort = true
		return s.begin()
	case key.Matches(msg, keySigned) && s.signed:
		return s.lastSigned()
	}
	return s.whyNot(msg)
}

// pressUnkept: there is a token, and the keychain did not take it.
func (s *authorize) pressUnkept(msg tea.KeyMsg) tea.Cmd {
	failed := s.steps.failed()
	switch {
	case key.Matches(msg, keyAgain) && failed:
		return s.keep(s.name, s.replace)
	case key.Matches(msg, keyStore) && failed:
		return push(s, newKeychain(s.env, otherStore))
	}
	return s.whyNot(msg)
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
	return s.whyNot(msg)
}

// tunnel is what a person who came by ssh types at their own machine.
func (s *authorize) tunnel() string {
	if s.open == nil {
		return ""
	}
	return link.Tunnel(s.Env, s.open.callback)
}

// whyNot says why a key of this screen does nothing now.
func (s *authorize) whyNot(msg tea.KeyMsg) tea.Cmd {
	reason := ""
	switch {
	case s.open == nil && key.Matches(msg, keyRequest) && s.conn != nil:
		reason = "the test is still under way"
	case s.open == nil && key.Matches(msg, keyBrowser, keyCopyLink, keyQR, keyTunnel, keyPaste, keyAllow, keyDeny):
		reason = s.whyNoLink()
	case key.Matches(msg, keyAllow, keyDeny):
		reason = "only the sandbox's page can be answered from here: open the link"
	case key.Matches(msg, keyTunnel):
		reason = "there is no ssh to lead the callback through: you are at this machine, or nothing calls back"
	case key.Matches(msg, keyAgain):
		reason = "nothing failed: esc stops this attempt"
	case key.Matches(msg, keyOOB):
		reason = "it is too late for the other way: esc stops this attempt"
	case key.Matches(msg, keyFreePort):
		reason = "only a port that is taken calls for another one"
	case key.Matches(msg, keyStore):
		reason = "another keychain is taken when one fails"
	case key.Matches(msg, keySigned):
		reason = nothingSigned
	}
	if reason == "" {
		return nil
	}
	return badToast(reason)
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
