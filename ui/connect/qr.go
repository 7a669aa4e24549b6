package connect

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"countersign/internal/text"
	"countersign/ui/kit"
	"countersign/ui/terminal"
)

// codeView shows the link as a QR code, for the browser of a phone.
func (s *offer) codeView() string {
	code, err := terminal.NewQR(s.open.link)
	if err != nil {
		return kit.Paragraph("The link does not fit into a QR code: "+text.Safe(err.Error(), 120)+". "+s.Keys.Label(keyCopyLink)+" copies it.", s.width)
	}
	hint := s.codeHint()
	quiet, fits := code.QuietZone(s.width, s.height-kit.Height(hint))
	if !fits {
		columns, lines := code.MinSize()
		columns, lines = max(columns, kit.MinWidth), max(lines+kit.Height(hint)+kit.FrameLines+1, kit.MinHeight)
		return kit.Paragraph(fmt.Sprintf("The QR code of this link needs a window of %d×%d, and this one is %d×%d: make it larger, or choose a smaller font. c copies the link, v shows it again.",
			columns, lines, s.width, s.height+kit.FrameLines+1), s.width)
	}
	style := s.Renderer.NewStyle()
	if s.coloured() {
		style = style.Foreground(lipgloss.Color("#000000")).Background(lipgloss.Color("#ffffff"))
	}
	lines := code.Lines(quiet, !s.coloured() && !s.lightBackground())
	left := strings.Repeat(" ", min(kit.Margin, s.width-len([]rune(lines[0]))))
	for i := range lines {
		lines[i] = left + style.Render(lines[i])
	}
	if hint != "" {
		lines = append(lines, hint)
	}
	return strings.Join(lines, "\n")
}

func (s *offer) coloured() bool { return s.Renderer.ColorProfile() != termenv.Ascii }

func (s *offer) lightBackground() bool { return s.DarkKnown && !s.Dark }

// codeHint says what the code was drawn for where that is a guess.
func (s *offer) codeHint() string {
	if s.coloured() || s.DarkKnown {
		return ""
	}
	return kit.Paragraph("Drawn for a dark background: this terminal has not said which it has.", s.width)
}
