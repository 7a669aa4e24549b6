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

// debugLog is the log of --debug.
type debugLog struct {
	*command.Factory
	file string // --debug
}

// open opens it, before anything else is done.
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

// begin writes the log's head: what runs, and where. Of the arguments only the names are in it.
func (d *debugLog) begin(cmd *cobra.Command, facts buildFacts) {
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

// end writes how the command ended, and after a failure says where the log is.
func (d *debugLog) end(code exit.Code, err error) {
	log := d.Flow.Debug
	if log == nil {
		return
	}
	why := ""
	if err != nil {
		e := exit.Explain(err)
		why = strings.Trim(e.What+": "+e.ProviderMessage, ": ")
	}
	log.Note("end", "code", int(code), "why", why)
	_ = log.Close() // what it says is written
	if code != exit.OK && code != exit.Cancelled {
		d.IO.Infof("%s%s", d.IO.Wording("  debug log: ", "The debug log is "), text.Safe(log.Path(), 300))
	}
}

// crashed says where the log is when the program dies of a fault of its own, and lets it die.
func (d *debugLog) crashed() {
	fault := recover()
	if fault == nil {
		return
	}
	if log := d.Flow.Debug; log != nil {
		log.Note("crash", "type", fmt.Sprintf("%T", fault)) // its words may hold anything
		d.IO.Infof("countersign: it crashed; the debug log is %s", text.Safe(log.Path(), 300))
	}
	panic(fault)
}
