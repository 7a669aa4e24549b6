package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"countersign/flow"
	"countersign/internal/text"
)

// openDebug opens the log of --debug, before anything else is done.
func (s *session) openDebug() error {
	if s.debugFile == "" {
		return nil
	}
	var err error
	if s.debug, err = flow.OpenDebugLog(s.debugFile); err != nil {
		return misused("--debug", err)
	}
	return nil
}

// noteStart writes the log's head: what runs, and where. Of the arguments only the names are in it.
func (s *session) noteStart(cmd *cobra.Command) {
	if s.debug == nil {
		return
	}
	facts := newBuildFacts(s.Version, s.Build)
	var flags []string
	cmd.Flags().Visit(func(f *pflag.Flag) { flags = append(flags, "--"+f.Name) })
	s.debug.Note("start", "version", facts.Version, "commit", facts.Commit, "modified", facts.Modified, "go", facts.Go,
		"platform", facts.Platform, "command", cmd.CommandPath(), "flags", strings.Join(flags, " "))
	s.debug.Note("terminal", "term", s.Env("TERM"), "colorterm", s.Env("COLORTERM"), "lang", s.Env("LANG"), "program", s.Env("TERM_PROGRAM"),
		"noColor", s.Env("NO_COLOR") != "", "ssh", s.Env("SSH_CONNECTION") != "", "tmux", s.Env("TMUX") != "",
		"in", isTerminal(s.In), "out", isTerminal(s.Out), "size", sizeOf(s.Out), "accessible", s.plain)
}

func sizeOf(stream any) string {
	width, height, ok := terminalSize(stream)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%dx%d", width, height)
}

// endDebug writes how the command ended, and after a failure says where the log is.
func (s *session) endDebug(code ExitCode, err error) {
	if s.debug == nil {
		return
	}
	why := ""
	if err != nil {
		e := explanationOf(err)
		why = strings.Trim(e.What+": "+e.Said, ": ")
	}
	s.debug.Note("end", "code", int(code), "why", why)
	_ = s.debug.Close() // what it says is written
	if code != OK && code != Cancelled {
		s.talk("%s%s", s.inWords("  debug log: ", "The debug log is "), text.Safe(s.debug.Path(), 300))
	}
}

// crashed says where the log is when the program dies of a fault of its own, and lets it die.
func (s *session) crashed() {
	fault := recover()
	if fault == nil {
		return
	}
	if s.debug != nil {
		s.debug.Note("crash", "type", fmt.Sprintf("%T", fault)) // its words may hold anything
		s.talk("countersign: it crashed; the debug log is %s", text.Safe(s.debug.Path(), 300))
	}
	panic(fault)
}
