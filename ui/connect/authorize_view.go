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
		return []key.Binding{s.Keys.Binding(keyRequest), kit.EnabledIf(failed, s.Keys.Relabeled(keyRetry, "test again")), s.Keys.EnabledIf(failed, traffic.KeySignature), s.Keys.Relabeled(kit.KeyBack, "home")}
	case s.unsaved != nil:
		return s.credentialsHelp(failed)
	case s.token != nil && failed:
		return []key.Binding{s.Keys.Relabeled(keyRetry, "save again"), s.Keys.Binding(keyStore), stop}
	case s.pending != nil:
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
		return []key.Binding{s.Keys.Binding(keySubmit), s.Keys.Relabeled(kit.KeyBack, "leave the input")}
	case s.qr:
		return []key.Binding{s.Keys.Relabeled(keyQR, "show the link"), copying, s.Keys.Binding(keyPaste), s.Keys.Relabeled(kit.KeyBack, "back")}
	case s.pending.canConsent:
		return []key.Binding{s.Keys.Binding(keyAllow), s.Keys.Binding(keyDeny), browser, copying, code, s.Keys.Binding(keyPaste), tunnel, stop}
	}
	return []key.Binding{browser, copying, tunnel, s.Keys.Binding(keyPaste), code, s.Keys.Relabeled(keyOOB, otherWay(s.outOfBand)), stop}
}

func (s *authorize) failedHelp() []key.Binding {
	other, signed := s.Keys.Relabeled(keyOOB, otherWay(s.outOfBand)), s.Keys.EnabledIf(s.signed, traffic.KeySignature)
	taken := s.portInUse()
	if s.steps.failedFor(flow.ErrCallbackRefused) {
		return []key.Binding{other, s.Keys.Binding(keyRetry), signed, s.Keys.Binding(kit.KeyBack)}
	}
	return []key.Binding{s.Keys.EnabledIf(taken != nil && !taken.Fixed, keyFreePort), s.Keys.Binding(keyRetry), other, signed, s.Keys.Binding(kit.KeyBack)}
}

func (s *authorize) FullHelp() [][]key.Binding {
	waiting := s.pending != nil
	failed := s.steps.failed()
	consent := waiting && s.pending.canConsent
	taken := s.portInUse()
	return [][]key.Binding{
		{
			s.Keys.EnabledIf(consent, keyAllow), s.Keys.EnabledIf(consent, keyDeny), s.Keys.EnabledIf(waiting, keyBrowser), s.Keys.EnabledIf(waiting, keyCopyLink), s.Keys.EnabledIf(waiting, keyQR),
			s.Keys.EnabledIf(s.tunnel() != "", keyTunnel), s.Keys.EnabledIf(waiting, keyPaste),
		},
		{
			kit.EnabledIf(waiting || failed && s.token == nil && s.unsaved == nil && s.conn == nil, s.Keys.Relabeled(keyOOB, otherWay(s.outOfBand))),
			s.Keys.EnabledIf(taken != nil && !taken.Fixed, keyFreePort), s.retryHelp(), s.Keys.EnabledIf(failed && s.token != nil || s.saveFailed(), keyStore),
			s.Keys.EnabledIf(s.testFailed(), keySaveAnyway), s.Keys.EnabledIf(waiting || failed && s.signed || s.conn != nil, traffic.KeySignature), s.Keys.EnabledIf(s.conn != nil, keyRequest), s.Keys.Binding(kit.KeyBack),
		},
	}
}

func (s *authorize) retryHelp() key.Binding {
	if s.pending != nil {
		return s.Keys.Relabeled(keyRetry, "start over")
	}
	return s.Keys.EnabledIf(s.steps.failed(), keyRetry)
}

// StatusText shows the time left while the QR code hides it.
func (s *authorize) StatusText() string {
	if s.pending == nil || !s.qr {
		return ""
	}
	return s.Styles.Muted.Render("waiting, " + text.Clock(s.timeLeft()) + " left")
}

func (s *authorize) spinner() string {
	frames := spinner.MiniDot.Frames
	return frames[s.frame%len(frames)]
}

func (s *authorize) View() string {
	if s.qr && s.pending != nil {
		return s.codeView()
	}
	view, _ := s.steppedView()
	return view
}

// steppedView is the steps and what is below them. In a low window it shows only the current step.
func (s *authorize) steppedView() (view string, focus int) {
	list, below := s.steps, s.belowSteps()
	if s.activity != "" {
		list = list.withNote(s.activity)
	}
	view, focus = stepsView(s.Env, list, s.spinner(), s.width)
	switch {
	case below == "":
		return view, focus
	case kit.Height(view)+1+kit.Height(below) <= s.height:
		return view + "\n\n" + below, focus
	}
	view, focus = stepsView(s.Env, list.current(), s.spinner(), s.width)
	return view + "\n" + strings.ReplaceAll(below, "\n\n", "\n"), focus
}

// belowSteps is what to do next, or the result.
func (s *authorize) belowSteps() string {
	failed := s.steps.failed()
	switch {
	case s.conn != nil:
		return s.outcome(failed)
	case s.unsaved != nil && failed:
		return s.credentialsAdvice()
	case s.pending != nil:
		return s.waiting()
	case s.token != nil && failed:
		return kit.HangingIndent(kit.Indent+s.Styles.Warning.Render("● "), "The access token is not saved and will be lost if you leave. "+s.retryOrStore(), s.width)
	case failed:
		return s.failedAdvice()
	}
	return ""
}

// failedAdvice suggests what to do about a failure.
func (s *authorize) failedAdvice() string {
	signed := ""
	if s.signed {
		signed = " Press " + s.Keys.Label(traffic.KeySignature) + " to see what was signed."
	}
	r, b, taken := s.Keys.Label(keyRetry), s.Keys.Label(keyOOB), s.portInUse()
	switch {
	case s.steps.failedFor(flow.ErrCallbackRefused) && s.outOfBand:
		return s.propose("Use a callback on this machine, with the same keys? Press "+b+".", signed)
	case s.steps.failedFor(flow.ErrCallbackRefused):
		return s.propose("Continue out-of-band, with the same keys? Press "+b+".", signed)
	case taken != nil && !taken.Fixed:
		return s.propose("Use a free port this time? Press "+s.Keys.Label(keyFreePort)+". Or press "+b+" to continue out-of-band, "+r+" to retry.", "")
	case taken != nil:
		return s.propose("Continue without a callback? Press "+b+". Or press "+r+" to retry.", "")
	}
	return kit.Paragraph("Press "+r+" to retry, "+b+" to "+map[bool]string{true: "use a callback", false: "continue out-of-band"}[s.outOfBand]+"."+signed, s.width)
}

func (s *authorize) propose(question, more string) string {
	return kit.HangingIndent(kit.Indent+s.Styles.Warning.Render("? "), question+more, s.width)
}

// Anchor keeps the input in sight while it has the focus, else the current step.
func (s *authorize) Anchor() int {
	if s.pending != nil && s.paste.Focused() {
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
		return kit.HangingIndent(kit.Indent+s.Styles.Warning.Render("● "), "Saved as "+s.name+", but the test failed. Press "+s.Keys.Label(keyRetry)+" to test again, "+s.Keys.Label(keyRequest)+" to send a request.", s.width)
	case s.steps.at(flow.StepTest).state == stepRunning:
		return ""
	}
	return kit.HangingIndent(kit.Indent+s.Styles.Success.Render("✓ "), "Connected"+who+" in "+text.Duration(s.connectedAt.Sub(s.startedAt))+". Press "+s.Keys.Label(keyRequest)+" to send a request.", s.width)
}

func (s *authorize) credentialsHelp(failed bool) []key.Binding {
	correct := s.Keys.Relabeled(kit.KeyBack, "correct")
	switch {
	case s.saveFailed():
		return []key.Binding{s.Keys.Relabeled(keyRetry, "save again"), s.Keys.Binding(keyStore), correct}
	case failed:
		return []key.Binding{correct, s.Keys.Relabeled(keyRetry, "test again"), s.Keys.Binding(keySaveAnyway), s.Keys.Binding(traffic.KeySignature)}
	}
	return []key.Binding{s.Keys.Relabeled(kit.KeyBack, "stop")}
}

func (s *authorize) credentialsAdvice() string {
	if s.saveFailed() {
		return kit.Paragraph("The connection is not saved yet. "+s.retryOrStore(), s.width)
	}
	return kit.Paragraph("Nothing was saved. Press "+s.Keys.Label(kit.KeyBack)+" to correct the values, "+s.Keys.Label(keyRetry)+" to test them again, "+s.Keys.Label(keySaveAnyway)+
		" to save them anyway, "+s.Keys.Label(traffic.KeySignature)+" to see what was signed.", s.width)
}

func (s *authorize) retryOrStore() string {
	return "Press " + s.Keys.Label(keyRetry) + " to try again, " + s.Keys.Label(keyStore) + " to choose another credential store."
}
