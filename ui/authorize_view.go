package ui

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/spinner"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
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
	case s.paste.Focused():
		return []key.Binding{keySubmit, named(keyBack, "leave the box")}
	case s.open != nil && s.open.canConsent:
		return []key.Binding{keyAllow, keyDeny, s.browserKey(), keyCopyLink, keyPaste, stop}
	case s.open != nil:
		return []key.Binding{s.browserKey(), keyCopyLink, keyPaste, named(keyOOB, otherWay(s.outOfBand)), stop}
	case failed:
		return []key.Binding{keyAgain, named(keyOOB, otherWay(s.outOfBand)), when(s.signed, keySigned), keyBack}
	}
	return []key.Binding{stop}
}

func (s *authorize) browserKey() key.Binding { return named(keyBrowser, "open") }

func (s *authorize) FullHelp() [][]key.Binding {
	waiting := s.open != nil
	failed := s.steps.failed()
	consent := waiting && s.open.canConsent
	return [][]key.Binding{
		{when(consent, keyAllow), when(consent, keyDeny), when(waiting, keyBrowser), when(waiting, keyCopyLink), when(waiting, keyPaste)},
		{
			when(waiting || failed && s.token == nil && s.given == nil && s.conn == nil, named(keyOOB, otherWay(s.outOfBand))),
			when(failed, keyAgain), when(failed && s.token != nil || s.unkeptGiven(), keyStore), when(s.refusedGiven(), keyAnyway), when(waiting || failed && s.signed, keySigned), when(s.conn != nil, keyRequest), keyBack,
		},
	}
}

// Aside is the time that is left.
func (s *authorize) Aside() string {
	if s.open == nil {
		return ""
	}
	left := max(s.open.deadline.Sub(s.Now()), 0).Round(1e9)
	return s.styles.Muted.Render(fmt.Sprintf("%02d:%02d left", int(left.Minutes()), int(left.Seconds())%60))
}

func (s *authorize) spinner() string {
	frames := spinner.MiniDot.Frames
	return frames[s.frame%len(frames)]
}

func (s *authorize) View() string {
	view, _ := s.stepsView(s.steps, s.spinner(), s.width)
	failed := s.steps.failed()
	switch {
	case s.conn != nil:
		view += "\n\n" + s.outcome(failed)
	case s.given != nil && failed:
		view += "\n\n" + s.givenAdvice()
	case s.open != nil:
		view += "\n\n" + s.waiting()
	case s.token != nil && failed:
		view += "\n\n" + hang(indent+s.styles.Wait.Render("● "), "The token waits here and is lost only if you leave: r tries the keychain again, k takes another one.", s.width)
	case failed:
		text := "r starts again. b does it " + otherWay(s.outOfBand) + "."
		if s.signed {
			text += " s shows what was signed."
		}
		view += "\n\n" + paragraph(text, s.width)
	}
	return view
}

// Anchor keeps what is to be done in sight: the paste box while waiting, else the step that moves or failed.
func (s *authorize) Anchor() int {
	if s.open != nil && s.paste.Focused() {
		return height(s.View()) - 1
	}
	_, line := s.stepsView(s.steps, "", s.width)
	return line
}

func (s *authorize) outcome(failed bool) string {
	who := ""
	if s.account != "" {
		who = " as " + s.account
	}
	switch {
	case failed:
		return hang(indent+s.styles.Wait.Render("● "), "Kept as "+s.name+", but its test failed: r tests again, enter opens the request pane.", s.width)
	case s.steps.at(flow.StepTest).state == stepNow:
		return ""
	}
	return hang(indent+s.styles.Good.Render("✓ "), "Connected"+who+". enter opens the request pane.", s.width)
}

// waiting is the link and the ways back from it.
func (s *authorize) waiting() string {
	lines := []string{indent + "Open in your browser:", s.link(), ""}
	if s.open.canConsent {
		keys := fmt.Sprintf("%s allows, %s denies", s.styles.Accent.Render("a"), s.styles.Accent.Render("d"))
		lines = append(lines, indent+s.styles.Strong.Render("No browser?")+" "+keys+", here in the terminal.", "")
	}
	lines = append(lines, paragraph(s.waitingFor(), s.width))
	lines = append(lines, s.pasteBox())
	if s.pasteError != nil {
		lines = append(lines, s.styles.trouble(*s.pasteError, "", s.width))
	}
	return strings.Join(lines, "\n")
}

func (s *authorize) waitingFor() string {
	u, err := url.Parse(s.open.callback)
	const press = "press p, then enter, once the access is allowed:"
	switch outOfBand := err != nil || u.Host == ""; {
	case s.open.noVerifier && outOfBand:
		return "The page shows no verifier: " + press
	case s.open.noVerifier:
		return fmt.Sprintf("Waiting on %s. If it can't reach this machine, %s", u.Host, press)
	}
	if err != nil || u.Host == "" {
		return "Waiting for the verifier that the page shows you. Type or paste it here:"
	}
	return fmt.Sprintf("Waiting on %s. Over ssh, or shown a verifier? Paste it, or the page's whole address:", u.Host)
}

func (s *authorize) pasteBox() string {
	here := s.paste.Focused()
	in := s.paste
	if !here {
		in.Placeholder = "p to type here; a paste lands here by itself"
	}
	return indent + s.mark(here) + s.inputView(in, s.width-margin-3)
}

// link stands at column 0 without anything beside it, so that it can be copied by mouse. A link longer than a line goes
// on at column 0 of the next; terminals that know links open the whole of it on a click.
func (s *authorize) link() string {
	text := flow.Safe(s.open.link, len(s.open.link))
	lines := chunks(text, s.width)
	for i := range lines {
		lines[i] = s.styles.Accent.Render(lines[i])
		if s.styles.links && text == s.open.link {
			lines[i] = ansi.SetHyperlink(text, "id=authorize") + lines[i] + ansi.ResetHyperlink()
		}
	}
	return strings.Join(lines, "\n")
}
