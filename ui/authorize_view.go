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
	stop := named(keyBack, "stop")
	switch {
	case s.conn != nil:
		return []key.Binding{keyRequest, when(failed, named(keyAgain, "test again")), when(failed, keySigned), named(keyBack, "home")}
	case s.given != nil:
		return s.givenHelp(failed)
	case s.token != nil && failed:
		return []key.Binding{named(keyAgain, "keep again"), keyStore, stop}
	case s.open != nil:
		return s.waitingHelp(stop)
	case failed:
		return s.failedHelp()
	}
	return []key.Binding{stop}
}

func (s *authorize) waitingHelp(stop key.Binding) []key.Binding {
	browser, copying, code := named(keyBrowser, "open"), named(keyCopyLink, "copy"), named(keyQR, "QR code")
	tunnel := when(s.tunnel() != "", named(keyTunnel, "copy ssh"))
	switch {
	case s.paste.Focused():
		return []key.Binding{keySubmit, named(keyBack, "leave the box")}
	case s.qr:
		return []key.Binding{named(keyQR, "the link again"), copying, keyPaste, named(keyBack, "back")}
	case s.open.canConsent:
		return []key.Binding{keyAllow, keyDeny, browser, copying, code, keyPaste, tunnel, stop}
	}
	return []key.Binding{browser, copying, tunnel, keyPaste, code, named(keyOOB, otherWay(s.outOfBand)), stop}
}

func (s *authorize) failedHelp() []key.Binding {
	other, signed := named(keyOOB, otherWay(s.outOfBand)), when(s.signed, keySigned)
	taken := s.portTaken()
	if s.steps.failedFor(flow.ErrCallbackRefused) {
		return []key.Binding{other, keyAgain, signed, keyBack}
	}
	return []key.Binding{when(taken != nil && !taken.Own, keyFreePort), keyAgain, other, signed, keyBack}
}

func (s *authorize) FullHelp() [][]key.Binding {
	waiting := s.open != nil
	failed := s.steps.failed()
	consent := waiting && s.open.canConsent
	taken := s.portTaken()
	return [][]key.Binding{
		{
			when(consent, keyAllow), when(consent, keyDeny), when(waiting, keyBrowser), when(waiting, keyCopyLink), when(waiting, keyQR),
			when(s.tunnel() != "", keyTunnel), when(waiting, keyPaste),
		},
		{
			when(waiting || failed && s.token == nil && s.given == nil && s.conn == nil, named(keyOOB, otherWay(s.outOfBand))),
			when(taken != nil && !taken.Own, keyFreePort), when(failed, keyAgain), when(failed && s.token != nil || s.unkeptGiven(), keyStore),
			when(s.refusedGiven(), keyAnyway), when(waiting || failed && s.signed || s.conn != nil, keySigned), when(s.conn != nil, keyRequest), keyBack,
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
	view, focus = s.stepsView(list, s.spinner(), s.width)
	if below == "" {
		return view, focus
	}
	if height(view)+1+height(below) > s.height {
		view, focus = s.fewSteps(list, s.spinner(), s.width)
	}
	if height(view)+1+height(below) > s.height {
		view, focus = s.fewSteps(list.begun(), s.spinner(), s.width)
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
		signed = " " + label(keySigned) + " shows what was signed."
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
		return hang(indent+s.styles.Wait.Render("● "), "Kept as "+s.name+", but its test failed: "+label(keyAgain)+" tests again, "+label(keyRequest)+" opens the request pane.", s.width)
	case s.steps.at(flow.StepTest).state == stepNow:
		return ""
	}
	return hang(indent+s.styles.Good.Render("✓ "), "Connected"+who+", in "+text.Took(s.ended.Sub(s.began))+". "+label(keyRequest)+" opens the request pane.", s.width)
}
