package kit

import (
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"countersign/ui/uitest/contrast"
)

// sixteen are the 16 colours of terminals as they come, and the backgrounds that they have then or are given.
var sixteen = map[string]string{
	"xterm":            "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
	"Linux console":    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
	"Windows Terminal": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
	"macOS Terminal":   "000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5",
	"Tango (GNOME)":    "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec",
}

// Every style that has a colour is held to it, so that a new one is, too, on terminals of every kind.
func TestColoursCanBeReadOnTheirBackgrounds(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{true, false} {
		styles := reflect.ValueOf(NewStyles(lipgloss.NewRenderer(io.Discard), dark, nil))
		colours := 0
		for i := range styles.NumField() {
			if !styles.Type().Field(i).IsExported() {
				continue
			}
			colour, ok := styles.Field(i).Interface().(lipgloss.Style).GetForeground().(lipgloss.CompleteColor)
			if !ok {
				continue // the terminal's own
			}
			colours++
			name := fmt.Sprintf("dark %v: %s", dark, styles.Type().Field(i).Name)
			for _, background := range contrast.Backgrounds(dark) {
				readable(t, name, lipgloss.Color(colour.TrueColor), background)
				readable(t, name+" of 256", lipgloss.Color(termenv.ConvertToRGB(termenv.ANSI256.Color(colour.ANSI256)).Hex()), background)
			}
			for terminal, colours := range sixteen {
				if colour.ANSI == "" {
					continue // the terminal's own
				}
				n, err := strconv.Atoi(colour.ANSI)
				if err != nil {
					t.Fatal(err)
				}
				for _, background := range contrast.Backgrounds(dark)[:2] {
					readable(t, name+" of "+terminal, lipgloss.Color("#"+strings.Fields(colours)[n]), background)
				}
			}
		}
		if colours < 5 {
			t.Errorf("dark %v: only %d styles have a colour", dark, colours)
		}
	}
}

func readable(t *testing.T, what string, colour, background lipgloss.Color) {
	t.Helper()
	if got := contrast.Ratio(t, colour, background); got < 4.5 {
		t.Errorf("%s, %s on %s, has a contrast of %.1f, less than 4.5", what, colour, background, got)
	}
}

// What a person chose stands in place of the theme's, on either background, and the rest stays.
func TestColoursAreReplacedByTheSettings(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{true, false} {
		own := map[string]string{}
		for _, c := range ColorNames() {
			own[c.Name] = "#123456"
		}
		delete(own, "error")
		styles := NewStyles(lipgloss.NewRenderer(io.Discard), dark, own)
		for name, style := range map[string]lipgloss.Style{"muted": styles.Muted, "accent": styles.Accent, "success": styles.Success, "warning": styles.Warning} {
			if got := style.GetForeground(); got != lipgloss.Color("#123456") {
				t.Errorf("dark %v: %s is %v", dark, name, got)
			}
		}
		if _, ok := styles.Error.GetForeground().(lipgloss.CompleteColor); !ok {
			t.Errorf("dark %v: error is %v, not the default", dark, styles.Error.GetForeground())
		}
	}
}
