package command

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/exit"
)

// PassphraseVariable holds a command that prints the passphrase of the encrypted file.
const PassphraseVariable = "COUNTERSIGN_PASSPHRASE_COMMAND"

// Store opens credential stores and asks for what they need.
type Store struct{ f *Factory }

// Prepare opens the credential store before anything starts that needs it. If no store was chosen and none is available,
// it asks for another one, or fails.
func (s *Store) Prepare(ctx context.Context, m *flow.Manager) error {
	status := m.Stores.Status(ctx)
	switch {
	case status.NeedsPassphrase:
		return s.Unlock(ctx, m, status.NewFile)
	case status.Locked:
		s.f.IO.Infof("The OS keychain is locked. Look for its dialog.")
	}
	err := m.Stores.Open(ctx)
	if err == nil || status.Kind != "" || !s.f.Prompt.Interactive() {
		return err
	}
	s.f.IO.PrintError(err)
	answer, unanswered := s.f.Prompt.Ask(ctx, s.f.IO.Wording("Save connections in an encrypted [f]ile, or in [m]emory until this command ends?",
		"Save connections in an encrypted file, or in memory until the program ends? Type file or memory:"))
	if unanswered != nil {
		return unanswered
	}
	switch strings.ToLower(answer) {
	case "m", "memory":
		m.Stores.Use(flow.StoreMemory)
		return nil
	case "f", "file":
		m.Stores.Use(flow.StoreFile)
		return s.Unlock(ctx, m, m.Stores.Status(ctx).NewFile)
	}
	return err
}

// PrepareFor opens the credential store of a connection.
func (s *Store) PrepareFor(ctx context.Context, m *flow.Manager, e flow.Entry) error {
	if choice, _ := s.f.Flow.StoreChoice(); choice == "" {
		m.Stores.Use(e.Store)
	}
	return s.Prepare(ctx, m)
}

// Unlock opens the encrypted file, or creates it if isNew is set.
func (s *Store) Unlock(ctx context.Context, m *flow.Manager, isNew bool) error {
	if command := s.f.IO.Env(PassphraseVariable); command != "" {
		passphrase, err := PassphraseFromCommand(ctx, PassphraseVariable, command)
		if err != nil {
			return err
		}
		return m.Stores.Unlock(ctx, passphrase)
	}
	if !s.f.Prompt.Interactive() {
		return exit.New(exit.NoStore, flow.Explanation{
			What: "cannot ask for the passphrase of the encrypted file: not a terminal",
			Next: "Set " + PassphraseVariable + " to a command that prints the passphrase, such as pass show countersign.",
		})
	}
	if isNew {
		passphrase, err := s.f.Prompt.NewPassphrase(ctx, "New passphrase for the encrypted file:")
		if err != nil {
			return err
		}
		return m.Stores.Unlock(ctx, passphrase)
	}
	for {
		passphrase, err := s.f.Prompt.AskSecret(ctx, "Passphrase for the encrypted file:")
		if err != nil {
			return err
		}
		err = m.Stores.Unlock(ctx, passphrase)
		if !errors.Is(err, flow.ErrWrongPassphrase) {
			return err
		}
		s.f.IO.PrintError(err)
	}
}

// PassphraseFromCommand runs the command in a variable with the system's shell and returns the first line it prints.
func PassphraseFromCommand(ctx context.Context, variable, command string) (string, error) {
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	output, err := exec.CommandContext(ctx, shell[0], shell[1], command).Output() //nolint:gosec // the user's command
	passphrase, _, _ := strings.Cut(string(output), "\n")
	passphrase = strings.TrimSuffix(passphrase, "\r")
	if err == nil && passphrase == "" {
		err = errors.New("no output")
	}
	if err == nil {
		return passphrase, nil
	}
	what := fmt.Sprintf("%s failed: %s", variable, err)
	var failed *exec.ExitError
	if errors.As(err, &failed) && len(failed.Stderr) > 0 {
		what += ": " + text.Safe(strings.TrimSpace(string(failed.Stderr)), 300)
	}
	return "", exit.New(exit.NoStore, flow.Explanation{What: what, Next: "Its first line of output must be the passphrase."})
}
