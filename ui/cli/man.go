package cli

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/connect"
	"countersign/ui/cli/connection"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
	"countersign/ui/cli/request"
)

// The manual pages are written from the commands themselves, so that they cannot say something else than --help. They
// are plain man(7): the generators that there are go by way of Markdown, which takes a Long of ours for what it is
// not.

type manOptions struct {
	*command.Factory
	facts buildFacts
	dir   string
}

func newCmdMan(f *command.Factory, facts buildFacts) *cobra.Command {
	o := &manOptions{Factory: f, facts: facts}
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages",
		Long: `man writes a manual page for each command into a folder, which is made when it is not there yet: countersign.1,
countersign-connect.1 and so on. They take the place of those of another version.`,
		Example: `  countersign man ~/.local/share/man/man1
  countersign man /tmp/pages && man /tmp/pages/countersign-connect.1`,
		Args: command.Arguments(1, 1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return command.Completions()
			}
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dir = args[0]
			return o.run(cmd.Root())
		},
	}
}

func (o *manOptions) run(root *cobra.Command) error {
	failed := func(err error) error {
		return exit.New(exit.Failed, flow.Explanation{What: "writing the manual pages: " + err.Error(), Next: "name a folder that you can write to"})
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil { //nolint:gosec // everybody may read a manual
		return failed(err)
	}
	written := 0
	var trouble error
	everyCommand(root, func(cmd *cobra.Command) {
		if trouble != nil || !documented(cmd) {
			return
		}
		path := filepath.Join(o.dir, pageName(cmd)+".1")
		trouble = os.WriteFile(path, []byte(o.page(cmd)), 0o644) //nolint:gosec // everybody may read a manual
		written++
	})
	if trouble != nil {
		return failed(trouble)
	}
	o.IO.Infof("%s written.", text.CountInWords(written, "page", "pages"))
	return nil
}

// documented leaves out what is not for people, and help, which is what the pages are.
func documented(cmd *cobra.Command) bool {
	return cmd.Name() != "help" && (cmd.IsAvailableCommand() || !cmd.HasParent())
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// page is one manual page.
func (o *manOptions) page(cmd *cobra.Command) string {
	p := &page{}
	p.line(".TH", strings.ToUpper(pageName(cmd)), "1", o.pageDate(), "countersign "+o.facts.Version, "countersign manual")
	p.section("NAME")
	p.text(pageName(cmd) + ` \- ` + escaped(lowerFirst(cmd.Short)))
	p.section("SYNOPSIS")
	p.text(`\fB` + escaped(cmd.CommandPath()) + `\fR` + escaped(strings.TrimPrefix(cmd.UseLine(), cmd.CommandPath())))
	p.section("DESCRIPTION")
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	p.prose(long)
	p.commands(cmd)
	p.flags("OPTIONS", cmd.NonInheritedFlags())
	p.flags("OPTIONS OF EVERY COMMAND", cmd.InheritedFlags())
	p.table("ENVIRONMENT", variables)
	p.table("FILES", files)
	p.table("EXIT STATUS", exitStatus)
	p.section("EXAMPLES")
	p.verbatim(cmd.Example)
	p.section("SEE ALSO")
	p.text(strings.Join(related(cmd), ", "))
	return p.String()
}

// pageDate is the commit's where it is known, so that the same program writes the same pages.
func (o *manOptions) pageDate() string {
	if seconds, err := strconv.ParseInt(o.IO.Env("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	}
	if day, _, stamped := strings.Cut(o.facts.CommitTime, "T"); stamped {
		return day
	}
	return time.Now().UTC().Format(time.DateOnly)
}

func related(cmd *cobra.Command) []string {
	var pages []string
	add := func(other *cobra.Command) {
		if documented(other) && other != cmd {
			pages = append(pages, `\fB`+escaped(pageName(other))+`\fR(1)`)
		}
	}
	if cmd.HasParent() {
		add(cmd.Parent())
		for _, sibling := range cmd.Parent().Commands() {
			add(sibling)
		}
	}
	for _, sub := range cmd.Commands() {
		add(sub)
	}
	return pages
}

// row is something and what it is about.
type row struct{ term, about string }

// exitStatus are the codes of package exit.
var exitStatus = []row{
	{"0", "Done."},
	{"1", "Something failed, as standard error says."},
	{"2", "The arguments make no sense."},
	{"3", "Access was refused at the provider's page."},
	{"4", "No keychain is ready to keep or read a connection."},
	{"5", "There is no such connection, or no such connector."},
	{"6", "The service answered, and not with a success."},
	{"124", "Nobody came back from the provider's page in time."},
	{"126, 127", "run: the program cannot be run, or there is none of that name."},
	{"130", "Cancelled."},
}

var variables = []row{
	{command.KeychainVariable, "Where connections are kept when --keychain does not say it: os, file or memory."},
	{command.PassphraseVariable, "A command that prints the passphrase of the encrypted file."},
	{connection.ExportPassphraseVariable, "A command that prints the passphrase of an export."},
	{connect.ValuePrefix + "KEY", "The value of the field KEY that a connector asks for."},
	{request.ConsumerSecretVariable + ", " + request.TokenSecretVariable, "The secrets that sign uses without a connection."},
	{command.ConfigVariable, "The file of settings when --config does not say it."},
	{"COUNTERSIGN_CONNECTORS", "The folder of your own connectors."},
	{"COUNTERSIGN_ALLOW_HTTP", "1 lets signed requests go over plain http to other machines."},
	{command.ThemeVariable, "The theme where --theme chooses none: auto (by the terminal's background), light, dark, or none for no colours."},
	{command.CallbackPortVariable, "The port on this machine that the browser comes back to, when --callback-port does not say it."},
	{command.ClipboardVariable, "How the screens copy: auto, native, osc52 or none, before the setting clipboard."},
	{console.AccessibleVariable, "1 is --accessible for every command."},
	{"NO_COLOR", "No colours on the screens."},
	{"BROWSER", "The commands that may show a page, with : between them."},
	{"SOURCE_DATE_EPOCH", "The date of the manual pages that man writes."},
}

var files = []row{
	{"$XDG_CONFIG_HOME/countersign/config.yml", "The settings; countersign config init writes them."},
	{"$XDG_CONFIG_HOME/countersign/connectors/", "Your own connectors, a folder each."},
	{"$XDG_DATA_HOME/countersign/", "The list of connections, and the encrypted file where there is one. Secrets of the OS keychain are not here."},
}

// page is a text for man(7).
type page struct{ strings.Builder }

// line is a macro with its arguments.
func (p *page) line(macro string, arguments ...string) {
	p.WriteString(macro)
	for _, a := range arguments {
		p.WriteString(` "` + strings.ReplaceAll(a, `"`, `\(dq`) + `"`)
	}
	p.WriteByte('\n')
}

func (p *page) section(title string) { p.line(".SH", title) }

// text is a line that is escaped already.
func (p *page) text(line string) { p.WriteString(line + "\n") }

// prose is a command's Long: paragraphs, and indented lines that stay as they are.
func (p *page) prose(text string) {
	indented := false
	for i, block := range strings.Split(strings.ReplaceAll(strings.TrimSpace(text), "\t", "    "), "\n\n") {
		if i > 0 {
			p.line(".PP")
		}
		for _, line := range strings.Split(block, "\n") {
			if now := strings.HasPrefix(line, "  "); now != indented {
				indented = now
				p.line(map[bool]string{true: ".nf", false: ".fi"}[now])
			}
			p.text(escaped(line))
		}
		if indented {
			indented = false
			p.line(".fi")
		}
	}
}

func (p *page) verbatim(text string) {
	p.line(".nf")
	for _, line := range strings.Split(text, "\n") {
		p.text(escaped(line))
	}
	p.line(".fi")
}

func (p *page) commands(cmd *cobra.Command) {
	var rows []row
	for _, sub := range cmd.Commands() {
		if documented(sub) {
			rows = append(rows, row{sub.Name(), sub.Short + "."})
		}
	}
	p.table("COMMANDS", rows)
}

func (p *page) flags(title string, set *pflag.FlagSet) {
	var rows []row
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, about := pflag.UnquoteUsage(f)
		term := "--" + f.Name
		if f.Shorthand != "" {
			term = "-" + f.Shorthand + ", " + term
		}
		if value != "" {
			term += " " + value
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && !strings.Contains(about, "(default") {
			about += " (default " + f.DefValue + ")"
		}
		rows = append(rows, row{term, about})
	})
	p.table(title, rows)
}

func (p *page) table(title string, rows []row) {
	if len(rows) == 0 {
		return
	}
	p.section(title)
	for _, r := range rows {
		p.line(".TP")
		p.text(`\fB` + escaped(r.term) + `\fR`)
		p.text(escaped(r.about))
	}
}

// escaped is a line of text that roff prints as it is: a dash that can be copied, and no macro at its start.
func escaped(line string) string {
	line = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(line)
	if strings.HasPrefix(line, ".") {
		line = `\&` + line
	}
	return line
}

func lowerFirst(text string) string {
	if text == "" || strings.HasPrefix(text, "OAuth") {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}
