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
	keyBrowser  = kit.NewAction("browser", kit.Never, "open the link", "o", "enter")
	keyCopyLink = kit.NewAction("copy-link", kit.Never, "copy the link", "c")
	keyQR       = kit.NewAction("qr", kit.Never, "show a QR code", "v")
	keyTunnel   = kit.NewAction("tunnel", kit.Never, "copy the ssh command", "l")
	keyPaste    = kit.NewAction("paste", kit.Both, "paste", "p", "tab")
	keySubmit   = kit.NewAction("submit", kit.Always, "hand in", "enter")
	keyAgain    = kit.NewAction("again", kit.Never, "again", "r")
	keyOOB      = kit.NewAction("other-way", kit.Never, "out-of-band", "b")
	keyFreePort = kit.NewAction("free-port", kit.Never, "take a free port", "f")
	keyAllow    = kit.NewAction("allow", kit.Never, "allow", "a")
	keyDeny     = kit.NewAction("deny", kit.Never, "deny", "d")
	keyStore    = kit.NewAction("other-keychain", kit.Never, "other keychain", "k")
	keyRequest  = kit.NewAction("request", kit.Never, "open the request pane", "enter")
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
	case s.paste.Focused() && s.Keys.Hit(msg, keySubmit):
		return s.enter()
	case s.paste.Focused() && s.Keys.WhileTyping(msg, keyPaste):
		s.paste.Blur()
	case s.paste.Focused(), kit.IsPaste(msg), digit:
		s.qr = false
		s.paste.Focus()
		s.pasteError = nil
		kit.TypeInto(&s.paste, msg)
	case s.Keys.Hit(msg, keyPaste):
		s.qr = false
		s.paste.Focus()
	case s.Keys.Hit(msg, keyAllow) && s.open.canConsent:
		return s.consent(true)
	case s.Keys.Hit(msg, keyDeny) && s.open.canConsent:
		return s.consent(false)
	case s.Keys.Hit(msg, keyOOB):
		return s.otherWay()
	case s.Keys.Hit(msg, traffic.KeySigned):
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
	case s.Keys.Hit(msg, keyBrowser):
		return s.browse()
	case s.Keys.Hit(msg, keyCopyLink):
		s.sent(s.Now(), "copied")
		return s.beside("copying the link", s.ToClipboard("the link", s.open.link))
	case s.Keys.Hit(msg, keyQR):
		if s.qr = !s.qr; s.qr {
			s.sent(s.Now(), "shown as a QR code")
		}
	case s.Keys.Hit(msg, keyTunnel) && tunnel != "":
		return s.beside("copying the ssh command", s.ToClipboard("the ssh command", tunnel))
	default:
		return s.whyNot(msg)
	}
	return nil
}

func (s *authorize) pressFailed(msg tea.KeyMsg) tea.Cmd {
	taken := s.portTaken()
	switch {
	case s.Keys.Hit(msg, keyAgain):
		return s.begin()
	case s.Keys.Hit(msg, keyOOB):
		return s.otherWay()
	case s.Keys.Hit(msg, keyFreePort) && taken != nil && !taken.Own:
		s.anyPort = true
		return s.begin()
	case s.Keys.Hit(msg, traffic.KeySigned) && s.signed:
		return s.lastSigned()
	}
	return s.whyNot(msg)
}

// pressUnkept: there is a token, and the keychain did not take it.
func (s *authorize) pressUnkept(msg tea.KeyMsg) tea.Cmd {
	failed := s.steps.failed()
	switch {
	case s.Keys.Hit(msg, keyAgain) && failed:
		return s.keep(s.name, s.replace)
	case s.Keys.Hit(msg, keyStore) && failed:
		return kit.Push(s, stores.NewKeychain(s.Env, stores.OtherStore))
	}
	return s.whyNot(msg)
}

func (s *authorize) pressKept(msg tea.KeyMsg) tea.Cmd {
	failed := s.steps.failed()
	switch {
	case s.Keys.Hit(msg, keyRequest) && s.steps.at(flow.StepTest).state != stepNow:
		return kit.GoHome(s, request.New(s.Env, s.conn))
	case s.Keys.Hit(msg, keyAgain) && failed:
		return s.test()
	case s.Keys.Hit(msg, traffic.KeySigned):
		return s.lastSigned()
	}
	return s.whyNot(msg)
}

// whyNot says why a key of this screen does nothing now.
func (s *authorize) whyNot(msg tea.KeyMsg) tea.Cmd {
	reason := ""
	switch {
	case s.open == nil && s.Keys.Hit(msg, keyRequest) && s.conn != nil:
		reason = "the test is still under way"
	case s.open == nil && s.Keys.Hit(msg, keyBrowser, keyCopyLink, keyQR, keyTunnel, keyPaste, keyAllow, keyDeny):
		reason = s.whyNoLink()
	case s.Keys.Hit(msg, keyAllow, keyDeny):
		reason = "only the sandbox's page can be answered from here: open the link"
	case s.Keys.Hit(msg, keyTunnel):
		reason = "there is no ssh to lead the callback through: you are at this machine, or nothing calls back"
	case s.Keys.Hit(msg, keyAgain):
		reason = "nothing failed: " + s.Keys.Label(kit.KeyBack) + " stops this attempt"
	case s.Keys.Hit(msg, keyOOB):
		reason = "it is too late for the other way: " + s.Keys.Label(kit.KeyBack) + " stops this attempt"
	case s.Keys.Hit(msg, keyFreePort):
		reason = "only a port that is taken calls for another one"
	case s.Keys.Hit(msg, keyStore):
		reason = "another keychain is taken when one fails"
	case s.Keys.Hit(msg, traffic.KeySigned):
		reason = nothingSigned
	}
	if reason == "" {
		return nil
	}
	return kit.BadToast(reason)
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
	case s.Keys.Hit(msg, keyAgain) && unkept, s.Keys.Hit(msg, keyAnyway) && refused:
		return s.keep(s.name, s.replace)
	case s.Keys.Hit(msg, keyStore) && unkept:
		return kit.Push(s, stores.NewKeychain(s.Env, stores.OtherStore))
	case s.Keys.Hit(msg, keyAgain) && refused:
		return s.tryGiven()
	case s.Keys.Hit(msg, traffic.KeySigned) && refused:
		return s.lastSigned()
	}
	return s.whyNot(msg)
}
