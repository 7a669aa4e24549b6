package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/spinner"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *authorize) ShortHelp() []key.Binding {
	failed := s.steps.failed()
	stop := s.keys.Named(keyBack, "stop")
	switch {
	case s.conn != nil:
		return []key.Binding{s.keys.Of(keyRequest), when(failed, s.keys.Named(keyAgain, "test again")), s.keys.When(failed, keySigned), s.keys.Named(keyBack, "home")}
	case s.given != nil:
		return s.givenHelp(failed)
	case s.token != nil && failed:
		return []key.Binding{s.keys.Named(keyAgain, "keep again"), s.keys.Of(keyStore), stop}
	case s.open != nil:
		return s.waitingHelp(stop)
	case failed:
		return s.failedHelp()
	}
	return []key.Binding{stop}
}

func (s *authorize) waitingHelp(stop key.Binding) []key.Binding {
	browser, copying, code := s.keys.Named(keyBrowser, "open"), s.keys.Named(keyCopyLink, "copy"), s.keys.Named(keyQR, "QR code")
	tunnel := when(s.tunnel() != "", s.keys.Named(keyTunnel, "copy ssh"))
	switch {
	case s.paste.Focused():
		return []key.Binding{s.keys.Of(keySubmit), s.keys.Named(keyBack, "leave the box")}
	case s.qr:
		return []key.Binding{s.keys.Named(keyQR, "the link again"), copying, s.keys.Of(keyPaste), s.keys.Named(keyBack, "back")}
	case s.open.canConsent:
		return []key.Binding{s.keys.Of(keyAllow), s.keys.Of(keyDeny), browser, copying, code, s.keys.Of(keyPaste), tunnel, stop}
	}
	return []key.Binding{browser, copying, tunnel, s.keys.Of(keyPaste), code, s.keys.Named(keyOOB, otherWay(s.outOfBand)), stop}
}

func (s *authorize) failedHelp() []key.Binding {
	other, signed := s.keys.Named(keyOOB, otherWay(s.outOfBand)), s.keys.When(s.signed, keySigned)
	taken := s.portTaken()
	if s.steps.failedFor(flow.ErrCallbackRefused) {
		return []key.Binding{other, s.keys.Of(keyAgain), signed, s.keys.Of(keyBack)}
	}
	return []key.Binding{s.keys.When(taken != nil && !taken.Own, keyFreePort), s.keys.Of(keyAgain), other, signed, s.keys.Of(keyBack)}
}

func (s *authorize) FullHelp() [][]key.Binding {
	waiting := s.open != nil
	failed := s.steps.failed()
	consent := waiting && s.open.canConsent
	taken := s.portTaken()
	return [][]key.Binding{
		{
			s.keys.When(consent, keyAllow), s.keys.When(consent, keyDeny), s.keys.When(waiting, keyBrowser), s.keys.When(waiting, keyCopyLink), s.keys.When(waiting, keyQR),
			s.keys.When(s.tunnel() != "", keyTunnel), s.keys.When(waiting, keyPaste),
		},
		{
			when(waiting || failed && s.token == nil && s.given == nil && s.conn == nil, s.keys.Named(keyOOB, otherWay(s.outOfBand))),
			s.keys.When(taken != nil && !taken.Own, keyFreePort), s.keys.When(failed, keyAgain), s.keys.When(failed && s.token != nil || s.unkeptGiven(), keyStore),
			s.keys.When(s.refusedGiven(), keyAnyway), s.keys.When(waiting || failed && s.signed || s.conn != nil, keySigned), s.keys.When(s.conn != nil, keyRequest), s.keys.Of(keyBack),
		},
	}
}

// Aside is what is still waited for where the code hides it.
func (s *authorize) Aside() string {
	if s.open == nil || !s.qr {
		return ""
	}
	return s.styles.Muted.Render("waiting, " + text.Clock(s.timeLeft()) + " left")
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
	view, focus = stepsView(s.env, list, s.spinner(), s.width)
	if below == "" {
		return view, focus
	}
	if height(view)+1+height(below) > s.height {
		view, focus = fewSteps(s.env, list, s.spinner(), s.width)
	}
	if height(view)+1+height(below) > s.height {
		view, focus = fewSteps(s.env, list.begun(), s.spinner(), s.width)
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
		return hang(indent+s.styles.Wait.Render("● "), "The token waits here and is lost only if you leave: r tries the keychain again, k takes another one.", s.width)
	case failed:
		return s.failedAdvice()
	}
	return ""
}

// failedAdvice offers what may help, in place of going back.
func (s *authorize) failedAdvice() string {
	signed := ""
	if s.signed {
		signed = " " + s.keys.Label(keySigned) + " shows what was signed."
	}
	taken := s.portTaken()
	switch {
	case s.steps.failedFor(flow.ErrCallbackRefused) && s.outOfBand:
		return s.offer("Try a callback on this machine, with the same keys? b does.", signed)
	case s.steps.failedFor(flow.ErrCallbackRefused):
		return s.offer("Go on out-of-band, with the same keys? b does.", signed)
	case taken != nil && !taken.Own:
		return s.offer("Take a free port this time? f does; b asks for a verifier out-of-band; r tries the port again.", "")
	case taken != nil:
		return s.offer("Do without a callback? b asks for a verifier out-of-band; r tries the port again.", "")
	}
	return paragraph("r starts again. b does it "+otherWay(s.outOfBand)+"."+signed, s.width)
}

func (s *authorize) offer(question, more string) string {
	return hang(indent+s.styles.Wait.Render("? "), question+more, s.width)
}

// Anchor keeps what is to be done in sight: the paste box while waiting, else the step that moves or failed.
func (s *authorize) Anchor() int {
	if s.open != nil && s.paste.Focused() {
		return height(s.View()) - 1
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
		return hang(indent+s.styles.Wait.Render("● "), "Kept as "+s.name+", but its test failed: "+s.keys.Label(keyAgain)+" tests again, "+s.keys.Label(keyRequest)+" opens the request pane.", s.width)
	case s.steps.at(flow.StepTest).state == stepNow:
		return ""
	}
	return hang(indent+s.styles.Good.Render("✓ "), "Connected"+who+", in "+text.Took(s.ended.Sub(s.began))+". "+s.keys.Label(keyRequest)+" opens the request pane.", s.width)
}
