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

// offer is the link to open and the input for the verifier.
type offer struct {
	*kit.Env
	width, height int

	pending      *begunMsg // nil unless waiting for the verifier
	waitingSince time.Time
	paste        kit.LineInput
	pasteError   *flow.Explanation
	notice       flow.Notice // the latest one; may be empty
	qr           bool        // the link is shown as a QR code
}

// waiting is the view while waiting for the verifier.
func (s *offer) waiting() string {
	lines := []string{kit.Indent + "Open this link in your browser:", s.link(), ""}
	if s.pending.canConsent {
		keys := fmt.Sprintf("Press %s to allow, %s to deny.", s.Styles.Accent.Render(s.Keys.Label(keyAllow)), s.Styles.Accent.Render(s.Keys.Label(keyDeny)))
		lines = append(lines, kit.Indent+s.Styles.Strong.Render("No browser?")+" "+keys, "")
	}
	if tunnel := s.tunnel(); tunnel != "" {
		lines = append(lines, kit.Paragraph("You are connected over SSH. Run this on your own machine, so that the callback reaches this one:", s.width))
		lines = append(lines, s.selectableText(tunnel, ""), "")
	}
	lines = append(lines, kit.Paragraph(s.waitingFor(), s.width), s.pasteBox())
	if s.pasteError != nil {
		lines = append(lines, s.Styles.RenderError(*s.pasteError, "", s.width))
	}
	if s.notice != "" {
		lines = append(lines, kit.RenderLines(s.Styles.Muted, kit.Paragraph(s.noticeText(), s.width)))
	}
	return strings.Join(lines, "\n")
}

// noticeText is the notice, with the key that does what it suggests.
func (s *offer) noticeText() string {
	if s.notice == flow.NoticeMaybeDenied {
		return "The service may have denied access. Press " + s.Keys.Label(keyRetry) + " to start over, or keep waiting."
	}
	return string(s.notice)
}

// waitingFor says what the screen waits for, until when, and what to do meanwhile.
func (s *offer) waitingFor() string {
	u, err := url.Parse(s.pending.callback)
	outOfBand := err != nil || u.Host == ""
	timeout := fmt.Sprintf("until %s (%s left)", s.pending.deadline.In(s.Now().Location()).Format("15:04"), text.Clock(s.timeLeft()))
	press := "press " + s.Keys.Label(keyPaste) + ", then " + s.Keys.Label(keySubmit) + ", after you allow access:"
	switch {
	case s.pending.noVerifier && outOfBand:
		return "Waiting for you " + timeout + ". The page shows no verifier: " + press
	case s.pending.noVerifier:
		return fmt.Sprintf("Waiting for the callback on %s %s. If it can't reach this machine, %s", u.Host, timeout, press)
	case outOfBand:
		return "Waiting for the verifier that the page shows, " + timeout + ". Type or paste it here:"
	}
	port := ""
	if s.pending.chosenPort != 0 && u.Port() != strconv.Itoa(s.pending.chosenPort) {
		port = " (the connector's port)"
	}
	return fmt.Sprintf("Waiting for the callback on %s%s %s. If the page shows a verifier or an error, paste it or the page's address here:", u.Host, port, timeout)
}

func (s *offer) timeLeft() time.Duration { return s.pending.deadline.Sub(s.Now()) }

func (s *offer) pasteBox() string {
	here := s.paste.Focused()
	in := s.paste
	if !here {
		in.Placeholder = "press " + s.Keys.Label(keyPaste) + " to type, or paste"
	}
	return kit.Indent + s.Styles.CursorMark(here) + in.Draw(s.Env, s.width-kit.Margin-3)
}

// link is the link, clickable if the terminal supports that.
func (s *offer) link() string {
	link := text.Safe(s.pending.link, len(s.pending.link))
	target := s.pending.link
	if link != target {
		target = ""
	}
	return s.selectableText(link, target)
}

// selectableText is text at column 0, so that it can be selected with the mouse. If the terminal supports soft wraps, a long
// text is selected as one.
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

// tunnel is the ssh command that forwards the callback port; empty if not needed.
func (s *offer) tunnel() string {
	if s.pending == nil {
		return ""
	}
	return terminal.SSHTunnelCommand(s.Getenv, s.pending.callback)
}
