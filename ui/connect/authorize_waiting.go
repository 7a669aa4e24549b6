package connect

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
	"countersign/ui/terminal"
)

// offer is what stands on the screen while the answer is awaited: the link to follow, and the box for what comes back.
type offer struct {
	*kit.Env
	width, height int

	open       *begunMsg // the link is there, and the answer to it awaited; nil: it is not
	waited     time.Time // since when
	paste      kit.LineInput
	pasteError *flow.Explanation
	qr         bool // the link is shown as a code
}

// waiting is the link and the ways back from it.
func (s *offer) waiting() string {
	lines := []string{kit.Indent + "Open in your browser:", s.link(), ""}
	if s.open.canConsent {
		keys := fmt.Sprintf("%s allows, %s denies", s.Styles.Accent.Render(s.Keys.Label(keyAllow)), s.Styles.Accent.Render(s.Keys.Label(keyDeny)))
		lines = append(lines, kit.Indent+s.Styles.Strong.Render("No browser?")+" "+keys+", here in the terminal.", "")
	}
	if tunnel := s.tunnel(); tunnel != "" {
		lines = append(lines, kit.Paragraph("You came by ssh. For the browser to find its way back, type at your own machine:", s.width))
		lines = append(lines, s.selectableText(tunnel, ""), "")
	}
	lines = append(lines, kit.Paragraph(s.waitingFor(), s.width), s.pasteBox())
	if s.pasteError != nil {
		lines = append(lines, s.Styles.RenderError(*s.pasteError, "", s.width))
	}
	return strings.Join(lines, "\n")
}

// waitingFor says what for, for how long already and until when, and what there is to do besides.
func (s *offer) waitingFor() string {
	u, err := url.Parse(s.open.callback)
	outOfBand := err != nil || u.Host == ""
	now := s.Now()
	times := fmt.Sprintf("for %s, until %s (%s left)", text.Clock(now.Sub(s.waited)), s.open.deadline.In(now.Location()).Format("15:04"), text.Clock(s.timeLeft()))
	press := "press " + s.Keys.Label(keyPaste) + ", then " + s.Keys.Label(keySubmit) + ", once the access is allowed:"
	switch {
	case s.open.noVerifier && outOfBand:
		return "Waiting for you " + times + ". The page shows no verifier: " + press
	case s.open.noVerifier:
		return fmt.Sprintf("Waiting on %s %s. If it can't reach this machine, %s", u.Host, times, press)
	case outOfBand:
		return "Waiting for the verifier that the page shows you, " + times + ". Type or paste it here:"
	}
	own := ""
	if s.open.chosenPort != 0 && u.Port() != strconv.Itoa(s.open.chosenPort) {
		own = ", the connector's own port,"
	}
	return fmt.Sprintf("Waiting on %s%s %s. Shown a verifier, or an error? Paste it, or the page's whole address:", u.Host, own, times)
}

func (s *offer) timeLeft() time.Duration { return s.open.deadline.Sub(s.Now()) }

func (s *offer) pasteBox() string {
	here := s.paste.Focused()
	in := s.paste
	if !here {
		in.Placeholder = s.Keys.Label(keyPaste) + " to type here; a paste lands here by itself"
	}
	return kit.Indent + s.Styles.CursorMark(here) + in.Draw(s.Env, s.width-kit.Margin-3)
}

// link is the link, which terminals that know links open whole on a click.
func (s *offer) link() string {
	link := text.Safe(s.open.link, len(s.open.link))
	target := s.open.link
	if link != target {
		target = ""
	}
	return s.selectableText(link, target)
}

// selectableText stands at column 0 without anything beside it, so that it can be marked by the mouse. What is longer than a
// line goes on at column 0 of the next, and is one text still to a terminal that wraps it itself.
func (s *offer) selectableText(text, target string) string {
	lines := kit.Chunks(text, s.width)
	for i := range lines {
		lines[i] = s.Styles.Accent.Render(lines[i])
		if target != "" && s.Hyperlinks {
			lines[i] = terminal.Hyperlink(lines[i], target)
		}
		if s.SoftWraps && i > 0 {
			lines[i] = terminal.SoftWrap + lines[i]
		}
		if s.SoftWraps && i < len(lines)-1 {
			lines[i] += terminal.SoftWrap
		}
	}
	return strings.Join(lines, "\n")
}

// tunnel is what a person who came by ssh types at their own machine.
func (s *offer) tunnel() string {
	if s.open == nil {
		return ""
	}
	return terminal.SSHTunnelCommand(s.Getenv, s.open.callback)
}
