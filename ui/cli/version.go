package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"countersign/ui/cli/command"
)

// libraries are those whose version a report of a fault should name.
var libraries = []string{
	"github.com/charmbracelet/bubbletea", "github.com/charmbracelet/lipgloss", "github.com/dghubble/oauth1",
	"github.com/zalando/go-keyring", "filippo.io/age", "modernc.org/quickjs", "github.com/spf13/cobra",
}

// buildFacts are what the Go tool stamped into the program, as --version and version --json print them.
type buildFacts struct {
	Version    string            `json:"version"`
	Commit     string            `json:"commit,omitempty"`
	CommitTime string            `json:"commitTime,omitempty"`
	Modified   bool              `json:"modified"` // something was changed since that commit
	Go         string            `json:"go"`
	Platform   string            `json:"platform"` // GOOS/GOARCH
	Sum        string            `json:"sum,omitempty"`
	Libraries  map[string]string `json:"libraries,omitempty"`
}

// newBuildFacts reads what is known; info may be nil.
func newBuildFacts(version string, info *debug.BuildInfo) buildFacts {
	b := buildFacts{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
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

// text begins with the line that scripts read.
func (b buildFacts) text() string {
	lines := []string{"countersign version " + b.Version}
	if b.Commit != "" {
		commit := "commit " + b.Commit
		if b.CommitTime != "" {
			commit += " of " + b.CommitTime
		}
		if b.Modified {
			commit += ", modified since"
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

type versionOptions struct {
	*command.Factory
	facts buildFacts
	json  bool
}

func newCmdVersion(f *command.Factory, facts buildFacts) *cobra.Command {
	o := &versionOptions{Factory: f, facts: facts}
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version and how the program was built",
		Long: `version prints what --version prints: the version on the first line, then the commit, the Go version, the platform, and the
versions of the libraries that matter in a report of a fault.`,
		Example: `  countersign version
  countersign version --json | jq -r .commit`,
		Args: command.NoArguments,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print it as a JSON object")
	return cmd
}

func (o *versionOptions) run() error {
	if o.json {
		return o.IO.JSON(o.facts)
	}
	_, err := fmt.Fprint(o.IO.Out, o.facts.text())
	return err
}
