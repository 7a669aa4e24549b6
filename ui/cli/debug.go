package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"countersign/flow/debuglog"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

// debugLog writes the log of --debug.
type debugLog struct {
	*command.Factory
	file string // --debug
}

func (d *debugLog) open() error {
	if d.file == "" {
		return nil
	}
	var err error
	if d.Flow.Debug, err = debuglog.Open(d.file); err != nil {
		return exit.WrapUsage("--debug", err)
	}
	return nil
}

// begin logs the environment, and the names of the flags without their values.
func (d *debugLog) begin(cmd *cobra.Command, facts buildInfo) {
	log := d.Flow.Debug
	if log == nil {
		return
	}
	var flags []string
	cmd.Flags().Visit(func(f *pflag.Flag) { flags = append(flags, "--"+f.Name) })
	log.Note("start", "version", facts.Version, "commit", facts.Commit, "modified", facts.Modified, "go", facts.Go,
		"platform", facts.Platform, "command", cmd.CommandPath(), "flags", strings.Join(flags, " "))
	env := d.IO.Env
	log.Note("terminal", "term", env("TERM"), "colorterm", env("COLORTERM"), "lang", env("LANG"), "program", env("TERM_PROGRAM"),
		"noColor", env("NO_COLOR") != "", "ssh", env("SSH_CONNECTION") != "", "tmux", env("TMUX") != "",
		"in", console.IsTerminal(d.IO.In), "out", console.IsTerminal(d.IO.Out), "size", sizeOf(d.IO.Out), "accessible", d.IO.ScreenReader)
}

func sizeOf(stream any) string {
	width, height, ok := console.TerminalSize(stream)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%dx%d", width, height)
}

// end logs the result. After a failure it prints the path of the log.
func (d *debugLog) end(code exit.Code, err error) {
	log := d.Flow.Debug
	if log == nil {
		return
	}
	reason := ""
	if err != nil {
		e := exit.Explain(err)
		reason = strings.Trim(e.What+": "+e.ProviderMessage, ": ")
	}
	log.Note("end", "code", int(code), "why", reason)
	_ = log.Close() // everything is written already
	if code != exit.OK && code != exit.Cancelled {
		d.IO.Infof("%s%s", d.IO.Wording("  Debug log: ", "The debug log is "), text.Safe(log.Path(), 300))
	}
}

// crashed prints the path of the log after a panic, and panics again.
func (d *debugLog) crashed() {
	cause := recover()
	if cause == nil {
		return
	}
	if log := d.Flow.Debug; log != nil {
		log.Note("crash", "type", fmt.Sprintf("%T", cause)) // its text may hold secrets
		d.IO.Infof("countersign crashed. The debug log is %s", text.Safe(log.Path(), 300))
	}
	panic(cause)
}
