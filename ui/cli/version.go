package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"countersign/ui/cli/command"
)

// libraries are listed because bug reports should include their versions.
var libraries = []string{
	"github.com/charmbracelet/bubbletea", "github.com/charmbracelet/lipgloss", "github.com/dghubble/oauth1",
	"github.com/zalando/go-keyring", "filippo.io/age", "modernc.org/quickjs", "github.com/spf13/cobra",
}

// buildInfo is the output of version --json, from what the Go tool stamps into the binary.
type buildInfo struct {
	Version    string            `json:"version"`
	Commit     string            `json:"commit,omitempty"`
	CommitTime string            `json:"commitTime,omitempty"`
	Modified   bool              `json:"modified"` // uncommitted changes
	Go         string            `json:"go"`
	Platform   string            `json:"platform"` // GOOS/GOARCH
	Sum        string            `json:"sum,omitempty"`
	Libraries  map[string]string `json:"libraries,omitempty"`
}

// newBuildInfo parses info, which may be nil.
func newBuildInfo(version string, info *debug.BuildInfo) buildInfo {
	b := buildInfo{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info == nil {
		return b
	}
	b.Sum, b.Libraries = info.Main.Sum, map[string]string{}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.CommitTime = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	for _, dependency := range info.Deps {
		if dependency.Replace != nil {
			dependency = dependency.Replace
		}
		for _, path := range libraries {
			if dependency.Path == path {
				b.Libraries[path] = dependency.Version
			}
		}
	}
	return b
}

// text returns the output of --version. Scripts parse its first line.
func (b buildInfo) text() string {
	lines := []string{"countersign version " + b.Version}
	if b.Commit != "" {
		commit := "commit " + b.Commit
		if b.CommitTime != "" {
			commit += " (" + b.CommitTime + ")"
		}
		if b.Modified {
			commit += ", modified"
		}
		lines = append(lines, commit)
	}
	lines = append(lines, "built with "+b.Go+" for "+b.Platform)
	if b.Sum != "" {
		lines = append(lines, "module sum "+b.Sum)
	}
	for _, path := range libraries {
		if version := b.Libraries[path]; version != "" {
			lines = append(lines, path+" "+version)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func newCmdVersion(f *command.Factory, facts buildInfo) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version and build information",
		Long: `Print the version, commit, Go version, platform and the versions of some libraries.

Include them in bug reports.`,
		Example: `  countersign version
  countersign version --json | jq -r .commit`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return f.IO.JSON(facts)
			}
			_, err := fmt.Fprint(f.IO.Out, facts.text())
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the information as JSON")
	return cmd
}
