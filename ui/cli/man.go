package cli

import (
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"

	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

func newCmdMan(facts buildInfo) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages to a folder",
		Long: `Write a manual page for each command to a folder, which is created if necessary.

The date of the pages comes from SOURCE_DATE_EPOCH if it is set.`,
		Example: `  countersign man ~/.local/share/man/man1
  countersign man /tmp/pages && man /tmp/pages/countersign-connect.1`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: command.CompleteFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := writeManual(cmd.Root(), facts, args[0]); err != nil {
				return exit.Failedf("Choose a writable folder.", "cannot write the manual pages: %s", err)
			}
			return nil
		},
	}
}

func writeManual(root *cobra.Command, facts buildInfo, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // manual pages are public
		return err
	}
	everyCommand(root, func(cmd *cobra.Command) {
		cmd.DisableAutoGenTag = true
		cmd.Long = escapeMarkdown(cmd.Long)
		cmd.Flags().VisitAll(func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) })
	})
	root.Long += manual
	header := &doc.GenManHeader{Source: "countersign " + facts.Version, Manual: "countersign manual"}
	if built, err := time.Parse(time.RFC3339, facts.CommitTime); err == nil && os.Getenv("SOURCE_DATE_EPOCH") == "" {
		header.Date = &built
	}
	return doc.GenManTreeFromOpts(root, doc.GenManTreeOptions{Header: header, Path: dir, CommandSeparator: "-"})
}

// escapeMarkdown escapes the prose of a help text, which cobra/doc takes for Markdown. Indented lines stay as they are.
func escapeMarkdown(help string) string {
	escape := strings.NewReplacer("_", `\_`, "*", `\*`, "<", `\<`, "`", "\\`")
	lines := strings.Split(help, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "  ") {
			lines[i] = "  " + line // a code block has four spaces
			continue
		}
		lines[i] = escape.Replace(line)
	}
	return strings.Join(lines, "\n")
}

// manual is the part of countersign(1) that applies to all commands, in Markdown.
const manual = `

# ENVIRONMENT
**COUNTERSIGN_KEYCHAIN**
: The credential store if there is no --keychain: os, file or memory.

**COUNTERSIGN_PASSPHRASE_COMMAND**
: A command that prints the passphrase of the encrypted file.

**COUNTERSIGN_EXPORT_PASSPHRASE_COMMAND**
: A command that prints the passphrase of an export.

**COUNTERSIGN_SET_KEY**
: The value of a connector's field KEY.

**COUNTERSIGN_CONSUMER_SECRET**, **COUNTERSIGN_TOKEN_SECRET**
: The secrets for countersign sign without a connection.

**COUNTERSIGN_CONFIG**
: The settings file if there is no --config.

**COUNTERSIGN_CONNECTORS**
: Your connectors folder.

**COUNTERSIGN_ALLOW_HTTP**
: 1 allows signed requests to other machines over plain HTTP.

**COUNTERSIGN_THEME**
: The theme if there is no --theme: auto, light, dark or none.

**COUNTERSIGN_CALLBACK_PORT**
: The callback port if there is no --callback-port.

**COUNTERSIGN_CLIPBOARD**
: How the screens copy: auto, native, osc52 or none.

**ACCESSIBLE**
: 1 turns on screen-reader mode, like --accessible.

**NO_COLOR**
: Turns off colors.

**BROWSER**
: The commands that can open a URL, separated by colons.

# FILES
**$XDG_CONFIG_HOME/countersign/config.yml**
: The settings. countersign config init creates the file.

**$XDG_CONFIG_HOME/countersign/connectors/**
: Your connectors, one folder each.

**$XDG_DATA_HOME/countersign/**
: The index of connections, the history and the encrypted file.

# EXIT STATUS
**0**
: Success.

**1**
: Failure.

**2**
: Invalid arguments or settings.

**3**
: Access denied at the provider.

**4**
: No credential store available.

**5**
: No such connection or connector.

**6**
: The response has an error status.

**124**
: Timed out waiting for authorization.

**126**, **127**
: run: the program is not executable, or not found.

**130**
: Cancelled.
`
