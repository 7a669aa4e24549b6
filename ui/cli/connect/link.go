package connect

import (
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
	"countersign/ui/terminal"
)

// showLink prints the link on a separate, unwrapped line that can be copied or parsed.
func showLink(f *command.Factory, p *flow.Pending, asCode bool) {
	target := p.AuthorizeURL()
	shown := target
	onTerminal := console.IsTerminal(f.IO.Err) && !f.IO.ScreenReader
	if onTerminal && terminal.SupportsHyperlinks(f.IO.Env) {
		shown = terminal.Hyperlink(target, target)
	}
	f.IO.Infof("Open this link and allow access:\n\n%s\n", shown)
	switch {
	case asCode && f.IO.ScreenReader:
		f.IO.Infof("The QR code is not shown in screen-reader mode.")
	case asCode:
		showCode(f.IO, target, onTerminal)
	}
	if tunnel := terminal.SSHTunnelCommand(f.IO.Env, p.Callback()); tunnel != "" {
		f.IO.Infof("You are connected over SSH. To forward the callback, run this on your own machine:\n\n%s\n", text.Safe(tunnel, 300))
	}
}

func showCode(out *console.IO, target string, onTerminal bool) {
	code, err := terminal.NewQR(target)
	if err != nil {
		out.Infof("%s.", text.Safe(err.Error(), 200))
		return
	}
	columns, lines := code.MinSize()
	if width, height, ok := console.TerminalSize(out.Err); ok && (columns > width || lines > height) {
		out.Infof("The QR code needs a terminal of %d×%d; this one is %d×%d.", columns, lines, width, height)
		return
	}
	quiet, ok := code.QuietZone(80, 40)
	if !ok {
		quiet, _ = code.QuietZone(columns, lines)
	}
	if onTerminal && out.Env("NO_COLOR") == "" && out.Env("TERM") != "dumb" {
		out.Infof("%s", code.ANSI(quiet))
		return
	}
	out.Infof("%s\n(for a dark background)\n", strings.Join(code.Lines(quiet, true), "\n"))
}
