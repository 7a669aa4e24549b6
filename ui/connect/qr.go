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

// codeView is the link as a QR code.
func (s *offer) codeView() string {
	code, err := terminal.NewQR(s.pending.link)
	if err != nil {
		return kit.Paragraph("Cannot make a QR code: "+text.Safe(err.Error(), 120)+". Press "+s.Keys.Label(keyCopyLink)+" to copy the link.", s.width)
	}
	hint := s.codeHint()
	quiet, fits := code.QuietZone(s.width, s.height-kit.Height(hint))
	if !fits {
		columns, lines := code.MinSize()
		columns, lines = max(columns, kit.MinWidth), max(lines+kit.Height(hint)+kit.FrameLines+1, kit.MinHeight)
		return kit.Paragraph(fmt.Sprintf("This QR code needs a window of %d×%d; this one is %d×%d. Enlarge it or use a smaller font. Press %s to copy the link, %s to show it.",
			columns, lines, s.width, s.height+kit.FrameLines+1, s.Keys.Label(keyCopyLink), s.Keys.Label(keyQR)), s.width)
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

// codeHint says which background the code assumes, if that is a guess.
func (s *offer) codeHint() string {
	if s.coloured() || s.DarkKnown {
		return ""
	}
	return kit.Paragraph("Drawn for a dark background: the background color of this terminal is unknown.", s.width)
}
