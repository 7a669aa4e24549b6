package connect

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/spinner"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
	"countersign/ui/traffic"
)

func (s *authorize) ShortHelp() []key.Binding {
	failed := s.steps.failed()
	stop := s.Keys.Relabeled(kit.KeyBack, "stop")
	switch {
	case s.conn != nil:
		return []key.Binding{s.Keys.Binding(keyRequest), kit.EnabledIf(failed, s.Keys.Relabeled(keyAgain, "test again")), s.Keys.EnabledIf(failed, traffic.KeySignature), s.Keys.Relabeled(kit.KeyBack, "home")}
	case s.given != nil:
		return s.givenHelp(failed)
	case s.token != nil && failed:
		return []key.Binding{s.Keys.Relabeled(keyAgain, "keep again"), s.Keys.Binding(keyStore), stop}
	case s.open != nil:
		return s.waitingHelp(stop)
	case failed:
		return s.failedHelp()
	}
	return []key.Binding{stop}
}

func (s *authorize) waitingHelp(stop key.Binding) []key.Binding {
	browser, copying, code := s.Keys.Relabeled(keyBrowser, "open"), s.Keys.Relabeled(keyCopyLink, "copy"), s.Keys.Relabeled(keyQR, "QR code")
	tunnel := kit.EnabledIf(s.tunnel() != "", s.Keys.Relabeled(keyTunnel, "copy ssh"))
	switch {
	case s.paste.Focused():
		return []key.Binding{s.Keys.Binding(keySubmit), s.Keys.Relabeled(kit.KeyBack, "leave the box")}
	case s.qr:
		return []key.Binding{s.Keys.Relabeled(keyQR, "the link again"), copying, s.Keys.Binding(keyPaste), s.Keys.Relabeled(kit.KeyBack, "back")}
	case s.open.canConsent:
		return []key.Binding{s.Keys.Binding(keyAllow), s.Keys.Binding(keyDeny), browser, copying, code, s.Keys.Binding(keyPaste), tunnel, stop}
	}
	return []key.Binding{browser, copying, tunnel, s.Keys.Binding(keyPaste), code, s.Keys.Relabeled(keyOOB, otherWay(s.outOfBand)), stop}
}

func (s *authorize) failedHelp() []key.Binding {
	other, signed := s.Keys.Relabeled(keyOOB, otherWay(s.outOfBand)), s.Keys.EnabledIf(s.signed, traffic.KeySignature)
	taken := s.portTaken()
	if s.steps.failedFor(flow.ErrCallbackRefused) {
		return []key.Binding{other, s.Keys.Binding(keyAgain), signed, s.Keys.Binding(kit.KeyBack)}
	}
	return []key.Binding{s.Keys.EnabledIf(taken != nil && !taken.Fixed, keyFreePort), s.Keys.Binding(keyAgain), other, signed, s.Keys.Binding(kit.KeyBack)}
}

func (s *authorize) FullHelp() [][]key.Binding {
	waiting := s.open != nil
	failed := s.steps.failed()
	consent := waiting && s.open.canConsent
	taken := s.portTaken()
	return [][]key.Binding{
		{
			s.Keys.EnabledIf(consent, keyAllow), s.Keys.EnabledIf(consent, keyDeny), s.Keys.EnabledIf(waiting, keyBrowser), s.Keys.EnabledIf(waiting, keyCopyLink), s.Keys.EnabledIf(waiting, keyQR),
			s.Keys.EnabledIf(s.tunnel() != "", keyTunnel), s.Keys.EnabledIf(waiting, keyPaste),
		},
		{
			kit.EnabledIf(waiting || failed && s.token == nil && s.given == nil && s.conn == nil, s.Keys.Relabeled(keyOOB, otherWay(s.outOfBand))),
			s.Keys.EnabledIf(taken != nil && !taken.Fixed, keyFreePort), s.Keys.EnabledIf(failed, keyAgain), s.Keys.EnabledIf(failed && s.token != nil || s.unkeptGiven(), keyStore),
			s.Keys.EnabledIf(s.refusedGiven(), keyAnyway), s.Keys.EnabledIf(waiting || failed && s.signed || s.conn != nil, traffic.KeySignature), s.Keys.EnabledIf(s.conn != nil, keyRequest), s.Keys.Binding(kit.KeyBack),
		},
	}
}

// Aside is what is still waited for where the code hides it.
func (s *authorize) StatusText() string {
	if s.open == nil || !s.qr {
		return ""
	}
	return s.Styles.Muted.Render("waiting, " + text.Clock(s.timeLeft()) + " left")
}

func (s *authorize) spinner() string {
	frames := spinner.MiniDot.Frames
	return frames[s.frame%len(frames)]
}

// View draws all the steps where there is room for them.
func (s *authorize) View() string {
	if s.qr && s.open != nil {
		return s.codeView()
	}
	view, _ := s.steppedView()
	return view
}

// steppedView gives up, where the window is low, first the lines of the steps that are not under way, then the space between
// the parts.
func (s *authorize) steppedView() (view string, focus int) {
	list, below := s.steps, s.belowSteps()
	if s.doing != "" {
		list = list.noting(s.doing)
	}
	view, focus = stepsView(s.Env, list, s.spinner(), s.width)
	if below == "" {
		return view, focus
	}
	if kit.Height(view)+1+kit.Height(below) > s.height {
		view, focus = fewSteps(s.Env, list, s.spinner(), s.width)
	}
	if kit.Height(view)+1+kit.Height(below) > s.height {
		view, focus = fewSteps(s.Env, list.begun(), s.spinner(), s.width)
		return view + "\n" + strings.ReplaceAll(below, "\n\n", "\n"), focus
	}
	return view + "\n\n" + below, focus
}

// belowSteps is what there is to do, or what it came to.
func (s *authorize) belowSteps() string {
	failed := s.steps.failed()
	switch {
	case s.conn != nil:
		return s.outcome(failed)
	case s.given != nil && failed:
		return s.givenAdvice()
	case s.open != nil:
		return s.waiting()
	case s.token != nil && failed:
		return kit.HangingIndent(kit.Indent+s.Styles.Warning.Render("● "), "The token waits here and is lost only if you leave: r tries the keychain again, k takes another one.", s.width)
	case failed:
		return s.failedAdvice()
	}
	return ""
}

// failedAdvice offers what may help, in place of going back.
func (s *authorize) failedAdvice() string {
	signed := ""
	if s.signed {
		signed = " " + s.Keys.Label(traffic.KeySignature) + " shows what was signed."
	}
	taken := s.portTaken()
	switch {
	case s.steps.failedFor(flow.ErrCallbackRefused) && s.outOfBand:
		return s.propose("Try a callback on this machine, with the same keys? b does.", signed)
	case s.steps.failedFor(flow.ErrCallbackRefused):
		return s.propose("Go on out-of-band, with the same keys? b does.", signed)
	case taken != nil && !taken.Fixed:
		return s.propose("Take a free port this time? f does; b asks for a verifier out-of-band; r tries the port again.", "")
	case taken != nil:
		return s.propose("Do without a callback? b asks for a verifier out-of-band; r tries the port again.", "")
	}
	return kit.Paragraph("r starts again. b does it "+otherWay(s.outOfBand)+"."+signed, s.width)
}

func (s *authorize) propose(question, more string) string {
	return kit.HangingIndent(kit.Indent+s.Styles.Warning.Render("? "), question+more, s.width)
}

// Anchor keeps what is to be done in sight: the paste box while waiting, else the step that moves or failed.
func (s *authorize) Anchor() int {
	if s.open != nil && s.paste.Focused() {
		return kit.Height(s.View()) - 1
	}
	_, line := s.steppedView()
	return line
}

func (s *authorize) outcome(failed bool) string {
	who := ""
	if s.account != "" {
		who = " as " + s.account
	}
	switch {
	case failed:
		return kit.HangingIndent(kit.Indent+s.Styles.Warning.Render("● "), "Kept as "+s.name+", but its test failed: "+s.Keys.Label(keyAgain)+" tests again, "+s.Keys.Label(keyRequest)+" opens the request pane.", s.width)
	case s.steps.at(flow.StepTest).state == stepNow:
		return ""
	}
	return kit.HangingIndent(kit.Indent+s.Styles.Success.Render("✓ "), "Connected"+who+", in "+text.Duration(s.ended.Sub(s.began))+". "+s.Keys.Label(keyRequest)+" opens the request pane.", s.width)
}

func (s *authorize) givenHelp(failed bool) []key.Binding {
	correct := s.Keys.Relabeled(kit.KeyBack, "correct")
	switch {
	case s.unkeptGiven():
		return []key.Binding{s.Keys.Relabeled(keyAgain, "keep again"), s.Keys.Binding(keyStore), correct}
	case failed:
		return []key.Binding{correct, s.Keys.Relabeled(keyAgain, "test again"), s.Keys.Binding(keyAnyway), s.Keys.Binding(traffic.KeySignature)}
	}
	return []key.Binding{s.Keys.Relabeled(kit.KeyBack, "stop")}
}

func (s *authorize) givenAdvice() string {
	if s.unkeptGiven() {
		return kit.Paragraph("Nothing is kept yet: r tries the keychain again, k takes another one.", s.width)
	}
	return kit.Paragraph("Nothing is kept. "+s.Keys.Label(kit.KeyBack)+" goes back to correct the values, "+s.Keys.Label(keyAgain)+" tests them again, "+s.Keys.Label(keyAnyway)+" keeps them anyway. "+s.Keys.Label(traffic.KeySignature)+" shows what was signed.", s.width)
}
